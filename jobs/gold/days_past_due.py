"""Days past due of instalments, as known on a day: the one definition that outcomes, portraits and lists share."""

from __future__ import annotations

import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F


def settled_date(known_on: datetime.date) -> Column:
    """Day the instalment was paid in full; null when that has not happened, or not yet on ``known_on``."""
    is_paid_in_full = F.coalesce(F.col("paid_amount"), F.lit(0)) >= F.col("due_amount")
    return F.when(is_paid_in_full & (F.col("paid_date") <= F.lit(known_on)), F.col("paid_date"))


def days_past_due(until: Column, known_on: datetime.date) -> Column:
    """Most days (never below 0) that the instalment was past due up to ``until``, a day not after ``known_on``."""
    counted_to = F.least(F.coalesce(settled_date(known_on), until), until)
    return F.greatest(F.date_diff(counted_to, F.col("due_date")), F.lit(0))


def first_day_over(days: int, known_on: datetime.date) -> Column:
    """First day on which the instalment was more than so many days past due; null where it was settled before.

    For an instalment that is still open it may lie after ``known_on``: it is then what has not happened yet.
    """
    first = F.date_add(F.col("due_date"), days + 1)
    settled = settled_date(known_on)
    return F.when(settled.isNull() | (settled >= first), first)
