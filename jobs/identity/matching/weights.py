"""The weights of a matching model as plain parameters: readable, comparable, and safe to load; they hold no code."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, ValidationError

from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.levels_declared import Comparison
from jobs.identity.odds import bits_of
from jobs.lakehouse.errors import DataFault

DECLARED = "declared"
DIGEST_DIGITS = 12


class Parameters(BaseModel):
    """Base of every part of the weights: immutable and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ValueFrequencies(Parameters):
    """How often a record of another party has a record's value too; ``unlisted`` is the mean for records whose value
    is not listed, None where nothing is known of them."""

    listed: Mapping[str, float] = {}
    unlisted: float | None = None


class ComparisonWeights(Parameters):
    """What was learnt of one comparison, in the order of its levels from the strongest to ``else``."""

    name: str
    m: tuple[float, ...]
    u: tuple[float, ...]
    frequencies: ValueFrequencies = ValueFrequencies()

    def bits(self, number: int) -> float:
        """Match weight of a level, log2(m / u); 0 where a value is missing (level -1)."""
        if number < 0:
            return 0.0
        place = len(self.m) - 1 - number
        return math.log2(self.m[place] / self.u[place])


class MatchWeights(Parameters):
    """A declaration and what was learnt for it; ``version`` is given by the registry, not by the training."""

    model: MatchModel
    prior: float
    comparisons: tuple[ComparisonWeights, ...]
    version: str | None = None

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.model.name

    @property
    def prior_bits(self) -> float:
        """log2 of the odds that two records taken at random are one party."""
        return bits_of(self.prior)

    @property
    def pairs(self) -> tuple[tuple[Comparison, ComparisonWeights], ...]:
        """Each comparison as it is declared, with its weights."""
        return tuple(zip(self.model.comparisons, self.comparisons, strict=True))

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no version, floats as their shortest exact text."""
        fields = self.model_dump(mode="json", exclude={"version"})
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON, lower-case hexadecimal."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> MatchWeights:
        """The weights in a JSON text. Raises DataFault when the text is something else."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "document"
            raise DataFault(f"The weights are not readable at {place}: train and register the model again.") from error

    def with_version(self, version: str) -> MatchWeights:
        """The same weights under the version the registry gave them."""
        return self.model_copy(update={"version": version})


def declared_weights(model: MatchModel) -> MatchWeights:
    """The starting weights of a declaration, for a lake that has no trained model.

    Their version is ``declared`` and digits of their digest: other declared values are another version.
    """
    started = tuple(
        ComparisonWeights(
            name=one.name, m=tuple(level.m for level in one.levels), u=tuple(level.u for level in one.levels)
        )
        for one in model.comparisons
    )
    weights = MatchWeights(model=model, prior=model.prior, comparisons=started)
    return weights.with_version(f"{DECLARED}-{weights.sha256[:DIGEST_DIGITS]}")


def frequency_bits(comparison: Comparison, weights: ComparisonWeights, value: str, smallest: float) -> float:
    """Bits that an equal value adds for being rarer than the level's mean, or takes for being more common.

    Winkler 2000 as in Splink: weight x log2(u of the level / frequency of the value).
    """
    level = comparison.frequency_level
    frequency = weights.frequencies.listed.get(value, weights.frequencies.unlisted)
    if level is None or frequency is None:
        return 0.0
    usual = weights.u[comparison.levels.index(level)]
    return level.frequency_weight * (math.log2(usual) - math.log2(max(frequency, smallest)))
