"""Loans grow older and turn bad; counts and amounts are told apart."""

from __future__ import annotations

import datetime
from decimal import Decimal

from jobs.gold.loan_outcome import build as outcomes
from jobs.gold.vintage import build
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 1)
LOANS = (
    ("good", D(2025, 3, 3), 1000),
    ("late", D(2025, 3, 31), 3000),
    ("young", D(2025, 7, 10), 500),
    ("of a firm", D(2025, 3, 3), 9000),
)
# Due, paid: 31 days late on 1 August, four months after origination; the others pay within 30 days.
PAID = (
    ("good", D(2025, 5, 3), D(2025, 6, 2)),
    ("late", D(2025, 7, 1), D(2025, 8, 1)),
    ("young", D(2026, 5, 10), None),
)


def _inputs(spark):
    loans = (
        {"loan_id": name, "customer_id": "C1", "originated_date": day, "principal_amount": Decimal(lent)}
        | {"product_code": "WORKING_CAPITAL" if name == "of a firm" else "CASH"}
        for name, day, lent in LOANS
    )
    paid = (
        {"loan_id": name, "due_date": due, "due_amount": Decimal(9), "paid_date": day, "paid_amount": Decimal(9)}
        for name, due, day in PAID
    )
    return frame_of(spark, "silver.loan", *loans), frame_of(spark, "silver.repayment", *paid)


def test_a_month_of_origination_turns_bad_as_it_grows_older_by_count_and_by_amount(spark):
    built = build(*_inputs(spark), TODAY).cache()
    assert built.columns == column_names("gold.vintage")
    march = built.where("origination_month_date = DATE '2025-03-01' AND on_book_months IN (4, 5, 14)")
    count = march.where("measure_code = 'BY_COUNT'")
    assert rows_of(count, "on_book_months", "observed_count", "bad_count", "bad_rate", "observed_amount") == [
        (14, 2, 1, 0.5, None),
        (4, 2, 0, 0.0, None),
        (5, 2, 1, 0.5, None),
    ]
    amount = march.where("measure_code = 'BY_AMOUNT' AND on_book_months = 5")
    told = ("observed_count", "observed_amount", "bad_amount", "bad_rate")
    assert rows_of(amount, *told) == [(None, Decimal(4000), Decimal(3000), 0.75)]


def test_an_open_window_is_told_and_an_age_that_nobody_has_reached_has_no_row(spark):
    built = build(*_inputs(spark), TODAY).where("measure_code = 'BY_COUNT'").cache()
    told = ("observed_count", "bad_count", "is_complete", "is_mature")
    assert rows_of(built.where("origination_month_date = DATE '2025-07-01' AND on_book_months = 10"), *told) == [
        (1, 0, True, False)
    ]
    assert rows_of(built.where("origination_month_date = DATE '2025-03-01' AND on_book_months = 14"), *told) == [
        (2, 1, True, True)
    ]
    assert built.where("origination_month_date = DATE '2025-07-01' AND on_book_months > 10").count() == 0
    halfway = build(*_inputs(spark), D(2025, 4, 15)).where("measure_code = 'BY_COUNT' AND on_book_months = 1")
    assert rows_of(halfway, *told) == [(1, 0, False, False)]


def test_at_twelve_months_the_bad_loans_are_those_of_the_outcome(spark):
    loan, repayment = _inputs(spark)
    xref = frame_of(spark, "silver.party_xref")
    bad = outcomes(loan, repayment, xref, TODAY).where("is_bad").count()
    year = build(loan, repayment, TODAY).where("measure_code = 'BY_COUNT' AND on_book_months = 12 AND is_mature")
    assert bad == 1 == sum(row.bad_count for row in year.collect())
