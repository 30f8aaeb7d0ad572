"""The registry of tags and segments: ``jobs/tags/tags.yml``, typed, checked, named by a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pyspark.sql import Column

from jobs.lakehouse.declaration import Declaration, Identifier, Names, VersionedDeclaration, as_tuple, declared_in
from jobs.tags import rules

REGISTRY = Path(__file__).with_name("tags.yml")
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,40}$")]


class Tag(Declaration):
    """One tag: what it means, who answers for it, from when until when it is given, and the function that gives it.

    ``valid_to`` is the first day without the tag. Its rows end then; its entry stays in the registry.
    """

    about: str = Field(min_length=10)
    owner: str = Field(min_length=2)
    version: Annotated[int, Field(ge=1)]
    valid_from: date
    valid_to: date | None = None
    rule: Identifier

    @property
    def value(self) -> Column:
        """The value of the tag, null where a customer has not got it."""
        return getattr(rules, self.rule)()

    def is_given(self, business_date: date) -> bool:
        """Whether customers can have the tag on a day."""
        return self.valid_from <= business_date and (self.valid_to is None or business_date < self.valid_to)

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if not callable(getattr(rules, self.rule, None)):
            raise ValueError(f"there is no function {self.rule} in jobs/tags/rules.py")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("the tag ends before it begins")
        return self


class Segment(Declaration):
    """A part of the customers: those who have one of ``any_of`` (or it names none) and none of ``none_of``."""

    code: Code
    about: str = Field(min_length=5)
    any_of: Names = ()
    none_of: Names = ()


class Registry(VersionedDeclaration):
    """All tags by code and the segments in the order in which they are asked."""

    owner: str
    tags: Mapping[Code, Tag]
    segments: Annotated[tuple[Segment, ...], BeforeValidator(as_tuple), Field(min_length=1)]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        kept = {code for code, tag in self.tags.items() if tag.valid_to is None}
        for one in self.segments:
            if lost := sorted({*one.any_of, *one.none_of} - kept):
                raise ValueError(f"segment {one.code} asks for {', '.join(lost)}, which is no tag or one that ends")
        if len({one.code for one in self.segments}) != len(self.segments):
            raise ValueError("two segments have one code")
        if self.segments[-1].any_of or self.segments[-1].none_of:
            raise ValueError("the last segment has to fit everybody")
        return self


@cache
def read_registry(path: Path = REGISTRY) -> Registry:
    """The registry; raises ContractFault that names the file and the place that is wrong."""
    return declared_in(path, Registry, "registry of tags")
