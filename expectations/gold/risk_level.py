"""Every party has one level from 1 to 5, and above the lowest a reason."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import same_rows
from jobs.lakehouse.expectation import RowRule, critical, reject
from jobs.risk.policy import read_policy

EXPECTATIONS = (critical("expect_column_values_to_be_between", column="risk_level", min_value=1, max_value=5),)
ACROSS = (same_rows(of="silver.party"),)


def row_rules() -> tuple[RowRule, ...]:
    """What no level may be."""
    is_raised, has_reason = F.col("risk_level") > read_policy().base_level, F.col("driving_reason_code").isNotNull()
    return (reject("LEVEL_WITHOUT_REASON", is_raised & ~has_reason, "a level above the lowest has no reason"),)
