"""Who the customer is, how to reach them, and what they declared about their means."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import holders
from jobs.identity.party_number import ORGANISATION

PARTY_TYPE = "party_type_code"
IDENTITY = (
    "party_id",
    "full_name",
    "has_valid_id_number",
    "birth_date",
    "age_years",
    "gender_code",
    "customer_count",
    "first_opened_date",
    "last_opened_date",
    "customer_months",
    "customer_grade_code",
    "marital_status_code",
    "record_count",
    "source_count",
)
CONTACT = (
    "mobile_phone",
    "has_mobile_phone",
    "address_text",
    "division_code",
    "area_name",
    "city_name",
    "province_code",
)
MEANS = ("monthly_income_amount", "employment_months", "housing_type_code")
# What the golden record of the party says.
GOLDEN = (
    "full_name",
    "id_number",
    "birth_date",
    "gender_code",
    "mobile_phone",
    "address_text",
    "division_code",
    "record_count",
    "source_count",
)


def build(
    party: DataFrame,
    party_xref: DataFrame,
    customer: DataFrame,
    division: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per person: who it is comes from the golden record, what it is like from its customer numbers.

    Where its numbers disagree the number opened last speaks, the largest number on one day.
    """
    known = _means(party_xref, customer).join(party.select("party_id", PARTY_TYPE, *GOLDEN), on="party_id", how="left")
    parties = known.where(~F.col(PARTY_TYPE).eqNullSafe(ORGANISATION))
    facts = {
        "has_valid_id_number": F.col("id_number").isNotNull(),
        "has_mobile_phone": F.col("mobile_phone").isNotNull(),
        "age_years": age_years(F.col("birth_date"), business_date),
    }
    return placed(parties, division, business_date).withColumns(facts).select(*IDENTITY, *CONTACT, *MEANS)


def _means(party_xref: DataFrame, customer: DataFrame) -> DataFrame:
    """What the customer numbers of a party say together."""
    numbers = holders(party_xref).join(customer, on="customer_id", how="left")
    return numbers.groupBy("party_id").agg(
        *opened(),
        *(latest(name) for name in ("marital_status_code", "housing_type_code")),
        F.max("monthly_income_amount").alias("monthly_income_amount"),
        F.max("employment_months").alias("employment_months"),
    )


def opened() -> list[Column]:
    """What the customer numbers of a party say of its time with the bank, whoever it is."""
    return [
        F.count(F.lit(1)).cast("int").alias("customer_count"),
        F.min("opened_date").alias("first_opened_date"),
        F.max("opened_date").alias("last_opened_date"),
        F.min("customer_grade_code").alias("customer_grade_code"),
    ]


def placed(parties: DataFrame, division: DataFrame, business_date: datetime.date) -> DataFrame:
    """The parties with the names of their division, and ``customer_months``."""
    places = division.select("division_code", "area_name", "city_name", "province_code")
    months = F.floor(F.months_between(F.lit(business_date), "first_opened_date")).cast("int")
    return parties.join(places, on="division_code", how="left").withColumn("customer_months", months)


def age_years(birth_date: Column, business_date: datetime.date) -> Column:
    """Age in full years: a year is full on the birthday, for 29 February on 1 March of other years."""
    birthday = F.month(birth_date) * 100 + F.dayofmonth(birth_date)
    today = business_date.month * 100 + business_date.day
    return F.lit(business_date.year) - F.year(birth_date) - F.when(birthday > today, 1).otherwise(0)


def latest(name: str) -> Column:
    """The value that the number opened last has; null values do not hide older ones."""
    order = F.struct("opened_date", "customer_id")
    return F.max_by(F.col(name), F.when(F.col(name).isNotNull(), order)).alias(name)
