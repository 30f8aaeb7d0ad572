"""Who a firm is that banks here, what it declared about its business, and what the register says of it."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.customer_profile import age_years, latest, opened, placed
from jobs.gold.enterprise_public_record import REGISTER
from jobs.gold.holders import AMOUNT, holders
from jobs.identity.party_number import ORGANISATION

REGISTERED = ("registered_date", "enterprise_type_name", "registered_capital_amount")
COLUMNS = (
    "party_id",
    "has_valid_credit_code",
    "customer_count",
    "first_opened_date",
    "last_opened_date",
    "customer_months",
    "customer_grade_code",
    "founded_date",
    "enterprise_years",
    "industry_code",
    "industry_name",
    "industry_section_code",
    "employee_count",
    "annual_revenue_amount",
    "employee_revenue_mean_amount",
    "source_count",
    "address_text",
    "division_code",
    "area_name",
    "city_name",
    "province_code",
    "is_registered",
    "registered_date",
    "enterprise_type_name",
    "registered_capital_amount",
)
# What the golden record of the party says.
GOLDEN = ("credit_code", "address_text", "division_code", "source_count")


def build(
    party: DataFrame,
    party_xref: DataFrame,
    customer: DataFrame,
    division: DataFrame,
    industry: DataFrame,
    enterprise: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per organisation that holds a customer number.

    Where its numbers disagree the number opened last speaks of the industry, the largest figure of everything else.
    """
    firms = party.where(F.col("party_type_code") == ORGANISATION).select("party_id", *GOLDEN)
    known = firms.join(_business(party_xref, customer), on="party_id", how="inner")
    for beside, key in ((_industries(industry), "industry_code"), (_register(party_xref, enterprise), "party_id")):
        known = known.join(beside, on=key, how="left")
    per_employee = F.col("annual_revenue_amount") / F.when(F.col("employee_count") > 0, F.col("employee_count"))
    facts = {
        "has_valid_credit_code": F.col("credit_code").isNotNull(),
        # Any two digits can be declared; a division that the standard does not know says nothing.
        "industry_code": F.when(F.col("industry_name").isNotNull(), F.col("industry_code")),
        "enterprise_years": age_years(F.col("founded_date"), business_date),
        "employee_revenue_mean_amount": per_employee.cast(AMOUNT),
        "is_registered": F.coalesce("is_registered", F.lit(False)),
    }
    return placed(known, division, business_date).withColumns(facts).select(*COLUMNS)


def _business(party_xref: DataFrame, customer: DataFrame) -> DataFrame:
    """What the customer numbers of a party say together."""
    numbers = holders(party_xref).join(customer, on="customer_id", how="left")
    return numbers.groupBy("party_id").agg(
        *opened(),
        latest("industry_code"),
        F.min("founded_date").alias("founded_date"),
        F.max("employee_count").alias("employee_count"),
        F.max("annual_revenue_amount").alias("annual_revenue_amount"),
    )


def _industries(industry: DataFrame) -> DataFrame:
    return industry.select("industry_code", "industry_name", F.col("section_code").alias("industry_section_code"))


def _register(party_xref: DataFrame, enterprise: DataFrame) -> DataFrame:
    """What the register says of each party; of several of its records the one with the smallest number."""
    records = party_xref.where(F.col("source_system_code") == REGISTER)
    first = records.groupBy("party_id").agg(F.min("source_record_id").alias("credit_code"))
    said = first.join(enterprise.select("credit_code", *REGISTERED), on="credit_code", how="inner").drop("credit_code")
    return said.withColumn("is_registered", F.lit(True))
