"""What everything declared in YAML has in common: frozen, strict, closed; and the shapes of names."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from jobs.lakehouse.errors import ContractFault

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Relation = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
FilePath = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./{}-]+$")]


def as_tuple(value: object) -> object:
    """A YAML list as a frozen declaration holds it."""
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
Numbers = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(as_tuple)]
Bounds = Annotated[tuple[float, float], BeforeValidator(as_tuple)]


class Declaration(BaseModel):
    """Base of everything that is declared in YAML: frozen, strict, closed."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)


DIGEST_DIGITS = 8


class VersionedDeclaration(Declaration):
    """A whole file with a version of its own; ``digest`` is that of its text."""

    version: str = Field(pattern=r"^[0-9]{4}-[0-9]{1,2}$")
    digest: str

    @property
    def name(self) -> str:
        """What rows say they were made by: the version and digits of the digest, so no change goes unseen."""
        return f"{self.version}/{self.digest[:DIGEST_DIGITS]}"


Declared = TypeVar("Declared", bound=VersionedDeclaration)


def declared_in(path: Path, kind: type[Declared], what: str) -> Declared:
    """What a file declares.

    Raises ContractFault that names the file and the place that is wrong; ``what`` is what the file is called there.
    """
    text = path.read_text(encoding="utf-8")
    try:
        return kind(**yaml.safe_load(text), digest=hashlib.sha256(text.encode()).hexdigest())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or what
        raise ContractFault(f"{path.name}: {place}: {first['msg']}; correct the {what}.") from None
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise ContractFault(f"{path.name}: not a {what} ({error}); correct the file.") from None
