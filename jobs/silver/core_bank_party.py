"""Customers of core banking as party records."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity import citizen_id
from jobs.identity.credit_code import valid_code
from jobs.identity.party_number import ORGANISATION
from jobs.identity.record_day import record_day
from jobs.identity.telephone import valid_mobile
from jobs.identity.text import person_name, present
from jobs.silver.customer import customer_type_code

# What a party record can say; up to the very end, since a line break may stand behind a value.
DIVISION, GENDER, DAY = r"^[0-9]{6}\z", r"^[0129]\z", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
EARLIEST_BIRTH = datetime.date(1900, 1, 1)


def build(core_bank_customers: DataFrame, business_date: datetime.date) -> DataFrame:
    """One record per customer number; a number, division, gender or birth that cannot be costs itself, not the record.

    Without its record a customer would be no party, and what it holds would be missing from what the bank holds.
    """
    is_firm = customer_type_code() == ORGANISATION
    number = F.when(~is_firm, citizen_id.normalised(F.col("id_number")))
    issue = F.when(~is_firm, citizen_id.issue_code(number, business_date))
    days = (record_day(F.col(name), business_date) for name in ("updated_at", "opened_date"))
    return core_bank_customers.select(
        F.concat(F.lit("core_bank:"), present(F.col("customer_id"))).alias("record_id"),
        F.lit("core_bank").alias("source_system_code"),
        present(F.col("customer_id")).alias("source_record_id"),
        customer_type_code().alias("party_type_code"),
        person_name(F.col("full_name")).alias("full_name"),
        F.when(issue.isNull(), number).alias("id_number"),
        issue.alias("id_issue_code"),
        _birth_date(business_date).alias("birth_date"),
        _spelled("gender_code", GENDER).alias("gender_code"),
        valid_mobile(F.col("mobile_phone")).alias("mobile_phone"),
        present(F.col("home_address")).alias("address_text"),
        _spelled("division_code", DIVISION).alias("division_code"),
        F.when(is_firm, valid_code(F.col("id_number"))).alias("credit_code"),
        F.coalesce(*days).alias("as_of_date"),
    )


def _spelled(name: str, pattern: str) -> Column:
    """The value as typed, null unless the pattern fits it."""
    typed = present(F.col(name))
    return F.when(typed.rlike(pattern), typed)


def _birth_date(business_date: datetime.date) -> Column:
    born = _spelled("birth_date", DAY).try_cast("date")
    return F.when(born.between(F.lit(EARLIEST_BIRTH), F.lit(business_date)), born)
