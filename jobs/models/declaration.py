"""What a model is meant to be and must achieve, declared in ``mlflow/<model>.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from jobs.lakehouse.errors import ContractFault
from jobs.models.declared import Declared, Gates, Monitoring
from jobs.models.training import Training

DECLARATIONS = Path(__file__).resolve().parents[2] / "mlflow"


class Reason(Declared):
    """Why points were lost: the code that tables carry, and what a person is told in English and Chinese."""

    code: str = Field(pattern="^[A-Z_]+$")
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Special(Declared):
    """A number that is a code: it is no amount, so it stands outside the order of the others."""

    value: float
    about: str = Field(min_length=1)


class Variable(Declared):
    """One thing the score looks at.

    ``risk`` says how risk moves as the value grows, written down before the data is seen; ``special`` are numbers
    that are codes; ``needs`` names the flag without which there is no value (a purchase that found nobody);
    ``training_column`` is its name in the training table.
    """

    name: str
    about: str
    kind: Literal["number", "code", "flag"] = "number"
    risk: Literal["rises", "falls", "auto"] = "auto"
    reason: Reason
    special: tuple[Special, ...] = ()
    needs: str | None = None
    training_column: str | None = None

    @property
    def column_in_training(self) -> str:
        """Column of the training table."""
        return self.training_column or self.name

    @property
    def special_values(self) -> tuple[float, ...]:
        """The numbers that are codes."""
        return tuple(one.value for one in self.special)

    @model_validator(mode="after")
    def _special_numbers(self) -> Self:
        if self.special and self.kind != "number":
            raise ValueError("special values belong to numbers: a code is a code already")
        if len(set(self.special_values)) != len(self.special):
            raise ValueError("a special value is named twice")
        return self


class Split(Declared):
    """Seeded stratified split, and the last months of originations kept out of it."""

    seed: int
    test_share: float = Field(gt=0, lt=1)
    out_of_time_months: int = Field(ge=0)


class Scaling(Declared):
    """From log odds to points; by default the scale that fits the published table of ten score bands."""

    points_to_double_odds: float = Field(default=20.0, gt=0)
    even_odds_score: float = 468.0
    minimum: int = 300
    maximum: int = 900


class Binning(Declared):
    """Limits of the binning, and the strength of the regression's regularisation."""

    max_bins: int = Field(ge=2, le=20)
    min_bin_share: float = Field(gt=0, lt=0.5)
    regularisation: float = Field(gt=0)


class Cuts(Declared):
    """PASS from this score on, REJECT below that one, MANUAL between."""

    pass_from: int
    reject_below: int

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.reject_below > self.pass_from:
            raise ValueError("reject_below lies above pass_from")
        return self


class Without(Cuts):
    """The cuts for those whose flag is not true, such as people for whom no purchased data was found."""

    flag: str


class Zones(Cuts):
    """The policy zones; ``without`` is a policy of its own, the first one that fits counts."""

    without: tuple[Without, ...] = ()


class Segment(Declared):
    """A part of the population that the score is looked at by: the codes of a column, or its ranges between cuts.

    ``column`` is a variable, or a column of the training table that is none: it is looked at, not scored by.
    """

    name: str
    column: str
    cuts: tuple[float, ...] = ()


class ModelDeclaration(Declared):
    """A whole model declaration."""

    name: str
    about: str
    owner: str
    training: Training
    split: Split
    scaling: Scaling = Scaling()
    binning: Binning
    bands: int = Field(ge=2)
    zones: Zones
    gates: Gates
    monitoring: Monitoring = Monitoring()
    segments: tuple[Segment, ...] = ()
    variables: tuple[Variable, ...] = Field(min_length=1)

    @property
    def reasons(self) -> dict[str, Reason]:
        """The catalogue of reasons by code."""
        return {variable.reason.code: variable.reason for variable in self.variables}

    @model_validator(mode="after")
    def _looks_ahead_by_nothing(self) -> Self:
        training, label = self.training, self.training.label
        later = {training.outcome, *(one.column for one in training.exclusions)}
        later |= {label.days, label.observed_until} if label else set()
        told = sorted(one.name for one in self.variables if one.column_in_training in later)
        if told:
            raise ValueError(f"{', '.join(told)} tells the outcome: it is not known when the score is needed")
        if self.split.out_of_time_months and not training.date:
            raise ValueError("out of time needs a date: name its column")
        return self

    @model_validator(mode="after")
    def _looked_at_by_names_of_the_score(self) -> Self:
        named = {one.column_in_training: one.name for one in self.variables}
        for one in self.segments:
            if one.column in named.keys() - named.values():
                raise ValueError(f"segment {one.name} looks at {one.column}, which the score calls {named[one.column]}")
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [variable.name for variable in self.variables]
        if len(set(names)) != len(names):
            raise ValueError("two variables have the same name")
        if len({variable.reason.code for variable in self.variables}) != len(names):
            raise ValueError("two variables have the same reason code")
        if any(list(one.cuts) != sorted(set(one.cuts)) for one in self.segments):
            raise ValueError("the cuts of a segment must ascend")
        if self.monitoring.recent_months > self.split.out_of_time_months > 0:
            raise ValueError("monitoring.recent_months exceeds split.out_of_time_months: the fit saw such rows")
        flags = {variable.name for variable in self.variables if variable.kind == "flag"}
        if not {variable.needs for variable in self.variables if variable.needs} <= flags:
            raise ValueError("a variable needs a flag that is not declared as a variable of kind flag")
        if not {one.flag for one in self.zones.without} <= flags:
            raise ValueError("zones.without names a flag that is not declared as a variable of kind flag")
        return self


def read_declaration(name: str, folder: Path = DECLARATIONS) -> ModelDeclaration:
    """The declaration of a model. Raises ContractFault that names the file when it is missing or wrong."""
    path = folder / f"{name}.yml"
    if not path.exists():
        raise ContractFault(f"Model {name} is not declared: write {path.parent.name}/{path.name}.")
    try:
        text = path.read_text(encoding="utf-8")
        declaration = ModelDeclaration.model_validate(yaml.safe_load(text), strict=False)
    except (ValidationError, yaml.YAMLError) as error:
        raise ContractFault(f"{path.parent.name}/{path.name} is not a model declaration: {_first(error)}.") from error
    if declaration.name != name:
        raise ContractFault(f"{path.parent.name}/{path.name} declares {declaration.name}: name the file after it.")
    return declaration


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'document'}: {first['msg']}"
