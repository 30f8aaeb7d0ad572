"""What courts have said of parties until a business date, as long as the risk policy lets it be kept."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, named, sum_where
from jobs.gold.windows import LONGEST_DAYS, is_within
from jobs.risk.court_entries import DEBTOR, JUDGMENT
from jobs.risk.policy import read_policy
from jobs.risk.validity import is_kept


def court_measures(business_date: datetime.date) -> dict[str, Column]:
    """Counts, sums and last days over the court records of a party; an entry stands until the day of its removal."""
    today = F.lit(business_date)
    is_judgment = _is_judgment()
    stands = F.col("removed_date").isNull() | (F.col("removed_date") > today)
    is_recent = is_within("published_date", LONGEST_DAYS, business_date)
    return {
        "judgment_count": count_where(is_judgment),
        "judgment_365_days_count": count_where(is_judgment & is_recent),
        "judgment_amount": sum_where("judgment_amount", is_judgment & F.col("judgment_amount").isNotNull()),
        "dishonest_debtor_count": count_where(~is_judgment & stands),
        "removed_dishonest_debtor_count": count_where(~is_judgment & ~stands),
        "last_judgment_date": F.max(F.when(is_judgment, F.col("published_date"))),
        "last_dishonest_debtor_date": F.max(F.when(~is_judgment, F.col("published_date"))),
    }


def judged_parties(party_xref: DataFrame, court_record: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per party of which a court said anything that is still kept: party_id and ``court_measures``."""
    named_in = party_xref.where(F.col("source_system_code") == "court_vendor").select(
        "party_id", F.col("source_record_id").alias("record_id")
    )
    known = court_record.where((F.col("published_date") <= F.lit(business_date)) & _is_kept(business_date))
    found = known.join(named_in, on="record_id", how="inner").groupBy("party_id")
    return found.agg(*named(court_measures(business_date)))


def _is_kept(business_date: datetime.date) -> Column:
    """As on the risk list: a judgment ends the day it is given, a dishonest debtor the day it is taken off."""
    reasons = read_policy().reasons
    judged = is_kept(reasons[JUDGMENT], F.col("published_date"), business_date)
    return F.when(_is_judgment(), judged).otherwise(is_kept(reasons[DEBTOR], F.col("removed_date"), business_date))


def _is_judgment() -> Column:
    return F.col("record_type_code") == "JUDGMENT"
