"""Windows of calendar days whose last one is the business date, whatever the newest row says."""

from __future__ import annotations

import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F

WINDOWS_DAYS = (7, 30, 90, 180, 365)
LONGEST_DAYS = max(WINDOWS_DAYS)


def is_within(name: str, days: int, business_date: datetime.date) -> Column:
    """Whether a day lies in the window of so many days; never for a day after the business date."""
    first = business_date - datetime.timedelta(days=days - 1)
    return F.col(name).between(F.lit(first), F.lit(business_date))


def shortest_window(name: str, business_date: datetime.date) -> Column:
    """Length in days of the shortest window that holds the day; null for a day in none."""
    return F.coalesce(*(F.when(is_within(name, days, business_date), F.lit(days)) for days in WINDOWS_DAYS))
