"""What the register, the ownership vendor and courts say of each enterprise, whether it is a customer or not."""

from __future__ import annotations

import datetime
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.gold.customer_profile import age_years
from jobs.gold.holders import count_where, or_zero
from jobs.gold.ownership_chain import chains, single_parent

REGISTERED = (
    "credit_code",
    "enterprise_name",
    "registered_date",
    "registered_years",
    "enterprise_type_name",
    "registered_capital_amount",
    "province_name",
    "city_name",
    "address_text",
    "is_credit_code_valid",
)
OWNERSHIP = (
    "same_address_count",
    "direct_parent_count",
    "direct_parent_id",
    "reported_ultimate_parent_id",
    "highest_parent_id",
    "parent_step_count",
    "is_highest_parent_final",
    "direct_child_count",
    "controlled_entity_count",
    "managed_fund_count",
    "branch_count",
    "head_office_id",
)
COURT = (
    "party_id",
    "judgment_count",
    "judgment_365_days_count",
    "judgment_amount",
    "dishonest_debtor_count",
    "removed_dishonest_debtor_count",
    "active_black_entry_count",
    "active_grey_entry_count",
    "active_white_entry_count",
    "last_judgment_date",
    "last_dishonest_debtor_date",
    "has_active_risk_entry",
    "has_open_appeal",
    "risk_level",
)
# Counts and sums of nothing are 0; who nobody names has none of the rest.
IN_NUMBERS = ("_count", "_amount")
BELOW = {"direct_child_count": "DIRECT", "managed_fund_count": "FUND_MANAGER", "branch_count": "HEAD_OFFICE"}


def build(
    enterprise: DataFrame,
    ownership_relation: DataFrame,
    enterprise_public_record: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per enterprise of the register, one per enterprise of the vendor, one per party that neither knows.

    The vendor tells numbers and no names, and the register knows no number of the vendor: nothing says which of their
    enterprises are one, so none are joined.
    """
    parties = _with_enterprise(enterprise_public_record)
    relation = ownership_relation.select(
        _numbered("ownership_vendor", "child_entity_id").alias("child_id"),
        _numbered("ownership_vendor", "parent_entity_id").alias("parent_id"),
        "relation_type_code",
        "is_active",
    )
    others = (_related(relation), _unregistered(parties))
    known = reduce(_stacked, others, _registered(enterprise, business_date))
    owned = _owned(relation.where("is_active"))
    judged = parties.select("enterprise_id", *COURT)
    wide = known.join(owned, on="enterprise_id", how="left").join(judged, on="enterprise_id", how="left")
    return wide.select("enterprise_id", "source_code", *REGISTERED, *map(_shown, (*OWNERSHIP, *COURT)))


def _shown(name: str) -> str | Column:
    return or_zero(name) if name.endswith(IN_NUMBERS) else name


def _stacked(above: DataFrame, below: DataFrame) -> DataFrame:
    return above.unionByName(below, allowMissingColumns=True)


def _with_enterprise(parties: DataFrame) -> DataFrame:
    """The organisations with the id of their enterprise: the register's where it knows them."""
    registered = F.regexp_replace("register_record_id", "^open_data:", "register:")
    return parties.withColumn("enterprise_id", F.coalesce(registered, _numbered("party", "party_id")))


def _unregistered(parties: DataFrame) -> DataFrame:
    unknown = parties.where(F.col("register_record_id").isNull())
    return unknown.select("enterprise_id", F.lit("PARTY").alias("source_code"), "credit_code", "enterprise_name")


def _numbered(system: str, number: str) -> Column:
    return F.concat(F.lit(f"{system}:"), F.col(number))


def _registered(enterprise: DataFrame, business_date: datetime.date) -> DataFrame:
    """What the register says; an address is one with its city, since many are only a street and a number."""
    here = Window.partitionBy("city_name", "address_text")
    others = F.when(F.col("address_text").isNotNull(), F.count(F.lit(1)).over(here) - 1).cast("int")
    return enterprise.select(
        _numbered("register", "credit_code").alias("enterprise_id"),
        F.lit("REGISTER").alias("source_code"),
        *(name for name in REGISTERED if name != "registered_years"),
        age_years(F.col("registered_date"), business_date).alias("registered_years"),
        others.alias("same_address_count"),
    )


def _related(relation: DataFrame) -> DataFrame:
    """Everybody whom the vendor names, also in a relation that no longer holds."""
    named = relation.select(F.explode(F.array("child_id", "parent_id")).alias("enterprise_id")).distinct()
    return named.withColumn("source_code", F.lit("OWNERSHIP_VENDOR"))


def _owned(relation: DataFrame) -> DataFrame:
    """Who stands above and below each enterprise by the relations that hold."""
    kind = F.col("relation_type_code")
    above = relation.groupBy(F.col("child_id").alias("enterprise_id")).agg(
        count_where(kind == "DIRECT").alias("direct_parent_count"),
        single_parent("DIRECT").alias("direct_parent_id"),
        single_parent("ULTIMATE").alias("reported_ultimate_parent_id"),
        single_parent("HEAD_OFFICE").alias("head_office_id"),
    )
    below = relation.groupBy(F.col("parent_id").alias("enterprise_id")).agg(
        *(count_where(kind == code).alias(name) for name, code in BELOW.items())
    )
    way = chains(above)
    highest = way.select(
        "enterprise_id",
        F.element_at("parents", -1).alias("highest_parent_id"),
        F.size("parents").alias("parent_step_count"),
        F.col("is_final").alias("is_highest_parent_final"),
    )
    reached = way.select(F.explode("parents").alias("enterprise_id")).groupBy("enterprise_id")
    controlled = reached.agg(F.count(F.lit(1)).cast("int").alias("controlled_entity_count"))
    parts = (above, below, highest, controlled)
    return reduce(lambda left, right: left.join(right, on="enterprise_id", how="full"), parts)
