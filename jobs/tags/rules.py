"""The rules of tags: each function gives the value of its tag from columns of gold.customer_wide, null without the tag.

What a rule means stands in ``tags.yml``. A tag that says only yes has the value ``YES``; a number that moves every day
would end the tag's interval every day, so values are steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from pyspark.sql import Column
from pyspark.sql import functions as F

YES = "YES"
NEW_BELOW_MONTHS = 6
BALANCE_STEPS = (1000000, 200000, 50000)
INCOME_SHARES = (0.8, 1.5)
PRODUCTS = (
    "savings_account_count",
    "current_account_count",
    "fixed_account_count",
    "debit_card_count",
    "credit_card_count",
    "active_loan_count",
)
MANY_PRODUCTS = 3
OVERDUE_STEPS = (91, 61, 31, 1)
GOOD_INSTALMENTS = 6
NIGHT_COUNT, NIGHT_SHARE = 10, 0.3
APP_COUNT, APP_SHARE = 5, 0.5


def new_customer() -> Column:
    """A customer of less than six full months."""
    return _yes(F.col("customer_months") < NEW_BELOW_MONTHS)


def high_balance() -> Column:
    """The step that the balance reaches, CNY."""
    return _step("balance_amount", BALANCE_STEPS)


def income_received() -> Column:
    """The largest amount of 30 days looks like the income of a month; unknown income is none."""
    income, largest = F.col("monthly_income_amount"), F.col("in_30_days_max_amount")
    return _yes((income > 0) & largest.between(*(income * share for share in INCOME_SHARES)))


def dormant() -> Column:
    """Nothing moved on open accounts in 180 days."""
    moved = F.col("in_180_days_count") + F.col("out_180_days_count")
    return _yes((F.col("account_count") > 0) & (moved == 0))


def multi_product() -> Column:
    """How many kinds of products are held, from three on."""
    kinds = reduce(add, ((F.col(name) > 0).cast("int") for name in PRODUCTS))
    return F.when(kinds >= MANY_PRODUCTS, kinds.cast("string"))


def credit_card_holder() -> Column:
    """An active credit card."""
    return _yes(F.col("credit_card_count") > 0)


def card_expires_soon() -> Column:
    """A card that expires within 90 days."""
    return _yes(F.col("expiring_card_count") > 0)


def overdue_now() -> Column:
    """The step of days that the oldest unpaid instalment is past due."""
    return _step("current_days_past_due", OVERDUE_STEPS)


def overdue_recently() -> Column:
    """A late instalment within 90 days."""
    return _yes(F.col("instalment_late_90_days_count") > 0)


def good_payer() -> Column:
    """Enough instalments to tell, and none late."""
    return _yes((F.col("instalment_due_count") >= GOOD_INSTALMENTS) & (F.col("instalment_late_count") == 0))


def night_transactions() -> Column:
    """Many transactions at night, and a large share of all."""
    night = F.col("night_90_days_count")
    return _yes((night >= NIGHT_COUNT) & (night >= _transactions() * NIGHT_SHARE))


def app_user() -> Column:
    """The app is the usual way."""
    return _yes((_transactions() >= APP_COUNT) & (F.col("app_90_days_count") >= _transactions() * APP_SHARE))


def _transactions() -> Column:
    return F.col("in_90_days_count") + F.col("out_90_days_count")


def _yes(condition: Column) -> Column:
    return F.when(condition, F.lit(YES))


def _step(name: str, steps: Sequence[int]) -> Column:
    """The highest step that a column reaches, as text; ``steps`` descend."""
    return F.coalesce(*(F.when(F.col(name) >= step, F.lit(str(step))) for step in steps))
