"""Which pairs of party records may be one organisation, as the matching model weighs them."""

from __future__ import annotations

from pyspark.sql import DataFrame

from jobs.identity.matching.increment import matched_pairs_since
from jobs.identity.matching.weights import MatchWeights


def build(match_record: DataFrame, earlier: DataFrame, organisation_match: MatchWeights) -> DataFrame:
    """The pairs of the day: those of records that changed are compared, the others carried from the day before."""
    return matched_pairs_since(match_record, earlier, organisation_match)
