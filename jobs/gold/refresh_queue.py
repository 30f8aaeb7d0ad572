"""Whose purchased data is asked for anew, in which lane and at which place."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.freshness.lanes import Group, Lane, Lanes, read_lanes
from jobs.gold.windows import is_within
from jobs.identity.newest_day import of_newest_date
from jobs.silver.consent import in_force
from jobs.silver.telecom_call import subject_token

DUE_STATES = ("DUE", "LATE")


def build(
    customer_profile: DataFrame,
    risk_level: DataFrame,
    party: DataFrame,
    consent: DataFrame,
    data_call: DataFrame,
    earlier: DataFrame,
    earlier_data_call: DataFrame,
    business_date: datetime.date,
    identity_key: str,
) -> DataFrame:
    """One row per customer who may be asked about; ``earlier`` tells since when, and when an answer was paid last.

    The ledger, ``earlier_data_call``, knows the latter also of who was out of the queue for a while, as far back as an
    answer can be fresh in any lane. Both belong to the person, by the token of the ledger: they outlive merges of
    parties.
    """
    lanes = read_lanes()
    known = _grouped(_askable(customer_profile, risk_level, party, consent, lanes, business_date), lanes, business_date)
    tokens = known.withColumn("subject_token", subject_token(identity_key))
    beside = tokens.join(_before(earlier), on="subject_token", how="left")
    recent = earlier_data_call.where(is_within("business_date", lanes.longest_days, business_date))
    ledger = data_call.withColumn("business_date", F.lit(business_date)).unionByName(recent)
    dated = beside.join(_paid(ledger, lanes), on="subject_token", how="left").withColumns(
        {
            "queued_date": F.coalesce("queued_before_date", F.lit(business_date)),
            "refreshed_date": F.greatest("paid_date", "refreshed_before_date"),
        }
    )
    return _placed(_judged(dated, lanes, business_date)).select(*_columns(lanes))


def _askable(
    customer_profile: DataFrame,
    risk_level: DataFrame,
    party: DataFrame,
    consent: DataFrame,
    lanes: Lanes,
    business_date: datetime.date,
) -> DataFrame:
    """Customers with a valid number and a consent in force, with what the groups ask about them."""
    consented = in_force(consent, lanes.product, (lanes.purpose,), business_date).select("id_number")
    numbers = party.select("party_id", "id_number").join(consented, on="id_number", how="left_semi")
    customers = customer_profile.select("party_id", "first_opened_date", "customer_grade_code")
    levels = risk_level.select("party_id", "risk_level")
    return customers.join(numbers, on="party_id", how="inner").join(levels, on="party_id", how="left")


def _grouped(customers: DataFrame, lanes: Lanes, business_date: datetime.date) -> DataFrame:
    """The customers with their first group, its lane and its priority."""
    facts: dict[str, Callable[[Group], Column]] = {
        "group_code": lambda group: F.lit(group.code),
        "lane_code": lambda group: F.lit(group.lane),
        "priority_number": lambda group: F.lit(group.priority),
    }
    told = {name: _first(lanes.groups, fact, business_date) for name, fact in facts.items()}
    return customers.withColumns(told)


def _first(groups: tuple[Group, ...], fact: Callable[[Group], Column], business_date: datetime.date) -> Column:
    return F.coalesce(*(F.when(group.has(business_date), fact(group)) for group in groups))


def _before(earlier: DataFrame) -> DataFrame:
    """One row per person: two parties can share a number, and with it the token, the wait and the paid answer."""
    return (
        of_newest_date(earlier)
        .groupBy("subject_token")
        .agg(
            F.min("queued_date").alias("queued_before_date"),
            F.max("refreshed_date").alias("refreshed_before_date"),
        )
    )


def _paid(ledger: DataFrame, lanes: Lanes) -> DataFrame:
    """When an answer about each person was last bought; one that was paid before says nothing new."""
    is_new = ~F.col("is_cached") & ~F.col("is_refused") & F.col("is_hit").isNotNull()
    bought = ledger.where((F.col("product_code") == lanes.product) & is_new)
    return bought.groupBy("subject_token").agg(F.max("business_date").alias("paid_date"))


def _judged(dated: DataFrame, lanes: Lanes, business_date: datetime.date) -> DataFrame:
    """When each is due, how stale it is, and how it stands."""
    days, grace = (_of_lane(lanes, fact) for fact in (lambda lane: lane.days, lambda lane: lane.grace_days))
    today = F.lit(business_date)
    due = F.coalesce(F.date_add("refreshed_date", days), F.col("queued_date"))
    overdue = F.datediff(today, "due_date")
    state = (
        F.when(F.col("refreshed_date") == today, "DONE")
        .when(overdue < 0, "WAITING")
        .when(overdue <= grace, "DUE")
        .otherwise("LATE")
    )
    return dated.withColumn("due_date", due).withColumns({"staleness_rate": 1 + overdue / days, "state_code": state})


def _of_lane(lanes: Lanes, fact: Callable[[Lane], int]) -> Column:
    chain = [F.when(F.col("lane_code") == code, F.lit(fact(lane))) for code, lane in lanes.lanes.items()]
    return F.coalesce(*chain)


def _placed(judged: DataFrame) -> DataFrame:
    is_due = F.col("state_code").isin(*DUE_STATES)
    urgency = F.col("priority_number") * F.col("staleness_rate")
    order = Window.partitionBy("lane_code", is_due).orderBy(urgency.desc(), "subject_token", "party_id")
    return judged.withColumn("place_number", F.when(is_due, F.row_number().over(order)))


def _columns(lanes: Lanes) -> tuple[str | Column, ...]:
    """Every column in the contract's order."""
    return (
        "party_id",
        "subject_token",
        F.lit(lanes.product).alias("product_code"),
        "lane_code",
        "group_code",
        "priority_number",
        "queued_date",
        "refreshed_date",
        "due_date",
        "staleness_rate",
        "state_code",
        "place_number",
        F.lit(lanes.name).alias("policy_version"),
    )
