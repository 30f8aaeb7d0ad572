"""One row per party that has a core bank customer number, with everything the bank knows on the business date."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.customer_blocks.activity import (
    CHANNELS,
    DIRECTIONS,
    WINDOWS_DAYS,
    repayment_block,
    transaction_block,
)
from jobs.gold.customer_blocks.outside import court_block, list_block, telecom_block
from jobs.gold.customer_blocks.person import holders, identity_block
from jobs.gold.customer_blocks.products import account_block, card_block, loan_block

# What is said of every party, whatever it holds.
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
    "customer_grade_code",
    "marital_status_code",
)
CONTACT = ("mobile_phone", "address_text", "division_code", "area_name", "city_name", "province_code")
MEANS = ("monthly_income_amount", "employment_months", "housing_type_code")
# Counts and sums: a party without such a thing has none of it, which is 0.
PRODUCT_COUNTS = (
    "account_count",
    "dormant_account_count",
    "closed_account_count",
    "card_count",
    "credit_card_count",
    "blocked_card_count",
    "loan_count",
    "active_loan_count",
    "defaulted_loan_count",
)
PRODUCT_AMOUNTS = (
    "balance_amount",
    "savings_balance_amount",
    "current_balance_amount",
    "fixed_balance_amount",
    "credit_limit_amount",
    "loan_principal_amount",
    "loan_outstanding_amount",
)
REPAYMENT = (
    "instalment_due_count",
    "instalment_late_count",
    "worst_days_past_due",
    "current_days_past_due",
    "overdue_amount",
)
# Facts that are unknown without a source row: null, never 0.
TELECOM = (
    "telecom_tenure_months",
    "telecom_monthly_spend_amount",
    "local_life_spend_level",
    "game_spend_amount",
    "finance_media_days",
)


def build(
    party: DataFrame,
    party_xref: DataFrame,
    customer: DataFrame,
    account: DataFrame,
    card: DataFrame,
    loan: DataFrame,
    repayment: DataFrame,
    transaction: DataFrame,
    court_record: DataFrame,
    telecom_profile: DataFrame,
    division: DataFrame,
    risk_level: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per party with a customer number; each block adds at most one row to it."""
    held = holders(party_xref)
    wide = identity_block(held, party, customer, division, business_date)
    blocks = (
        account_block(held, account),
        card_block(held, card),
        loan_block(held, loan),
        transaction_block(held, transaction, business_date),
        repayment_block(held, loan, repayment, business_date),
        telecom_block(wide, telecom_profile),
        court_block(party_xref, court_record, business_date),
        list_block(risk_level),
    )
    for block in blocks:
        wide = wide.join(block, on="party_id", how="left")
    return wide.select(*_columns())


def _columns() -> tuple[str | Column, ...]:
    """Every column in the contract's order."""
    entries = F.coalesce(F.col("active_black_entry_count") + F.col("active_grey_entry_count"), F.lit(0))
    return (
        *IDENTITY,
        *CONTACT,
        *MEANS,
        *map(_or_zero, PRODUCT_COUNTS),
        "last_loan_date",
        *map(_or_zero, PRODUCT_AMOUNTS),
        *_transaction_columns(),
        "last_transaction_date",
        *map(_or_zero, REPAYMENT),
        F.coalesce(F.col("has_telecom_profile"), F.lit(False)).alias("has_telecom_profile"),
        *TELECOM,
        *map(_or_zero, ("judgment_count", "judgment_amount")),
        "last_judgment_date",
        *map(_or_zero, ("dishonest_debtor_count", "active_black_entry_count", "active_grey_entry_count")),
        (entries > 0).alias("has_active_risk_entry"),
        "risk_level",
    )


def _transaction_columns() -> tuple[Column, ...]:
    """Flows by window and direction, counts by channel; only the largest amount may be unknown."""
    flows = [f"{flow}_{days}_days" for days in WINDOWS_DAYS for flow in DIRECTIONS]
    channels = [f"{channel.lower()}_90_days_count" for channel in CHANNELS]
    measured = [
        column
        for flow in flows
        for column in (_or_zero(f"{flow}_count"), _or_zero(f"{flow}_amount"), F.col(f"{flow}_max_amount"))
    ]
    return (*measured, *map(_or_zero, (*channels, "counterparty_90_days_count")))


def _or_zero(name: str) -> Column:
    return F.coalesce(F.col(name), F.lit(0)).alias(name)
