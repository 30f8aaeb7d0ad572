"""Calls to the telecom vendor, as the ledger of purchased data keeps them."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.citizen_id import valid_number
from jobs.identity.token import keyed_token
from jobs.purchases.agreement import Agreement
from jobs.purchases.subject import PREFIX
from jobs.silver.consent import in_force
from jobs.silver.telecom_profile import NO_CONSENT, has_profile

STAGE = "BATCH"
PRICE = "decimal(18,4)"


def build(
    telecom_vendor_profiles: DataFrame,
    consent: DataFrame,
    earlier: DataFrame,
    agreement: Agreement,
    identity_key: str,
    business_date: datetime.date,
) -> DataFrame:
    """One row per answer of the file; of several answers about one person the contract keeps one.

    ``earlier`` are the rows of this table for earlier days. What was paid there within the agreement's cache days is
    not paid again, so a day must be run after the days before it; running any day again gives the same rows.
    """
    answers = telecom_vendor_profiles.select(
        valid_number(F.col("id_number"), business_date).alias("id_number"), has_profile().alias("is_hit")
    )
    consented = answers.join(
        in_force(consent, agreement.product_code, agreement.purpose_codes, business_date), on="id_number", how="left"
    )
    calls = consented.withColumn("subject_token", subject_token(identity_key))
    paid = paid_before(earlier, agreement, business_date)
    return calls.join(paid, on="subject_token", how="left").select(*_columns(agreement, business_date))


def subject_token(identity_key: str) -> Column:
    """The person as the ledger names them; the prefix keeps it from being the token behind ``party_id``."""
    return keyed_token(F.concat(F.lit(PREFIX), F.col("id_number")), identity_key)


def paid_before(earlier: DataFrame, agreement: Agreement, business_date: datetime.date) -> DataFrame:
    """The persons whose answer was paid within the cache days before a day: ``subject_token``, ``is_paid``."""
    oldest = business_date - datetime.timedelta(days=agreement.cache_days)
    is_of_product = (F.col("supplier_name") == agreement.supplier_name) & (
        F.col("product_code") == agreement.product_code
    )
    is_recent = (F.col("business_date") >= F.lit(oldest)) & (F.col("business_date") < F.lit(business_date))
    was_paid = ~F.col("is_cached") & ~F.col("is_refused")
    recent = earlier.where(is_recent & is_of_product & was_paid)
    return recent.select("subject_token", F.lit(True).alias("is_paid")).distinct()


def _columns(agreement: Agreement, business_date: datetime.date) -> tuple[Column, ...]:
    """The ledger's columns, in the contract's order."""
    is_refused = F.col("consent_id").isNull()
    is_cached = ~is_refused & F.col("is_paid").isNotNull()
    price = F.when(is_refused | is_cached, 0).otherwise(F.lit(agreement.price_amount)).cast(PRICE)
    return (
        F.lit(f"{STAGE}-{business_date}").alias("call_id"),
        F.lit(agreement.supplier_name).alias("supplier_name"),
        F.lit(agreement.product_code).alias("product_code"),
        F.lit(agreement.agreement_number).alias("agreement_number"),
        F.col("subject_token"),
        F.coalesce(F.col("purpose_code"), F.lit(agreement.purpose_codes[0])).alias("purpose_code"),
        F.lit(agreement.legal_basis_code).alias("legal_basis_code"),
        F.col("consent_id"),
        price.alias("price_amount"),
        F.lit(agreement.currency_code).alias("currency_code"),
        F.when(is_refused, "REFUSED").otherwise("ANSWERED").alias("outcome_code"),
        F.col("is_hit"),
        is_cached.alias("is_cached"),
        is_refused.alias("is_refused"),
        F.when(is_refused, NO_CONSENT).alias("refusal_code"),
        F.lit(STAGE).alias("stage_code"),
    )
