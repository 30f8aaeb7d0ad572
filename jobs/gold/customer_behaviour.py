"""What moves on the customer's accounts in 7, 30, 90, 180 and 365 days that end with the business date.

Transactions are added up by bands of days, of which every window is made, so that each further window costs next to
nothing. Amounts and counts belong to the business day on which they were booked, and weekends are booked on Monday;
active days are those of the transactions themselves, each a bit of its band. Until the end money is a whole number of
cents, which is exact and added up many times faster than decimals. A counterparty belongs to a window when its latest
transaction lies in it.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import AMOUNT, amount_of, cents, count_where, each_customer, holders, named, total_where
from jobs.gold.windows import LONGEST_DAYS, WINDOWS_DAYS, band_is_within, band_of, days_before, is_within

DIRECTIONS = {"in": "C", "out": "D"}
CHANNELS = ("app", "atm", "pos", "web", "branch")
# Local hours of the night: from the first on, and before the second.
NIGHT_FROM, NIGHT_TO = 22, 6
# Shares of a shorter window in a longer one, which show whether flows grow or dry up.
TRENDS_DAYS = ((7, 90), (30, 365), (90, 365))
TOLD = ("posted_date", "transaction_at", "direction_code", "channel_code", "counterparty_account_id")


def build(party_xref: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per customer party."""
    held = holders(party_xref)
    moved = _moved(held, transaction, business_date)
    flows, circle, ratios = _flows(), _circle(business_date), _ratios()
    bands = _bands(moved, business_date).unionByName(_active(moved, business_date), allowMissingColumns=True)
    by_bands = bands.groupBy("party_id").agg(*named(flows)).select("*", *named(ratios))
    by_contacts = _contacts(moved).groupBy("party_id").agg(*named(circle))
    return each_customer(held, [by_bands, by_contacts], (*flows, *circle, *ratios))


