"""The kinds of models that the registry keeps, each as plain parameters in one file; none of them holds code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol, Self

from jobs.identity.matching.declaration import is_match_model, read_match_model
from jobs.identity.matching.weights import DECLARED, MatchWeights, declared_weights
from jobs.lakehouse.errors import DataFault
from jobs.models.scorecard import Scorecard
from jobs.segmentation.clusters import Clusters
from jobs.segmentation.declaration import is_cluster_model


class RegisteredModel(Protocol):
    """What the registry needs of a model: its canonical text and a digest of it."""

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def sha256(self) -> str:
        """Digest of the canonical text."""

    def to_json(self) -> str:
        """The canonical text."""

    def with_version(self, version: str) -> Self:
        """The same model under the version the registry gave it."""


@dataclass(frozen=True)
class Artefact:
    """Where a kind of model lies in its run, and how its text is read."""

    path: str
    read: Callable[[str], Any]


SCORECARD = Artefact("scorecard/scorecard.json", Scorecard.from_json)
WEIGHTS = Artefact("weights/weights.json", MatchWeights.from_json)
CLUSTERS = Artefact("clusters/clusters.json", Clusters.from_json)


def artefact_of(name: str) -> Artefact:
    """The artefact of a model: weights of one that matches records, clusters of one that groups, else a scorecard."""
    if is_match_model(name):
        return WEIGHTS
    return CLUSTERS if is_cluster_model(name) else SCORECARD


def declared(name: str) -> MatchWeights | None:
    """What a model is where none was trained yet; None for one that cannot be used untrained."""
    return declared_weights(read_match_model(name)) if is_match_model(name) else None


def declared_version(name: str, version: str) -> MatchWeights | None:
    """The declared model of a version, None for a version of the registry.

    Raises DataFault when the declaration was changed since.
    """
    if not version.startswith(DECLARED):
        return None
    found = declared(name)
    if found is None or found.version != version:
        raise DataFault(
            f"Model {name} is declared otherwise than as {version} now: check the code of that day out to use it."
        )
    return found


def unchanged(text: str, name: str, version: str, digest: str) -> Any:
    """The model that a text holds; raises DataFault when it is not the one that was registered with the digest."""
    artefact = artefact_of(name)
    model = artefact.read(text)
    if model.sha256 != digest or model.to_json() != text:
        raise DataFault(
            f"The {PurePosixPath(artefact.path).stem} of {name} version {version} is not the one that was registered: "
            f"restore {artefact.path} from a backup of MLflow, or put another version into use."
        )
    return model
