"""What the match weights of a sealed day are made of, by the model that gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from jobs.identity.matching.waterfall import parts_of
from jobs.identity.matching.weights import MatchWeights
from jobs.lakehouse import registry
from jobs.lakehouse.errors import DataFault, InfrastructureFault
from jobs.lakehouse.lake_reader import CuratedDay
from jobs.lakehouse.settings import Settings
from jobs.reviews.evidence import bars

PAIRS, RECORDS = ("silver.party_match", "silver.organisation_match"), "silver.match_record"


@dataclass(frozen=True)
class WeightParts:
    """The parts of weights, read from a day; one model serves all persons of it, another one all organisations."""

    day: CuratedDay
    settings: Settings

    def lines(self, left: str, right: str) -> list[str]:
        """The waterfall of a pair; nothing for a pair that the model did not score, a sentence where nobody can say."""
        try:
            return bars(self.of(left, right))
        except (DataFault, InfrastructureFault) as fault:
            return [f"  What the weight is made of cannot be told: {fault}"]

    def of(self, left: str, right: str) -> Mapping[str, float]:
        """The parts by what they come from; none for a pair that the model did not score.

        Raises DataFault where the version of the model is gone, InfrastructureFault where the registry is silent.
        """
        found = self._scored(*sorted((left, right)))
        if found is None:
            return {}
        weights = self._weights(found["model_name"], found["model_version"])
        levels = {one.name: found[f"{one.name}_level"] for one in weights.model.comparisons}
        return parts_of(weights, levels, self._values(found["left_record_id"], weights))

    def _scored(self, left: str, right: str) -> Mapping[str, Any] | None:
        is_asked = (pl.col("left_record_id") == left) & (pl.col("right_record_id") == right)
        for table in (self.day.table(name) for name in PAIRS if name in self.day.manifest.tables):
            if rows := table.polars().filter(is_asked).collect().to_dicts():
                return {**rows[0], "model_name": table.contract.model}
        return None

    def _values(self, record_id: str, weights: MatchWeights) -> Mapping[str, str | None]:
        columns = [one.column for one in weights.model.comparisons if one.frequency_level]
        rows = self.day.table(RECORDS).polars().filter(pl.col("record_id") == record_id).select(columns).collect()
        return rows.to_dicts()[0] if len(rows) else dict.fromkeys(columns)

    def _weights(self, name: str, version: str) -> MatchWeights:
        if (name, version) not in self._known:
            self._known[name, version] = registry.model_of(name, version, self.settings)
        return self._known[name, version]

    @cached_property
    def _known(self) -> dict[tuple[str, str], MatchWeights]:
        return {}