def _moved(held: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """The transactions of a party, beside each other through all that is added up.

    Days and contacts need different columns of them, and the engine would bring each its own, in two rounds. Of a
    single column it takes nothing away, and brings it once for both.
    """
    recent = transaction.where(is_within("posted_date", LONGEST_DAYS, business_date))
    told = F.array(F.struct(*TOLD, cents("amount").alias("cents"))).alias("told")
    together = recent.join(held, on="customer_id", how="inner").select("party_id", told).repartition("party_id")
    return together.select("party_id", F.inline("told"))


def _bands(moved: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per party and band of days booked: flows by direction and by channel."""
    banded = moved.withColumn("band", band_of(days_before("posted_date", business_date)))
    measures = {"last_date": F.max("posted_date"), "night_count": F.count_if(_is_at_night())}
    for flow, code in DIRECTIONS.items():
        is_meant = F.col("direction_code") == code
        measures |= counted(flow, is_meant)
        measures |= {f"{flow}_max_cents": F.max(F.when(is_meant, F.col("cents")))}
    for channel in CHANNELS:
        measures |= counted(channel, F.col("channel_code") == channel.upper())
    return banded.groupBy("party_id", "band").agg(*named(measures))


def _active(moved: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per party and band of days on which something moved: those days as bits, whenever they were booked."""
    dated = moved.withColumn("day", F.to_date("transaction_at"))
    banded = dated.where(is_within("day", LONGEST_DAYS, business_date)).withColumns(
        {"days_before": days_before("day", business_date), "active_band": band_of(days_before("day", business_date))}
    )
    measures = {"weekend_bits": _bits_where(F.dayofweek("day").isin(1, 7))}
    measures |= {f"{flow}_bits": _bits_where(F.col("direction_code") == code) for flow, code in DIRECTIONS.items()}
    return banded.groupBy("party_id", "active_band").agg(*named(measures))


def _is_at_night() -> Column:
    hour = F.hour("transaction_at")
    return (hour >= NIGHT_FROM) | (hour < NIGHT_TO)


def _bits_where(condition: Column) -> Column:
    """The days of the band on which the condition is met, each a bit."""
    bit = F.call_function("shiftleft", F.lit(1).cast("bigint"), F.col("days_before") - F.col("active_band"))
    return F.bit_or(F.when(condition, bit).otherwise(F.lit(0).cast("bigint")))


def counted(kind: str, is_meant: Column) -> dict[str, Column]:
    """How many transactions of a kind there are, and how many ``cents`` they move."""
    return {f"{kind}_count": F.count_if(is_meant), f"{kind}_cents": total_where(F.col("cents"), is_meant)}


def _flows() -> dict[str, Column]:
    """What each window holds, made of bands."""
    measures: dict[str, Column] = {}
    for days in WINDOWS_DAYS:
        within = band_is_within(F.col("band"), days)
        for flow in DIRECTIONS:
            measures |= {
                **_totals(flow, days),
                f"{flow}_{days}_days_max_amount": amount_of(F.max(F.when(within, F.col(f"{flow}_max_cents")))),
                f"{flow}_{days}_days_active_days": _total_days(f"{flow}_bits", days),
            }
        for channel in CHANNELS:
            measures |= _totals(channel, days)
        measures |= {
            f"night_{days}_days_count": _total("night_count", days).cast("int"),
            f"weekend_{days}_days_active_days": _total_days("weekend_bits", days),
        }
    return {**measures, "last_transaction_date": F.max("last_date")}


def _totals(kind: str, days: int) -> dict[str, Column]:
    return {
        f"{kind}_{days}_days_count": _total(f"{kind}_count", days).cast("int"),
        f"{kind}_{days}_days_amount": amount_of(_total(f"{kind}_cents", days)),
    }


def _total(name: str, days: int) -> Column:
    return total_where(F.col(name), band_is_within(F.col("band"), days))


def _total_days(bits: str, days: int) -> Column:
    return total_where(F.bit_count(bits), band_is_within(F.col("active_band"), days)).cast("int")


def _contacts(moved: DataFrame) -> DataFrame:
    """The latest day on which a party paid to, or was paid by, each account of others."""
    latest = {
        f"last_{flow}_date": F.max(F.when(F.col("direction_code") == code, F.col("posted_date")))
        for flow, code in DIRECTIONS.items()
    }
    known = moved.where(F.col("counterparty_account_id").isNotNull())
    contacts = known.groupBy("party_id", "counterparty_account_id").agg(*named(latest))
    return contacts.withColumn("last_date", F.greatest("last_in_date", "last_out_date"))


def _circle(business_date: datetime.date) -> dict[str, Column]:
    return {
        f"{kind}counterparty_{days}_days_count": count_where(is_within(f"last_{kind}date", days, business_date))
        for days in WINDOWS_DAYS
        for kind in ("", "in_", "out_")
    }


def _ratios() -> dict[str, Column]:
    """Net flows, means, and what share of a longer window's flow a shorter one has."""
    nets = {
        f"net_{days}_days_amount": F.col(f"in_{days}_days_amount") - F.col(f"out_{days}_days_amount")
        for days in WINDOWS_DAYS
    }
    means = {
        f"{flow}_{days}_days_mean_amount": F.try_divide(f"{flow}_{days}_days_amount", f"{flow}_{days}_days_count")
        for flow in DIRECTIONS
        for days in WINDOWS_DAYS
    }
    trends = {
        f"{flow}_{short}_of_{long}_days_rate": _share_of(f"{flow}_{short}_days_amount", f"{flow}_{long}_days_amount")
        for flow in DIRECTIONS
        for short, long in TRENDS_DAYS
    }
    return {**{name: amount.cast(AMOUNT) for name, amount in {**nets, **means}.items()}, **trends}


def _share_of(part: str, whole: str) -> Column:
    return F.try_divide(F.col(part).cast("double"), F.col(whole).cast("double"))
