"""Shares are shares, and who has a preferred channel used at least one."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.gold.customer_preference import PREFERENCE_DAYS
from jobs.lakehouse.expectation import RowRule, critical, reject

EXPECTATIONS = tuple(
    critical(
        "expect_column_values_to_be_between", column=f"preferred_channel_{days}_days_rate", min_value=0.2, max_value=1
    )
    for days in PREFERENCE_DAYS
)


def row_rules() -> tuple[RowRule, ...]:
    """What no customer may be."""
    return tuple(_preferred_and_used(days) for days in PREFERENCE_DAYS)


def _preferred_and_used(days: int) -> RowRule:
    is_preferred = F.col(f"preferred_channel_{days}_days_code").isNotNull()
    is_used = F.col(f"used_channel_{days}_days_count") > 0
    return reject(f"CHANNEL_{days}_DAYS", is_preferred != is_used, "a preferred channel that is not used, or none")
