"""Consents of customers to the bank asking a supplier about them, and which of them are in force."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.citizen_id import valid_number
from jobs.identity.text import present


def build(core_bank_consents: DataFrame, core_bank_customers: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per consent, with the identity number of its customer: a supplier is asked about a person by that."""
    subjects = core_bank_customers.select(
        present(F.col("customer_id")).alias("customer_id"),
        valid_number(F.col("id_number"), business_date).alias("id_number"),
    )
    consents = core_bank_consents.select(*(present(F.col(name)).alias(name) for name in core_bank_consents.columns))
    return consents.join(subjects, on="customer_id", how="left")


def in_force(
    consent: DataFrame, product_code: str, purpose_codes: tuple[str, ...], business_date: datetime.date
) -> DataFrame:
    """The persons who may be asked about for a product on a day: ``id_number``, ``consent_id``, ``purpose_code``.

    A consent counts from the day it is given until before the day it is withdrawn, for the product and one of the
    purposes. Of several consents of one person the oldest is named.
    """
    covers = (F.col("product_code") == product_code) & F.col("purpose_code").isin(*purpose_codes)
    named = consent.where(F.col("id_number").isNotNull() & is_in_force(business_date) & covers)
    oldest = F.min(F.struct("given_date", "consent_id", "purpose_code")).alias("oldest")
    return named.groupBy("id_number").agg(oldest).select("id_number", "oldest.consent_id", "oldest.purpose_code")


def is_in_force(business_date: datetime.date) -> Column:
    """Whether a consent counts on a day: from the day it is given until before the day it is withdrawn."""
    today, withdrawn = F.lit(business_date), F.col("withdrawn_date")
    return (F.col("given_date") <= today) & (withdrawn.isNull() | (withdrawn > today))
