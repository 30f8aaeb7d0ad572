"""What the customer holds, owns and owes at the bank, over all customer numbers of the party."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, each_customer, holders, named, sum_where

ACCOUNT_TYPES = ("savings", "current", "fixed")
LOAN_PRODUCTS = ("cash", "car", "education", "renovation", "working_capital")
# Days ahead in which a card expires.
SOON_DAYS = 90


def build(
    party_xref: DataFrame,
    account: DataFrame,
    card: DataFrame,
    loan: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per customer party: accounts, cards and loans by state and kind."""
    held = holders(party_xref)
    accounts, cards, loans = _accounts(business_date), _cards(business_date), _loans(business_date)
    blocks = [
        things.join(held, on="customer_id", how="inner").groupBy("party_id").agg(*named(measures))
        for things, measures in ((account, accounts), (card, cards), (loan, loans))
    ]
    return each_customer(held, blocks, (*accounts, *cards, *loans))


def _accounts(business_date: datetime.date) -> dict[str, Column]:
    kind, state = F.col("account_type_code"), F.col("status_code")
    is_open = state != "CLOSED"
    opened, closed = F.col("opened_date"), F.col("closed_date")
    a_year_ago = F.lit(business_date - datetime.timedelta(days=365))
    return {
        "account_count": count_where(is_open),
        "dormant_account_count": count_where(state == "DORMANT"),
        "closed_account_count": count_where(state == "CLOSED"),
        **{f"{one}_account_count": count_where(is_open & (kind == one.upper())) for one in ACCOUNT_TYPES},
        "opened_365_days_account_count": count_where(opened > a_year_ago),
        "closed_365_days_account_count": count_where(closed > a_year_ago),
        "balance_amount": sum_where("balance_amount", F.lit(True)),
        **{f"{one}_balance_amount": sum_where("balance_amount", kind == one.upper()) for one in ACCOUNT_TYPES},
        "negative_balance_amount": sum_where("balance_amount", F.col("balance_amount") < 0),
        "dormant_balance_amount": sum_where("balance_amount", state == "DORMANT"),
        "first_account_date": F.min("opened_date"),
        "last_account_date": F.max("opened_date"),
    }


def _cards(business_date: datetime.date) -> dict[str, Column]:
    """Only active credit cards have a limit that counts."""
    is_active = F.col("status_code") == "ACTIVE"
    is_active_credit = is_active & (F.col("card_type_code") == "CREDIT")
    soon = F.lit(business_date + datetime.timedelta(days=SOON_DAYS))
    return {
        "card_count": count_where(is_active),
        "credit_card_count": count_where(is_active_credit),
        "debit_card_count": count_where(is_active & (F.col("card_type_code") == "DEBIT")),
        "blocked_card_count": count_where(F.col("status_code") == "BLOCKED"),
        "expired_card_count": count_where(F.col("status_code") == "EXPIRED"),
        "expiring_card_count": count_where(is_active & (F.col("expiry_date") <= soon)),
        "credit_limit_amount": sum_where("credit_limit_amount", is_active_credit),
        "last_card_date": F.max("issued_date"),
    }


def _loans(business_date: datetime.date) -> dict[str, Column]:
    state, product = F.col("status_code"), F.col("product_code")
    is_active, a_year_ago = state == "ACTIVE", F.lit(business_date - datetime.timedelta(days=365))
    return {
        "loan_count": F.count(F.lit(1)).cast("int"),
        "active_loan_count": count_where(is_active),
        "settled_loan_count": count_where(state == "SETTLED"),
        "defaulted_loan_count": count_where(state == "DEFAULTED"),
        "taken_365_days_loan_count": count_where(F.col("originated_date") > a_year_ago),
        "loan_principal_amount": sum_where("principal_amount", F.lit(True)),
        "loan_outstanding_amount": sum_where("outstanding_amount", F.lit(True)),
        "defaulted_outstanding_amount": sum_where("outstanding_amount", state == "DEFAULTED"),
        **{f"{one}_loan_count": count_where(product == one.upper()) for one in LOAN_PRODUCTS},
        **{
            f"{one}_loan_outstanding_amount": sum_where("outstanding_amount", product == one.upper())
            for one in LOAN_PRODUCTS
        },
        "highest_annual_rate": F.max(F.when(is_active, F.col("annual_rate"))),
        "first_loan_date": F.min("originated_date"),
        "last_loan_date": F.max("originated_date"),
    }
