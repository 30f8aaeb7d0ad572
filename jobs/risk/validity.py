"""Since when and until when an entry counts, and why it ended.

Bad credit information is kept five years from the day the act ended (Regulation on Credit Reporting, article 16): on
the last day it counts, on the day after it does not. An act that goes on has no such day yet.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.risk.entry_facts import of_reason
from jobs.risk.policy import Reason, RiskPolicy


def valid_from_date(business_date: datetime.date) -> Column:
    """As the source tells; else the first business date of those in a row on which the bank saw the entry."""
    seen = F.when(F.col("ended_before_date").isNull(), F.col("from_before_date"))
    return F.coalesce("valid_from_date", seen, F.lit(business_date))


def valid_to_date(policy: RiskPolicy) -> Column:
    """The last day on which the entry may count: as it was given, or as long as the policy keeps it; null while open.

    Of both the first: whoever gives an entry a last day keeps it no longer than the law does.
    """
    return F.least("valid_to_date", _kept_to(policy))


def is_kept(reason: Reason, ended: Column, business_date: datetime.date) -> Column:
    """Whether what is known for a reason may still be told of an act that ended on a day, null while it goes on."""
    last = F.add_months(ended, F.lit(reason.kept_months).cast("int"))
    return F.coalesce(last >= F.lit(business_date), F.lit(True))


def next_review(policy: RiskPolicy, business_date: datetime.date) -> Column:
    """The first review after the business date, in steps of the policy from the first day."""
    months = of_reason(policy, "review_months")
    passed = F.months_between(F.lit(business_date), F.col("valid_from_date"))
    steps = F.greatest(F.floor(passed / months), F.lit(0)) + 1
    first, second = (F.add_months(F.col("valid_from_date"), ((steps + more) * months).cast("int")) for more in (0, 1))
    # The last day of a short month is a whole step for add_months, and less than one for months_between.
    return F.when(first > F.lit(business_date), first).otherwise(second)


def end(policy: RiskPolicy, business_date: datetime.date) -> Column:
    """The first end that has come, as a struct of ``date``, the first day without effect, and ``reason``; or null.

    What the source no longer tells keeps the end that it had; what it tells again begins anew.
    """
    over = F.date_add("valid_to_date", 1)
    is_kept = F.col("valid_to_date").eqNullSafe(_kept_to(policy))
    today = F.lit(business_date)
    gone = ~F.col("is_told")
    ends = [
        _end("UPHELD", F.col("upheld_date")),
        _end("WITHDRAWN", F.coalesce(F.col("withdrawn_date"), F.when(gone, today))),
        _end("RECYCLED_PHONE", F.coalesce(_recycled_before(), F.when(F.col("is_recycled"), today))),
        _end("FIVE_YEARS", F.when(is_kept, over)),
        _end("EXPIRED", F.when(~is_kept, over)),
        F.struct(
            F.when(gone, F.col("ended_before_date")).alias("date"), F.col("end_reason_before_code").alias("reason")
        ),
    ]
    return F.array_min(F.filter(F.array(*ends), lambda one: one["date"] <= today))


def _kept_to(policy: RiskPolicy) -> Column:
    """The last day to which the policy keeps the entry; null while the act goes on, or for what people enter."""
    return F.add_months("event_ended_date", of_reason(policy, "kept_months"))


def _end(reason_code: str, day: Column) -> Column:
    return F.struct(day.alias("date"), F.lit(reason_code).alias("reason"))


def _recycled_before() -> Column:
    is_known = F.col("end_reason_before_code") == "RECYCLED_PHONE"
    return F.when(is_known, F.col("ended_before_date"))
