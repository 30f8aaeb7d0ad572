"""Windows of calendar days whose last one is the business date, whatever the newest row says."""

from __future__ import annotations

import datetime
from itertools import pairwise

from pyspark.sql import Column
from pyspark.sql import functions as F

WINDOWS_DAYS = (7, 30, 90, 180, 365)
LONGEST_DAYS = max(WINDOWS_DAYS)
# Days of a band, so that each can be a bit of one whole number.
BAND_DAYS = 64
# Every window is made of whole bands. A band is told by how many days before the business date its last day is.
BANDS = tuple(first for shorter, longer in pairwise((0, *WINDOWS_DAYS)) for first in range(shorter, longer, BAND_DAYS))


def is_within(name: str, days: int, business_date: datetime.date) -> Column:
    """Whether a day lies in the window of so many days; never for a day after the business date."""
    first = business_date - datetime.timedelta(days=days - 1)
    return F.col(name).between(F.lit(first), F.lit(business_date))


def days_before(name: str, business_date: datetime.date) -> Column:
    """How many days a day lies before the business date."""
    return F.datediff(F.lit(business_date), F.col(name))


def band_of(days: Column) -> Column:
    """The band that holds a day so many days before the business date: the latest of ``BANDS`` not after it."""
    return F.coalesce(*(F.when(days >= first, F.lit(first)) for first in reversed(BANDS)))


def band_is_within(band: Column, days: int) -> Column:
    """Whether the days of a band lie in the window of so many days."""
    return band < days
