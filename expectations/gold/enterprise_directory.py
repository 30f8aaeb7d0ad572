"""Nobody stands above itself, and what is told of parents agrees with how many there are."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.gold.ownership_chain import LONGEST_CHAIN
from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="parent_step_count", min_value=0, max_value=LONGEST_CHAIN),
    warning("expect_table_row_count_to_be_between", min_value=300000, max_value=3000000),
    warning("expect_column_values_to_be_between", column="registered_years", min_value=0, max_value=150),
)
ACROSS = (refers("party_id", to="gold.enterprise_public_record.party_id"),)


def row_rules() -> tuple[RowRule, ...]:
    """What no enterprise may be."""
    above = ("direct_parent_id", "highest_parent_id", "reported_ultimate_parent_id")
    is_own = F.array_contains(F.array(*map(F.col, above)), F.col("enterprise_id"))
    is_told = F.col("direct_parent_id").isNotNull() == F.col("highest_parent_id").isNotNull()
    return (
        reject("ABOVE_ITSELF", F.coalesce(is_own, F.lit(False)), "the enterprise stands above itself"),
        reject("CHAIN_WITHOUT_PARENT", ~is_told, "a highest parent without a direct one, or the other way round"),
    )
