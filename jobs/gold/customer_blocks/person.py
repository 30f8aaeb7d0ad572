"""Who the customer is, and how to reach them."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def holders(party_xref: DataFrame) -> DataFrame:
    """Which party holds which core bank customer number."""
    core_bank = party_xref.where(F.col("source_system_code") == "core_bank")
    return core_bank.select("record_id", F.col("source_record_id").alias("customer_id"), "party_id")


# What the golden record of the party says.
GOLDEN = (
    "full_name",
    "id_number",
    "birth_date",
    "gender_code",
    "mobile_phone",
    "address_text",
    "division_code",
)


def identity_block(
    held: DataFrame,
    party: DataFrame,
    customer: DataFrame,
    division: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per party: who it is comes from the golden record, what it is like from its customer numbers.

    Where its numbers disagree the number opened last speaks, the largest number on one day.
    """
    numbers = held.join(customer, on="customer_id", how="left")
    means = numbers.groupBy("party_id").agg(
        *(_latest(name) for name in ("marital_status_code", "housing_type_code")),
        F.count(F.lit(1)).cast("int").alias("customer_count"),
        F.min("opened_date").alias("first_opened_date"),
        F.max("opened_date").alias("last_opened_date"),
        F.min("customer_grade_code").alias("customer_grade_code"),
        F.max("monthly_income_amount").alias("monthly_income_amount"),
        F.max("employment_months").alias("employment_months"),
    )
    parties = means.join(party.select("party_id", *GOLDEN), on="party_id", how="left")
    places = division.select("division_code", "area_name", "city_name", "province_code")
    return parties.join(places, on="division_code", how="left").select(
        "*",
        F.col("id_number").isNotNull().alias("has_valid_id_number"),
        age_years(F.col("birth_date"), business_date).alias("age_years"),
    )


def age_years(birth_date: Column, business_date: datetime.date) -> Column:
    """Age in full years: a year is full on the birthday, for 29 February on 1 March of other years."""
    birthday = F.month(birth_date) * 100 + F.dayofmonth(birth_date)
    today = business_date.month * 100 + business_date.day
    return F.lit(business_date.year) - F.year(birth_date) - F.when(birthday > today, 1).otherwise(0)


def _latest(name: str) -> Column:
    """The value that the number opened last has; null values do not hide older ones."""
    order = F.struct("opened_date", "customer_id")
    return F.max_by(F.col(name), F.when(F.col(name).isNotNull(), order)).alias(name)
