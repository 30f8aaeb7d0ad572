"""When an entry is looked at again."""

from __future__ import annotations

from datetime import date

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.risk.policy import read_policy
from jobs.risk.validity import next_review

REASON = next(code for code, reason in read_policy().reasons.items() if reason.review_months == 6)


@pytest.mark.parametrize(
    ("first_day", "day", "expected"),
    [
        (date(2025, 8, 30), date(2026, 2, 27), date(2026, 2, 28)),
        (date(2025, 8, 30), date(2026, 2, 28), date(2026, 8, 30)),
        (date(2025, 8, 31), date(2025, 8, 31), date(2026, 2, 28)),
        (date(2026, 9, 1), date(2026, 6, 1), date(2027, 3, 1)),
    ],
)
def test_the_next_review_lies_after_the_business_date(
    spark: SparkSession, first_day: date, day: date, expected: date
) -> None:
    entry = spark.range(1).select(F.lit(REASON).alias("reason_code"), F.lit(first_day).alias("valid_from_date"))
    assert entry.select(next_review(read_policy(), day)).first()[0] == expected
