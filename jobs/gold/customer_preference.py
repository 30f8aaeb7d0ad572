"""What a customer agreed to, and which channels it chooses."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.customer_behaviour import CHANNELS
from jobs.gold.holders import count_where, holders, measures_of, named
from jobs.lakehouse.side_by_side import side_by_side
from jobs.silver.consent import is_in_force

PREFERENCE_DAYS = (90, 365)
# What customers are asked to agree to.
PURPOSES = ("credit_risk", "marketing")


def build(
    party_xref: DataFrame, consent: DataFrame, customer_behaviour: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One row per customer party, as behaviour has it: consents as they stand on the business date, and channels."""
    consents, channels = _consents(business_date), _channels()
    given = consent.join(holders(party_xref), on="customer_id", how="inner")
    agreed = given.groupBy("party_id").agg(*named(consents)).hint("shuffle_hash")
    chosen = customer_behaviour.select("party_id", *named(channels))
    return side_by_side([chosen, agreed], ["party_id"]).select("party_id", *measures_of(consents), *channels)


def _consents(business_date: datetime.date) -> dict[str, Column]:
    today, withdrawn = F.lit(business_date), F.col("withdrawn_date")
    is_withdrawn = F.coalesce(withdrawn <= today, F.lit(False))
    counts = is_in_force(business_date)
    return {
        "consent_count": count_where(counts),
        "withdrawn_consent_count": count_where(is_withdrawn),
        **{f"{one}_consent_count": count_where(counts & (F.col("purpose_code") == one)) for one in PURPOSES},
        "last_consent_date": F.max(F.when(counts, F.col("given_date"))),
        "last_withdrawn_consent_date": F.max(F.when(is_withdrawn, withdrawn)),
    }


def _channels() -> dict[str, Column]:
    """What the counts of a window say: how many channels, which one most, and how much of all that is."""
    measures: dict[str, Column] = {}
    for days in PREFERENCE_DAYS:
        counts = F.array(*(F.col(f"{channel}_{days}_days_count") for channel in CHANNELS))
        most = F.array_max(counts)
        codes = F.array(*(F.lit(channel.upper()) for channel in CHANNELS))
        preferred = F.get(codes, (F.array_position(counts, most) - 1).cast("int"))
        whole = F.aggregate(counts, F.lit(0), lambda total, count: total + count)
        measures |= {
            f"used_channel_{days}_days_count": F.size(F.filter(counts, lambda count: count > 0)),
            f"preferred_channel_{days}_days_code": F.when(most > 0, preferred),
            f"preferred_channel_{days}_days_rate": F.when(most > 0, most / whole),
        }
    return measures
