"""silver.risk_list_entry: one shape for what is said of a party, since when, until when, and why it ended."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from expectations.silver.risk_list_entry import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.risk.policy import read_policy
from jobs.risk.subject import subject_token_of
from tests.jobs.frames import column_names, rows_of
from tests.jobs.risk.rows import ENTRY, KEY, TODAY, Bank, record, said

D = datetime.date
NUMBER, PHONE = "11010519491231002X", "13800001111"
JUDGMENT = {"record_id": "JUDGMENT:1", "record_type_code": "JUDGMENT", "party_name": "张三"}
DEBTOR = {"record_id": "DISHONEST_DEBTOR:1", "record_type_code": "DISHONEST_DEBTOR", "published_date": D(2019, 1, 1)}
LISTED = {
    "sanction_entry_id": "36",
    "full_name": "ZHANG, San",
    "party_type_code": "PERSON",
    "list_code": "OFAC_SDN",
}
END = ("ended_date", "end_reason_code", "is_in_force")


def test_a_judgment_is_grey_and_counts_five_years_to_the_day(spark):
    def entry(given):
        return Bank(spark, court=[{**JUDGMENT, "published_date": given, "id_number": NUMBER}]).entries()

    last, over = entry(D(2021, 6, 3)), entry(D(2021, 6, 2))
    assert last.columns == column_names("silver.risk_list_entry")
    assert rows_of(last, "list_type_code", "valid_to_date", *END) == [("GREY", TODAY, None, None, True)]
    assert rows_of(over, "valid_to_date", *END) == [(D(2026, 6, 2), TODAY, "FIVE_YEARS", False)]
    assert rows_of(last, "record_id", "id_token") == [
        ("court_vendor:JUDGMENT:1", subject_token_of("id_number", NUMBER, KEY))
    ]


def test_a_dishonest_debtor_is_black_until_the_court_takes_the_entry_off(spark):
    def entry(removed):
        return Bank(spark, court=[{**DEBTOR, "removed_date": removed}]).entries()

    assert rows_of(entry(None), "list_type_code", *END) == [("BLACK", None, None, True)]
    assert rows_of(entry(TODAY), *END) == [(TODAY, "WITHDRAWN", False)]
    assert rows_of(entry(D(2026, 6, 4)), *END) == [(None, None, True)]


def test_an_instalment_is_listed_from_its_ninety_first_day_and_five_years_after_it_was_paid(spark):
    def entry(**instalment):
        repayment = {"loan_id": "L1", "due_amount": Decimal(100), **instalment}
        loan = {"loan_id": "L1", "customer_id": "C1"}
        return Bank(
            spark, loans=[loan], repayments=[repayment], records=[record("C1", "P1", full_name="张三")]
        ).entries()

    ninety, more = (TODAY - datetime.timedelta(days=days) for days in (90, 91))
    assert rows_of(entry(due_date=ninety), "entry_id") == []
    assert rows_of(entry(due_date=more), "entry_id", "subject_name", "record_id", "valid_from_date", "is_in_force") == [
        ("LOAN_OVERDUE_90:L1", "张三", "core_bank:C1", TODAY, True)
    ]
    repaid = entry(due_date=D(2025, 1, 1), paid_date=D(2025, 6, 1), paid_amount=Decimal(100))
    assert rows_of(repaid, "event_ended_date", "valid_to_date", "is_in_force") == [(D(2025, 6, 1), D(2030, 6, 1), True)]


def test_a_list_that_tells_the_day_is_believed_and_one_that_does_not_counts_from_the_first_sight(spark):
    told = {**LISTED, "sanction_entry_id": "EU.1.1", "list_code": "EU_CONSOLIDATED", "listed_date": D(2011, 3, 1)}
    bank = Bank(spark, sanctions=[LISTED, told])
    bank.day(D(2026, 6, 1))
    later = bank.day(TODAY)["silver.risk_list_entry"]
    assert rows_of(later, "entry_id", "valid_from_date", "review_due_date", "valid_to_date") == [
        ("SANCTION:36", D(2026, 6, 1), D(2027, 6, 1), None),
        ("SANCTION:EU.1.1", D(2011, 3, 1), D(2027, 3, 1), None),
    ]


def test_every_name_of_a_listed_party_is_in_its_entry_the_weak_ones_apart(spark):
    names = [("ZHANG, Wei", False), ("CHANG, San", False), ("Old Zhang", True)]
    aliases = [{"sanction_entry_id": "36", "alias_name": name, "has_low_quality": weak} for name, weak in names]
    entry = Bank(spark, sanctions=[LISTED], aliases=aliases).entries()
    assert rows_of(entry, "subject_name", "aliases_text", "weak_aliases_text", "list_type_code") == [
        ("ZHANG, San", "CHANG, San | ZHANG, Wei", "Old Zhang", "BLACK")
    ]


def test_what_its_source_no_longer_tells_ends_that_day_and_stays_on_record(spark):
    bank = Bank(spark, sanctions=[LISTED])
    bank.day(D(2026, 6, 1))
    bank.sanctions = []
    bank.day(D(2026, 6, 2))
    gone = bank.day(TODAY)["silver.risk_list_entry"]
    assert rows_of(gone, "entry_id", "valid_from_date", *END) == [
        ("SANCTION:36", D(2026, 6, 1), D(2026, 6, 2), "WITHDRAWN", False)
    ]
    bank.sanctions = [LISTED]
    again = bank.day(D(2026, 6, 4))["silver.risk_list_entry"]
    assert rows_of(again, "entry_id", "valid_from_date", *END) == [("SANCTION:36", D(2026, 6, 4), None, None, True)]


def test_two_persons_of_the_policy_stand_for_a_feed(spark):
    reason = read_policy().reasons["SANCTION"]
    assert rows_of(Bank(spark, sanctions=[LISTED]).entries(), "proposed_by_name", "approved_by_name") == [
        (reason.author, reason.approver)
    ]


def test_an_entry_of_people_counts_to_its_last_day(spark):
    def entry(until):
        return Bank(spark, decisions=[{**ENTRY, "valid_to_date": until}]).entries()

    assert rows_of(entry("2026-06-03"), "entry_id", *END) == [("MANUAL:1", None, None, True)]
    assert rows_of(entry("2026-06-02"), *END) == [(TODAY, "EXPIRED", False)]
    assert rows_of(entry(None), "valid_to_date", *END) == [(None, None, None, True)]


def test_people_take_an_entry_back_from_the_next_day_on(spark):
    bank = Bank(spark, decisions=[ENTRY, said("WITHDRAWN", "MANUAL:1", "2026-06-02")])
    assert rows_of(bank.entries(), *END) == [(TODAY, "WITHDRAWN", False)]


@pytest.mark.parametrize(("source", "days"), [("court", 20), ("list", 15)])
def test_an_appeal_marks_the_entry_is_due_in_time_and_late_after_that(spark, source, days):
    told = {"court": [DEBTOR]} if source == "court" else {"sanctions": [LISTED]}
    entry_id = "DISHONEST_DEBTOR:DISHONEST_DEBTOR:1" if source == "court" else "SANCTION:36"
    bank = Bank(spark, **told, decisions=[said("APPEAL", entry_id, "2026-06-02", approved_by_name=None)])
    due = D(2026, 6, 2) + datetime.timedelta(days=days)
    columns = ("appeal_state_code", "appeal_opened_date", "appeal_due_date", "is_appeal_late", "is_in_force")
    assert rows_of(bank.entries(due), *columns) == [("OPEN", D(2026, 6, 2), due, False, True)]
    assert rows_of(bank.entries(due + datetime.timedelta(days=1)), *columns)[0][3:] == (True, True)


def test_an_appeal_that_is_upheld_ends_the_entry_and_one_that_is_dismissed_does_not(spark):
    entry_id = "DISHONEST_DEBTOR:DISHONEST_DEBTOR:1"
    appeal = said("APPEAL", entry_id, "2026-06-01", approved_by_name=None)

    def entry(*answers):
        return Bank(spark, court=[DEBTOR], decisions=[appeal, *answers]).entries()

    upheld, dismissed = (said(kind, entry_id, "2026-06-02") for kind in ("UPHELD", "DISMISSED"))
    assert rows_of(entry(upheld), "appeal_state_code", *END) == [("UPHELD", TODAY, "UPHELD", False)]
    assert rows_of(entry(dismissed), "appeal_state_code", *END) == [("DISMISSED", None, None, True)]
    newer = said("APPEAL", entry_id, "2026-06-03", approved_by_name=None)
    assert rows_of(entry(dismissed, newer), "appeal_state_code", "is_in_force") == [("OPEN", True)]


def test_an_entry_known_by_a_telephone_alone_ends_when_the_number_passes_to_somebody_else(spark):
    phone = {**ENTRY, "subject_name": None, "phone_token": subject_token_of("mobile_phone", PHONE, KEY)}
    bank = Bank(spark, decisions=[phone], records=[record("C1", "P1", mobile_phone=PHONE), record("C2", "P2")])
    bank.day(D(2026, 6, 2))
    bank.records = [record("C1", "P1"), record("C2", "P2", mobile_phone=PHONE)]
    entries = bank.day(TODAY)["silver.risk_list_entry"]
    assert rows_of(entries, "holder_record_id", *END) == [("core_bank:C1", TODAY, "RECYCLED_PHONE", False)]
    assert rows_of(bank.day(D(2026, 6, 4))["silver.risk_list_entry"], *END) == [(TODAY, "RECYCLED_PHONE", False)]


def test_a_number_that_its_holder_still_names_is_not_recycled(spark):
    phone = {**ENTRY, "subject_name": None, "phone_token": subject_token_of("mobile_phone", PHONE, KEY)}
    bank = Bank(spark, decisions=[phone], records=[record("C1", "P1", mobile_phone=PHONE)])
    bank.day(D(2026, 6, 2))
    bank.records = [record("C1", "P1"), record("C3", "P1", mobile_phone=PHONE), record("C2", "P2", mobile_phone=PHONE)]
    assert rows_of(bank.day(TODAY)["silver.risk_list_entry"], *END) == [(None, None, True)]


def test_a_list_has_the_same_version_until_anything_on_it_changes(spark):
    bank = Bank(spark, sanctions=[LISTED])
    first = rows_of(bank.day(D(2026, 6, 1))["silver.risk_list_entry"], "list_version", "list_changed_date")
    assert rows_of(bank.day(D(2026, 6, 2))["silver.risk_list_entry"], "list_version", "list_changed_date") == first
    bank.aliases = [{"sanction_entry_id": "36", "alias_name": "ZHANG, Wei", "has_low_quality": False}]
    changed = rows_of(bank.day(TODAY)["silver.risk_list_entry"], "list_version", "list_changed_date", "changed_date")
    assert first[0][1] == D(2026, 6, 1)
    assert changed[0][0] != first[0][0]
    assert changed[0][1:] == (TODAY, TODAY)


def test_what_begins_on_a_later_day_is_not_known_yet(spark):
    assert rows_of(Bank(spark, court=[{**JUDGMENT, "published_date": D(2026, 6, 4)}]).entries(), "entry_id") == []


def test_an_entry_without_evidence_or_of_one_person_or_white_for_ever_is_quarantined(spark):
    wrong = {
        "MANUAL:2": {"evidence_reference": " "},
        "MANUAL:3": {"approved_by_name": None},
        "MANUAL:4": {"approved_by_name": " LI  lei"},
        "MANUAL:5": {"list_type_code": "WHITE", "reason_code": "EXEMPTION"},
        "MANUAL:6": {"list_type_code": "GREY"},
        "MANUAL:7": {"subject_name": None},
        "MANUAL:8": {"valid_to_date": "2026-04-30"},
        "MANUAL:9": {"valid_from_date": "soon", "reason_code": "OTHER"},
    }
    bank = Bank(spark, decisions=[{**ENTRY, "entry_id": number, **words} for number, words in wrong.items()])
    judged = conform(bank.entries(), Catalog()["silver.risk_list_entry"], row_rules())
    assert rows_of(judged, "entry_id", "_rule") == [
        ("MANUAL:2", "NOT_NULL"),
        ("MANUAL:3", "NOT_NULL"),
        ("MANUAL:4", "ONE_PERSON"),
        ("MANUAL:5", "WHITE_FOR_EVER"),
        ("MANUAL:6", "OTHER_LIST"),
        ("MANUAL:7", "NO_SUBJECT"),
        ("MANUAL:8", "ENDS_FIRST"),
        ("MANUAL:9", "NOT_IN_VALUES"),
    ]
