from __future__ import annotations

import datetime
from decimal import Decimal

from jobs.gold.loan_outcome import build
from jobs.models.declaration import read_declaration
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
ORIGINATED = D(2025, 1, 15)
XREF = {
    "record_id": "core_bank:C1",
    "source_system_code": "core_bank",
    "source_record_id": "C1",
    "party_id": "P1",
}
PRODUCTS = ("CASH", "WORKING_CAPITAL")
COLUMNS = ("is_window_closed", "worst_days_past_due", "is_bad")


def _built(spark, business_date, *instalments, **loan):
    sent = {"loan_id": "L1", "customer_id": "C1", "originated_date": ORIGINATED, **loan}
    repayments = [
        {"loan_id": "L1", "due_amount": Decimal(100), "paid_amount": Decimal(100), **row} for row in instalments
    ]
    return build(
        frame_of(spark, "silver.loan", sent),
        frame_of(spark, "silver.repayment", *repayments),
        frame_of(spark, "silver.party_xref", XREF, {**XREF, "source_system_code": "court_vendor", "party_id": "P2"}),
        business_date,
    )


def test_more_than_thirty_days_is_bad_and_thirty_days_is_not(spark):
    due = D(2025, 6, 15)
    thirty = _built(spark, D(2026, 6, 1), {"due_date": due, "paid_date": D(2025, 7, 15)})
    more = _built(spark, D(2026, 6, 1), {"due_date": due, "paid_date": D(2025, 7, 16)})
    assert rows_of(thirty, *COLUMNS) == [(True, 30, False)]
    assert rows_of(more, *COLUMNS) == [(True, 31, True)]


def test_a_loan_to_a_firm_has_no_outcome_here(spark):
    told = {code: rows_of(_built(spark, D(2026, 6, 1), product_code=code), "_filtered") for code in PRODUCTS}
    assert told == {"CASH": [(None,)], "WORKING_CAPITAL": [("the loan is a firm's",)]}


def test_the_outcome_is_unknown_until_the_window_closes(spark):
    unpaid = {"due_date": D(2025, 6, 15), "paid_amount": None}
    assert rows_of(_built(spark, D(2026, 1, 14), unpaid), *COLUMNS) == [(False, 213, None)]
    assert rows_of(_built(spark, D(2026, 1, 15), unpaid), *COLUMNS) == [(True, 214, True)]


def test_what_happens_after_the_window_does_not_count(spark):
    late_in_window = {"due_date": D(2026, 1, 1), "paid_date": D(2026, 5, 1)}
    after_window = {"due_date": D(2026, 2, 1), "paid_amount": None}
    assert rows_of(_built(spark, D(2026, 6, 1), late_in_window, after_window), *COLUMNS) == [(True, 14, False)]


def test_a_payment_after_the_business_date_is_not_known_yet(spark):
    paid_later = {"due_date": D(2025, 3, 1), "paid_date": D(2025, 4, 20)}
    assert rows_of(_built(spark, D(2025, 4, 10), paid_later), *COLUMNS) == [(False, 40, None)]


def test_a_part_payment_does_not_settle_an_instalment(spark):
    part = {"due_date": D(2025, 12, 15), "paid_date": D(2025, 12, 15), "paid_amount": Decimal(99)}
    assert rows_of(_built(spark, D(2026, 6, 1), part), *COLUMNS) == [(True, 31, True)]


def test_a_loan_without_vendor_values_had_no_profile(spark):
    built = _built(spark, D(2026, 6, 1))
    assert built.columns == [*column_names("gold.loan_outcome"), "_filtered"]
    found = rows_of(built, "party_id", "has_telecom_profile", "worst_days_past_due", "is_bad")
    assert found == [("P1", False, 0, False)]


def test_nothing_that_happens_after_origination_reaches_what_a_score_looks_at(spark):
    """Everything later is turned over: instalments, the state of the loan, what is outstanding."""
    later = {"due_date": D(2025, 3, 15), "paid_amount": None}
    quiet = _built(spark, D(2026, 6, 1), applied_age_years=30, outstanding_amount=Decimal(0), status_code="SETTLED")
    stormy = _built(spark, D(2026, 6, 1), later, applied_age_years=30, outstanding_amount=Decimal(9), status_code="X")
    known = [one.column_in_training for one in read_declaration("credit_score").variables]
    assert rows_of(quiet, *known) == rows_of(stormy, *known)
    assert rows_of(quiet, "is_bad") != rows_of(stormy, "is_bad")
