from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from jobs.gold.customer_repayment import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

D = datetime.date
TODAY = D(2026, 6, 1)
DUE = Decimal(100)


def instalment(due: D, paid: D | None = None, amount: Decimal | None = None) -> dict:
    return {"loan_id": "L1", "due_date": due, "due_amount": DUE, "paid_date": paid, "paid_amount": amount}


INSTALMENTS = (
    instalment(D(2026, 3, 1), D(2026, 4, 10), DUE),
    instalment(D(2026, 5, 1), D(2026, 6, 2), DUE),
    instalment(D(2026, 5, 12), amount=Decimal(40)),
    instalment(TODAY),
    instalment(D(2026, 7, 1)),
)


def _built(spark, *instalments: dict):
    loan = frame_of(spark, "silver.loan", {"loan_id": "L1", "customer_id": "C1"})
    return build(party_xref(spark), loan, frame_of(spark, "silver.repayment", *instalments), TODAY)


@pytest.fixture(scope="module")
def repayment(spark):
    return _built(spark, *INSTALMENTS).cache()


def test_overdue_is_what_is_due_and_not_paid_on_the_business_date(repayment):
    assert repayment.columns == column_names("gold.customer_repayment")
    person = repayment.where(F.col("party_id") == "P1")
    counts = ("instalment_due_count", "instalment_late_count", "worst_days_past_due", "current_days_past_due")
    assert rows_of(person, *counts, "overdue_amount") == [(4, 3, 40, 31, Decimal("160.00"))]


def test_an_instalment_belongs_to_the_windows_that_hold_its_due_date(repayment):
    person = repayment.where(F.col("party_id") == "P1")
    due = [f"instalment_due_{days}_days_count" for days in (7, 30, 90, 180)]
    assert rows_of(person, *due) == [(1, 2, 3, 4)]
    assert rows_of(person, "worst_30_days_days_past_due", "worst_180_days_days_past_due") == [(20, 40)]


def test_who_never_borrowed_is_late_with_nothing(repayment):
    nobody = repayment.where(F.col("party_id") == "P2")
    facts = ("instalment_due_count", "worst_days_past_due", "overdue_amount", "last_late_date")
    assert rows_of(nobody, *facts) == [(0, 0, Decimal("0.00"), None)]


@pytest.mark.parametrize(("settled", "told"), [(D(2021, 6, 1), (1, 1, 1, 120)), (D(2021, 5, 31), (1, 0, 0, 0))])
def test_a_late_instalment_is_told_five_years_after_it_was_paid_and_not_a_day_longer(spark, settled, told):
    due = settled - datetime.timedelta(days=120)
    built = _built(spark, instalment(due, settled, DUE)).where(F.col("party_id") == "P1")
    counts = ("instalment_due_count", "instalment_late_count", "over_90_days_late_count", "worst_days_past_due")
    assert rows_of(built, *counts) == [told]
    assert rows_of(built, "last_late_date") == [(due if told[1] else None,)]


def test_an_instalment_that_was_never_paid_is_told_however_long_ago_it_fell_due(spark):
    built = _built(spark, instalment(D(2015, 6, 1))).where(F.col("party_id") == "P1")
    assert rows_of(built, "instalment_late_count", "over_90_days_late_count", "overdue_amount") == [(1, 1, DUE)]


def test_what_falls_due_today_and_is_not_paid_is_unpaid_and_not_yet_overdue(spark):
    built = _built(spark, instalment(TODAY)).where(F.col("party_id") == "P1")
    amounts = ("instalment_due_7_days_amount", "instalment_unpaid_7_days_amount", "overdue_amount")
    assert rows_of(built, *amounts) == [(DUE, DUE, Decimal("0.00"))]
