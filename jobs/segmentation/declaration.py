"""How customers are grouped without a label: the declaration in ``mlflow/segmentation/<model>.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from jobs.lakehouse.declaration import Declaration, Identifier, Relation, as_tuple
from jobs.lakehouse.errors import ContractFault

DECLARATIONS = Path(__file__).resolve().parents[2] / "mlflow" / "segmentation"


class Variable(Declaration):
    """A number by which customers differ; nothing known counts as 0. High and low can stand before ``about``."""

    name: Identifier
    about: str
    scale: Literal["log", "plain"]


class Training(Declaration):
    """What is learnt from: so many rows of a table, and how often k-means starts anew."""

    table: Relation
    key: Identifier
    rows: int = Field(ge=100)
    seed: int
    restarts: int = Field(ge=1)


class Gates(Declaration):
    """What clusters must achieve before they may be used."""

    min_silhouette: float
    min_share: float = Field(ge=0, le=1)
    min_stability: float = Field(ge=-1, le=1)


class ClusterModel(Declaration):
    """A whole declaration."""

    name: Identifier
    about: str
    owner: str
    training: Training
    clusters: int = Field(ge=2, le=13)  # half the alphabet: as many new ones find letters beside those in use
    variables: Annotated[tuple[Variable, ...], BeforeValidator(as_tuple), Field(min_length=1)]
    gates: Gates

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read of a row: its key and the variables."""
        return (self.training.key, *(one.name for one in self.variables))


def is_cluster_model(name: str, folder: Path = DECLARATIONS) -> bool:
    """Whether a model of this name groups customers."""
    return (folder / f"{name}.yml").exists()


def read_cluster_model(name: str, folder: Path = DECLARATIONS) -> ClusterModel:
    """The declaration of a model; raises ContractFault that names the file and the place that is wrong."""
    path = folder / f"{name}.yml"
    if not path.exists():
        known = ", ".join(sorted(one.stem for one in folder.glob("*.yml")))
        raise ContractFault(f"No model {name} groups customers: choose one of {known or 'none'}.")
    try:
        return ClusterModel(**yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "document"
        raise ContractFault(f"{path.name}: {place}: {first['msg']}; correct the declaration.") from None
    except (yaml.YAMLError, TypeError) as error:
        raise ContractFault(f"{path.name}: not a declaration ({error}); correct the file.") from None
