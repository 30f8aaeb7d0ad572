"""A match weight taken apart, for people: what each comparison of a pair adds to it, in bits."""

from __future__ import annotations

from collections.abc import Mapping

from jobs.identity.matching.levels_declared import Comparison
from jobs.identity.matching.weights import ComparisonWeights, MatchWeights, frequency_bits

PRIOR = "before anything is compared"
RARITY = "how rare that is"


def parts_of(weights: MatchWeights, levels: Mapping[str, int], values: Mapping[str, str | None]) -> dict[str, float]:
    """The prior, then what each comparison adds, by what was found; together they are the match weight.

    ``levels`` are the level numbers of the pair by comparison; one that a record has no value for adds nothing and is
    left out. ``values`` are those of one record by column: where they are equal, how rare the value is counts apart.
    """
    parts = {PRIOR: weights.prior_bits}
    for comparison, learnt in weights.pairs:
        level = comparison.level_at(levels[comparison.name])
        if level is None:
            continue
        parts[f"{comparison.about}: {level.about}"] = learnt.bits(levels[comparison.name])
        if level is comparison.frequency_level:
            parts[f"{comparison.about}: {RARITY}"] = _rarity(comparison, learnt, values, weights)
    return parts


def _rarity(
    comparison: Comparison, learnt: ComparisonWeights, values: Mapping[str, str | None], weights: MatchWeights
) -> float:
    return frequency_bits(comparison, learnt, values[comparison.column] or "", weights.model.frequencies.smallest)
