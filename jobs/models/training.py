"""The part of a declaration that says which cases a model learns from, and what makes one positive."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from jobs.models.declared import Declared


class Label(Declared):
    """What makes a case positive: ``days`` above ``more_than`` within ``months``, seen to the end of that window."""

    days: str
    more_than: int = Field(ge=0)
    months: int = Field(gt=0)
    observed_until: str


class Exclusion(Declared):
    """Rows that are no training cases: those whose ``column`` holds ``value``."""

    code: str = Field(pattern="^[A-Z_]+$")
    about: str
    column: str
    value: bool | str


class Training(Declared):
    """Where the outcome is read and how the sample is defined.

    Cases come from a ``table`` of the lake, or from a ``sample``, a file of public data in ``mlflow/samples``.
    ``label`` says how the outcome is counted, and every row is checked against it; where the outcome came with the
    data and nobody here can check it, ``label_given_by`` says who gave it, by what rule. Of a table with more rows
    than ``rows_in_memory`` the engine fits the scorecard on all, and about so many are brought in to measure it.
    """

    table: str | None = None
    sample: str | None = Field(default=None, pattern=r"^samples/[a-z_]+\.csv\.gz$")
    rows_in_memory: int = Field(default=1_000_000, ge=1)
    key: str
    outcome: str
    date: str | None = None
    positive_class: str = Field(min_length=1)
    label: Label | None = None
    label_given_by: str | None = None
    exclusions: tuple[Exclusion, ...] = ()
    sample_definition: str = Field(min_length=1)
    weighting: str = Field(min_length=1)

    @property
    def source(self) -> str:
        """The table or file that the cases come from."""
        return self.table or f"mlflow/{self.sample}"

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        if bool(self.table) == bool(self.sample):
            raise ValueError("say which table of the lake holds the cases, or which sample; not both")
        if self.label and not self.date:
            raise ValueError("a label counts from a date: name its column")
        if bool(self.label) == bool(self.label_given_by):
            raise ValueError("say how the outcome is counted (label), or who gave it (label_given_by)")
        return self
