"""Loans move between buckets from month end to month end, and none is lost on the way."""

from __future__ import annotations

import datetime
from decimal import Decimal

from pyspark.sql import functions as F

from expectations.gold.migration import ACROSS
from jobs.gold.migration import build, month_ends
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 30)
MOVE = ("from_bucket_code", "to_bucket_code")


def _built(spark):
    """Two loans, current at the end of April, of which one misses its instalment; a third one ends in May."""
    loan = {"product_code": "CASH", "principal_amount": Decimal(1000), "originated_date": D(2026, 3, 10)}
    loans = (
        {**loan, "loan_id": "good", "term_months": 12},
        {**loan, "loan_id": "late", "term_months": 12, "principal_amount": Decimal(3000)},
        {**loan, "loan_id": "short", "term_months": 2, "product_code": "CAR"},
    )
    paid = (
        ("good", D(2026, 5, 10), D(2026, 5, 10)),
        ("late", D(2026, 4, 10), D(2026, 4, 28)),
        ("late", D(2026, 5, 10), None),
        ("short", D(2026, 4, 10), D(2026, 4, 10)),
        ("short", D(2026, 5, 10), D(2026, 5, 31)),
    )
    rows = (
        {"loan_id": name, "due_date": due, "due_amount": Decimal(9), "paid_date": day, "paid_amount": Decimal(9)}
        for name, due, day in paid
    )
    repayments = frame_of(spark, "silver.repayment", *rows)
    return build(frame_of(spark, "silver.loan", *loans), repayments, TODAY).cache()


def test_loans_roll_from_bucket_to_bucket_by_count_and_by_amount(spark):
    built = _built(spark)
    assert built.columns == column_names("gold.migration")
    cash = built.where("product_code = 'CASH'")
    may = cash.where("month_end_date = DATE '2026-05-31'")
    assert rows_of(may.where("measure_code = 'BY_COUNT'"), *MOVE, "transition_rate", "moved_amount") == [
        ("CURRENT", "CURRENT", 0.5, None),
        ("CURRENT", "DAYS_1_TO_30", 0.5, None),
    ]
    assert rows_of(may.where("measure_code = 'BY_AMOUNT'"), *MOVE, "transition_rate", "moved_count") == [
        ("CURRENT", "CURRENT", 0.25, None),
        ("CURRENT", "DAYS_1_TO_30", 0.75, None),
    ]
    june = cash.where("month_end_date = DATE '2026-06-30' AND measure_code = 'BY_COUNT'")
    assert rows_of(june, *MOVE, "moved_count", "from_count") == [
        ("CURRENT", "CURRENT", 1, 1),
        ("DAYS_1_TO_30", "DAYS_31_TO_60", 1, 1),
    ]


def test_a_settled_loan_is_settled_from_the_day_of_its_last_payment_and_moves_no_more(spark):
    car = _built(spark).where("product_code = 'CAR' AND measure_code = 'BY_COUNT'")
    assert rows_of(car, "month_end_date", *MOVE) == [
        (D(2026, 4, 30), "CURRENT", "CURRENT"),
        (D(2026, 5, 31), "CURRENT", "SETTLED"),
    ]


def test_what_leaves_a_bucket_adds_up_to_the_whole_in_the_way_that_the_gate_asks(spark):
    (rule,) = ACROSS
    totals = _built(spark).groupBy(*rule.alike_in).agg(F.sum(rule.column).alias("total"))
    assert {row.total for row in totals.collect()} == {rule.total} == {1}


def test_only_whole_months_are_told():
    assert month_ends(D(2026, 6, 29))[-1] == D(2026, 5, 31)
    assert month_ends(TODAY)[-1] == TODAY
    assert month_ends(TODAY)[0] == D(2025, 6, 30)
    assert len(month_ends(TODAY)) == 13
