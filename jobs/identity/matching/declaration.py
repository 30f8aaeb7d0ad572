"""How records are matched: the declaration in ``mlflow/matching/<model>.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from jobs.identity.matching.levels_declared import Comparison, Declared, Name
from jobs.identity.odds import bits_of
from jobs.lakehouse.errors import ContractFault

DECLARATIONS = Path(__file__).resolve().parents[3] / "mlflow" / "matching"
Columns = Annotated[tuple[Name, ...], Field(min_length=1)]


class BlockingKey(Declared):
    """A part of what two records must share to be compared: a column, its first characters, the year of a date, or the
    last word of a text."""

    column: Name
    first_characters: int | None = Field(default=None, ge=1)
    part: Literal["year", "last_word"] | None = None

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        if self.first_characters and self.part:
            raise ValueError("a blocking key takes first_characters or a part, not both")
        return self


class BlockingRule(Declared):
    """Records that share all keys of a rule are candidates; a record without one of them is not found by the rule."""

    code: str = Field(pattern="^[A-Z][A-Z0-9_]*$")
    keys: tuple[BlockingKey, ...] = Field(min_length=1)

    @field_validator("keys", mode="before")
    @classmethod
    def _named(cls, keys: object) -> object:
        """A column alone is a key."""
        if not isinstance(keys, list | tuple):
            return keys
        return tuple({"column": key} if isinstance(key, str) else key for key in keys)


class Selection(Declared):
    """Only records whose column has the value are matched."""

    column: Name
    value: str


class Frequencies(Declared):
    """Which frequencies of values a trained model keeps: the ``listed`` most common values that at least
    ``fewest_records`` records have, so that nobody is told by a value that is his alone."""

    listed: int = Field(ge=0)
    fewest_records: int = Field(ge=2)
    smallest: float = Field(gt=0, lt=1)


class Thresholds(Declared):
    """Match probabilities, the same for every set of records: from ``link`` on two records join, from ``review`` on
    people look at the pair, and below ``bridge`` one pair alone does not join two groups."""

    link: float = Field(gt=0, lt=1)
    review: float = Field(gt=0, lt=1)
    bridge: float = Field(gt=0, lt=1)

    @property
    def link_weight(self) -> float:
        """``link`` as a match weight in bits."""
        return bits_of(self.link)

    @property
    def review_weight(self) -> float:
        """``review`` as a match weight in bits."""
        return bits_of(self.review)


class Training(Declared):
    """How m, u and the prior are learnt from a table, without labels.

    ``fewest_records`` and ``sample_records`` bound the records, ``random_pairs`` the pairs for u; ``expectation_rules``
    block one run of the EM algorithm each; ``certain_rules`` find nearly only pairs of one party, and ``certain_share``
    of all such pairs.
    """

    table: str
    seed: int = Field(ge=1)
    fewest_records: int = Field(ge=100)
    sample_records: int = Field(ge=100)
    random_pairs: int = Field(ge=1000)
    expectation_pairs: int = Field(ge=1000)
    iterations: int = Field(ge=1)
    expectation_rules: tuple[Columns, ...] = Field(min_length=1)
    certain_rules: tuple[Columns, ...] = Field(min_length=1)
    certain_share: float = Field(gt=0, le=1)


class Gates(Declared):
    """What a trained model must keep to before it may be used.

    ``prior`` and ``weight_bits`` are lowest and highest values, ``champion_tolerance`` is how far the share of linked
    pairs may lie from that of the champion, relative to it.
    """

    prior: tuple[float, float]
    weight_bits: tuple[float, float]
    champion_tolerance: float = Field(ge=0)


class MatchModel(Declared):
    """A whole declaration; ``prior`` is the share of one party among all pairs, where no model is trained yet."""

    name: Name
    about: str
    owner: str
    key: Name
    only: Selection | None = None
    prior: float = Field(gt=0, lt=1)
    hub_records: int = Field(ge=2)
    blocking: tuple[BlockingRule, ...] = Field(min_length=1)
    comparisons: tuple[Comparison, ...] = Field(min_length=1)
    frequencies: Frequencies
    thresholds: Thresholds
    training: Training
    gates: Gates

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns that comparisons look at."""
        return tuple(dict.fromkeys(name for one in self.comparisons for name in one.columns))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a table must have to be matched."""
        blocked = [key.column for rule in self.blocking for key in rule.keys]
        chosen = [self.only.column] if self.only else []
        return tuple(dict.fromkeys((self.key, *chosen, *blocked, *self.compared)))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len({rule.code for rule in self.blocking}) != len(self.blocking):
            raise ValueError("two blocking rules have the same code")
        if len({one.name for one in self.comparisons}) != len(self.comparisons):
            raise ValueError("two comparisons have the same name")
        if not self.thresholds.review <= self.thresholds.link <= self.thresholds.bridge:
            raise ValueError("thresholds must not fall from review over link to bridge")
        if any(low >= high for low, high in (self.gates.prior, self.gates.weight_bits)):
            raise ValueError("a gate has its bounds the wrong way round")
        return self


def read_match_model(name: str, folder: Path = DECLARATIONS) -> MatchModel:
    """The declaration of a matching model. Raises ContractFault that names the file when it is missing or wrong."""
    path = folder / f"{name}.yml"
    place = f"{path.parent.name}/{path.name}"
    if not path.exists():
        raise ContractFault(f"Matching model {name} is not declared: write mlflow/{place}.")
    try:
        model = MatchModel.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")), strict=False)
    except (ValidationError, yaml.YAMLError) as error:
        raise ContractFault(f"{place} does not declare a matching model: {_first(error)}; correct it.") from error
    if model.name != name:
        raise ContractFault(f"{place} declares {model.name}: name the file after it.")
    return model


def is_match_model(name: str, folder: Path = DECLARATIONS) -> bool:
    """Whether a model of this name matches records."""
    return (folder / f"{name}.yml").exists()


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'document'}: {first['msg']}"
