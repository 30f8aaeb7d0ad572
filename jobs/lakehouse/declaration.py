"""What everything declared in YAML has in common: frozen, strict, closed; and the shapes of names."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Relation = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
FilePath = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./{}-]+$")]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


# A YAML list is a list; a frozen declaration holds tuples.
Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Numbers = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_as_tuple)]
Bounds = Annotated[tuple[float, float], BeforeValidator(_as_tuple)]


class Declaration(BaseModel):
    """Base of everything that is declared in YAML: frozen, strict, closed."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)
