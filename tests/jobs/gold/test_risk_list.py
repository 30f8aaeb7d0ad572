from __future__ import annotations

import datetime
from decimal import Decimal

from jobs.gold.risk_list import build
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 1)
BORROWER = {
    "record_id": "core_bank:C1",
    "source_system_code": "core_bank",
    "source_record_id": "C1",
    "party_id": "P1",
}
PERSON = {
    "record_id": "court_vendor:JUDGMENT:1",
    "source_system_code": "court_vendor",
    "source_record_id": "JUDGMENT:1",
    "party_id": "P1",
}
JUDGMENT = {"record_id": "JUDGMENT:1", "record_type_code": "JUDGMENT", "party_name": "张三"}
ENTRY = {
    "record_id": "DISHONEST_DEBTOR:1",
    "record_type_code": "DISHONEST_DEBTOR",
    "published_date": D(2019, 1, 1),
}


def _built(spark, court=(), instalments=(), sanctions=()):
    repayments = [{"loan_id": "L1", "due_amount": Decimal(100), **row} for row in instalments]
    return build(
        frame_of(spark, "silver.court_record", *court),
        frame_of(spark, "silver.loan", {"loan_id": "L1", "customer_id": "C1"}),
        frame_of(spark, "silver.repayment", *repayments),
        frame_of(spark, "silver.sanction_entry", *sanctions),
        frame_of(spark, "silver.party_xref", BORROWER, PERSON),
        frame_of(spark, "silver.party_record", {"record_id": "core_bank:C1", "full_name": "张三"}),
        TODAY,
    )


def test_a_judgment_is_grey_and_counts_for_five_years(spark):
    young = _built(spark, [{**JUDGMENT, "published_date": D(2021, 6, 1)}])
    old = _built(spark, [{**JUDGMENT, "published_date": D(2021, 5, 31)}])
    assert young.columns == column_names("gold.risk_list")
    assert rows_of(young, "party_id", "list_type_code", "valid_to_date", "is_active") == [("P1", "GREY", TODAY, True)]
    assert rows_of(old, "is_active") == [(False,)]


def test_a_dishonest_debtor_is_black_until_the_court_takes_the_entry_off(spark):
    columns = ("party_id", "list_type_code", "is_active")
    assert rows_of(_built(spark, [ENTRY]), *columns) == [(None, "BLACK", True)]
    assert rows_of(_built(spark, [{**ENTRY, "removed_date": TODAY}]), *columns) == [(None, "BLACK", False)]
    assert rows_of(_built(spark, [{**ENTRY, "removed_date": D(2026, 6, 2)}]), *columns) == [(None, "BLACK", True)]


def test_an_instalment_is_listed_from_its_ninety_first_day(spark):
    ninety = {"due_date": TODAY - datetime.timedelta(days=90)}
    more = {"due_date": TODAY - datetime.timedelta(days=91)}
    assert rows_of(_built(spark, instalments=[ninety]), "entry_id") == []
    assert rows_of(_built(spark, instalments=[more]), "entry_id", "subject_name", "valid_from_date", "ended_date") == [
        ("LOAN_OVERDUE_90:L1", "张三", TODAY, None)
    ]


def test_a_repaid_overdue_loan_stays_for_five_years_after_the_payment(spark):
    repaid = {"due_date": D(2025, 1, 1), "paid_date": D(2025, 6, 1), "paid_amount": Decimal(100)}
    assert rows_of(_built(spark, instalments=[repaid]), "ended_date", "valid_to_date", "is_active") == [
        (D(2025, 6, 1), D(2030, 6, 1), True)
    ]


def test_a_sanctioned_name_alone_is_nobody_the_bank_knows(spark):
    built = _built(spark, sanctions=[{"sanction_entry_id": "36", "full_name": "张三"}])
    assert rows_of(built, "entry_id", "party_id", "is_active", "review_due_date") == [
        ("SANCTION:36", None, True, D(2027, 6, 1))
    ]


def test_records_of_later_days_are_not_known_yet(spark):
    assert rows_of(_built(spark, [{**JUDGMENT, "published_date": D(2026, 6, 2)}]), "entry_id") == []
