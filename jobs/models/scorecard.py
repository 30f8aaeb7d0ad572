"""A fitted scorecard as plain parameters: readable, comparable, safe to load, because it holds no code."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Container
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, ValidationError, model_serializer

from jobs.lakehouse.errors import DataFault

DECIMALS = 12  # that are kept of weights of evidence and coefficients: processors differ in later ones
FIRST_LETTER = "A"  # a bin as a letter: its place among all bins of its characteristic


class Parameters(BaseModel):
    """Base of every part of a scorecard: immutable and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bin(Parameters):
    """Values that count alike.

    A range holds lower <= value < upper (None = open), a bin of codes holds ``codes``. ``woe`` is the natural
    log of the bin's odds of bad over the sample's odds, ``weight`` what the bin adds to the log odds of bad.
    """

    label: str
    lower: float | None = None
    upper: float | None = None
    codes: tuple[str, ...] = ()
    woe: float
    weight: float
    rows: int
    bad_rate: float | None


class SpecialBin(Bin):
    """The bin of one declared special value, such as a code for "never" among numbers of days."""

    value: float


class Characteristic(Parameters):
    """One variable with its bins.

    ``special`` are the bins of declared special values, which stand before every range; ``absent`` is the bin of those
    for whom nothing could be purchased. ``training_column`` is its name in the training table, where it is another one:
    a scorecard outlives the declaration that it was fitted under.
    """

    name: str
    training_column: str | None = None
    kind: Literal["number", "code", "flag"]
    reason: str
    needs: str | None
    coefficient: float
    bins: tuple[Bin, ...]
    special: tuple[SpecialBin, ...] = ()
    missing: Bin
    absent: Bin | None

    @property
    def every_bin(self) -> tuple[Bin, ...]:
        """All bins, in the order in which a row's position counts them."""
        return (*self.bins, *self.special, self.missing, *((self.absent,) if self.absent else ()))

    @property
    def lightest(self) -> float:
        """Weight of the safest bin: the maximum of points is reached there."""
        return min(item.weight for item in (*self.bins, *self.special, self.missing))

    @model_serializer(mode="wrap")
    def _without_what_is_not_there(self, usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A scorecard without these reads as it did before there were any, so its digest stays the same."""
        later = {name for name in ("special", "training_column") if not getattr(self, name)}
        return {name: value for name, value in usual(self).items() if name not in later}


class PolicyWithout(Parameters):
    """The cuts for those whose flag is not true."""

    flag: str
    pass_from: int
    reject_below: int


class Scorecard(Parameters):
    """A scorecard. Points are whole, higher is safer; ``version`` is given by the registry, not by the fit.

    ``band_cuts`` descend: band 1 lies above the first cut, the last band at or below the last one. ``band_rows`` says
    how many training rows lie in each band, safest first: what a later population is compared with.
    """

    name: str
    version: str | None = None
    positive_class: str
    sample_definition: str
    base_rate: float
    intercept: float
    points_to_double_odds: float
    even_odds_score: float
    minimum: int
    maximum: int
    band_cuts: tuple[int, ...]
    band_rows: tuple[int, ...] = ()
    pass_from: int
    reject_below: int
    without: tuple[PolicyWithout, ...] = ()
    characteristics: tuple[Characteristic, ...]

    @property
    def version_told(self) -> str:
        """What rows say of the version that made them."""
        return self.version or "unregistered"

    @property
    def needed(self) -> dict[str, str]:
        """What a row must hold to be scored: each name here, and its column in the training table."""
        flags = {one.needs for one in self.characteristics if one.needs} | {one.flag for one in self.without}
        named = {one.name: one.training_column or one.name for one in self.characteristics}
        return {**{flag: flag for flag in sorted(flags)}, **named}

    def lacking(self, names: Container[str]) -> list[str]:
        """What it needs and is not among the names."""
        return [name for name in self.needed if name not in names]

    @property
    def points_per_log_odds(self) -> float:
        """Points for one unit of natural log odds."""
        return self.points_to_double_odds / math.log(2.0)

    @property
    def base_points(self) -> float:
        """Points before any characteristic is looked at."""
        return self.even_odds_score - self.points_per_log_odds * self.intercept

    def points_of(self, one: Bin) -> float:
        """What a bin adds to the base points; not rounded, because only their sum is."""
        return 0.0 - self.points_per_log_odds * one.weight  # 0.0 minus: a bin that weighs nothing gives 0, not -0

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no version, floats as their shortest exact text."""
        later = {name for name in ("without", "band_rows") if not getattr(self, name)}  # reads as before there were any
        fields = self.model_dump(mode="json", exclude={"version", *later})
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON, lower-case hexadecimal."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Scorecard:
        """The scorecard in a JSON text. Raises DataFault when the text is something else."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "document"
            raise DataFault(
                f"The scorecard artefact is not readable at {place}: train and register it again."
            ) from error

    def with_version(self, version: str) -> Scorecard:
        """The same scorecard under the version the registry gave it."""
        return self.model_copy(update={"version": version})
