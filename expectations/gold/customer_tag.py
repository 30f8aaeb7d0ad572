"""Every tag is one of the registry, in the version that is in force, and belongs to a customer."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning
from jobs.tags.registry import read_registry

EXPECTATIONS = (
    # A rule that nobody fits lost its column or its unit.
    warning("expect_column_unique_value_count_to_be_between", column="tag_code", min_value=6),
)
ACROSS = (refers("party_id", to="gold.customer_wide.party_id"),)


def row_rules() -> tuple[RowRule, ...]:
    """What no tag may be."""
    known = [f"{code} {tag.version}" for code, tag in read_registry().tags.items()]
    is_known = F.concat_ws(" ", "tag_code", F.col("tag_version").cast("string")).isin(known)
    return (reject("UNKNOWN_TAG", ~is_known, "the registry has no such tag in this version"),)
