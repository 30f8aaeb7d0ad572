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
NUMBER, PHONE, KEPT_PHONE = "11010519491231002X", "13800001111", "13800002222"
COUNTS = (None, None, True)
YESTERDAY = "2026-06-02"
WHITE = {"list_type_code": "WHITE", "reason_code": "EXEMPTION"}
GREY = {"list_type_code": "GREY", "reason_code": "SUSPICION"}


def _judgment(number, given):
    known = {"record_id": f"JUDGMENT:{number}", "record_type_code": "JUDGMENT", "party_name": "张三"}
    return {**known, "party_type_code": "PERSON", "published_date": given, "id_number": NUMBER}


def _debtor(number, removed=None):
    known = {"record_id": f"DEBTOR:{number}", "record_type_code": "DISHONEST_DEBTOR", "party_name": "李四"}
    return {**known, "party_type_code": "ORGANISATION", "published_date": D(2019, 1, 1), "removed_date": removed}


def _instalment(number, **instalment):
    return {"loan_id": f"L{number}", "due_amount": Decimal(100), **instalment}


def _listed(number, **more):
    known = {"sanction_entry_id": number, "full_name": "ZHANG, San", "party_type_code": "PERSON"}
    return {**known, "list_code": "OFAC_SDN", **more}


def _debt(number):
    return f"DISHONEST_DEBTOR:DEBTOR:{number}"


def _appeal(entry_id, day):
    return said("APPEAL", entry_id, day, approved_by_name=None)


def _ago(days):
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture(scope="module")
def built(spark):
    """One day with an entry for each sentence below."""
    paid = {"paid_date": D(2025, 6, 1), "paid_amount": Decimal(100)}
    names = [("ZHANG, Wei", False), ("CHANG, San", False), ("Old Zhang", True)]
    phoned = {**ENTRY, "subject_name": None, "phone_token": subject_token_of("mobile_phone", PHONE, KEY)}
    return Bank(
        spark,
        court=[
            _judgment(1, D(2021, 6, 3)), _judgment(2, D(2021, 6, 2)), _judgment(3, D(2026, 6, 4)),
            _debtor(1), _debtor(2, removed=TODAY), _debtor(3, removed=D(2026, 6, 4)), *map(_debtor, range(4, 9)),
        ],
        listed=[{"record_id": "FRAUD_VENDOR:1", "source_code": "FRAUD_VENDOR", "listed_date": D(2026, 6, 1)}],
        loans=[{"loan_id": f"L{number}", "customer_id": "C1" if number < 4 else "C2"} for number in (1, 2, 3, 4)],
        repayments=[
            _instalment(1, due_date=_ago(90)), _instalment(2, due_date=_ago(91)),
            _instalment(3, due_date=D(2025, 1, 1), **paid), _instalment(4, due_date=_ago(91)),
        ],
        sanctions=[_listed("36"), _listed("EU.1.1", list_code="EU_CONSOLIDATED", listed_date=D(2011, 3, 1))],
        aliases=[{"sanction_entry_id": "36", "alias_name": one, "has_low_quality": weak} for one, weak in names],
        records=[
            record("C1", "P1", full_name="张三"),
            record("C2", "P2", full_name="北京远大公司", party_type_code="ORGANISATION"),
        ],
        decisions=[
            {**ENTRY, "entry_id": "MANUAL:last", "valid_to_date": "2026-06-03"},
            {**ENTRY, "entry_id": "MANUAL:over", "valid_to_date": YESTERDAY},
            {**ENTRY, "entry_id": "MANUAL:open"},
            {**ENTRY, "entry_id": "MANUAL:back"}, said("WITHDRAWN", "MANUAL:back", YESTERDAY),
            {**phoned, "entry_id": "MANUAL:phone"},
            _appeal(_debt(4), "2026-05-14"), _appeal(_debt(5), "2026-05-13"),
            _appeal("SANCTION:36", "2026-05-19"), _appeal("SANCTION:EU.1.1", "2026-05-18"),
            _appeal(_debt(6), "2026-06-01"), said("UPHELD", _debt(6), YESTERDAY),
            _appeal(_debt(7), "2026-06-01"), said("DISMISSED", _debt(7), YESTERDAY),
            _appeal(_debt(8), "2026-05-01"), said("DISMISSED", _debt(8), "2026-05-09"), _appeal(_debt(8), YESTERDAY),
        ],
    ).entries()  # fmt: skip


@pytest.fixture(scope="module")
def entries(built):
    return {row["entry_id"]: row.asDict() for row in built.collect()}


def _end(entry):
    return entry["ended_date"], entry["end_reason_code"], entry["is_in_force"]


def test_every_source_tells_its_entries_in_one_shape(built, entries):
    assert built.columns == column_names("silver.risk_list_entry")
    assert len(entries) == 2 + 8 + 1 + 3 + 2 + 5
    sources = {"COURT", "FRAUD_VENDOR", "LOAN", "OFAC_SDN", "EU_CONSOLIDATED", "DESK"}
    assert {one["source_code"] for one in entries.values()} == sources


def test_a_judgment_is_grey_and_counts_five_years_to_the_day(entries):
    last, over = (entries[f"COURT_JUDGMENT:JUDGMENT:{number}"] for number in (1, 2))
    assert (last["list_type_code"], last["valid_to_date"], _end(last)) == ("GREY", TODAY, COUNTS)
    assert (over["valid_to_date"], _end(over)) == (D(2026, 6, 2), (TODAY, "FIVE_YEARS", False))
    assert last["record_id"] == "court_vendor:JUDGMENT:1"
    assert last["id_token"] == subject_token_of("id_number", NUMBER, KEY)


def test_a_dishonest_debtor_is_black_until_the_court_takes_the_entry_off(entries):
    assert entries[_debt(1)]["list_type_code"] == "BLACK"
    assert [_end(entries[_debt(one)]) for one in (1, 2, 3)] == [COUNTS, (TODAY, "WITHDRAWN", False), COUNTS]


def test_an_instalment_is_listed_from_its_ninety_first_day_and_five_years_after_it_was_paid(entries):
    young, late, repaid = (entries.get(f"LOAN_OVERDUE_90:L{number}") for number in (1, 2, 3))
    assert young is None
    known = ("subject_name", "record_id", "valid_from_date", "valid_to_date")
    assert [late[name] for name in known] == ["张三", "core_bank:C1", TODAY, None]
    assert (repaid["event_ended_date"], repaid["valid_to_date"]) == (D(2025, 6, 1), D(2030, 6, 1))
    assert _end(late) == _end(repaid) == COUNTS


def test_a_firm_that_does_not_pay_is_listed_as_a_firm(entries):
    kinds = [entries[f"LOAN_OVERDUE_90:L{number}"]["subject_type_code"] for number in (2, 4)]
    assert kinds == ["PERSON", "ORGANISATION"]


def test_a_list_that_tells_the_day_is_believed_and_one_that_does_not_counts_from_the_first_sight(entries):
    untold, told = entries["SANCTION:36"], entries["SANCTION:EU.1.1"]
    assert (untold["valid_from_date"], untold["review_due_date"]) == (TODAY, D(2027, 6, 3))
    assert (told["valid_from_date"], told["review_due_date"]) == (D(2011, 3, 1), D(2027, 3, 1))


def test_every_name_of_a_listed_party_is_in_its_entry_the_weak_ones_apart(entries):
    names = ("subject_name", "aliases_text", "weak_aliases_text")
    assert [entries["SANCTION:36"][name] for name in names] == ["ZHANG, San", "CHANG, San | ZHANG, Wei", "Old Zhang"]


def test_two_persons_of_the_policy_stand_for_a_feed(entries):
    reason = read_policy().reasons["SANCTION"]
    entry = entries["SANCTION:36"]
    assert (entry["proposed_by_name"], entry["approved_by_name"]) == (reason.author, reason.approver)


def test_an_entry_of_people_counts_to_its_last_day_or_until_it_is_taken_back(entries):
    assert _end(entries["MANUAL:last"]) == _end(entries["MANUAL:open"]) == COUNTS
    assert _end(entries["MANUAL:over"]) == (TODAY, "EXPIRED", False)
    assert _end(entries["MANUAL:back"]) == (TODAY, "WITHDRAWN", False)


@pytest.mark.parametrize(
    ("entry_id", "due", "is_late"),
    [
        (_debt(4), TODAY, False),
        (_debt(5), D(2026, 6, 2), True),
        ("SANCTION:36", TODAY, False),
        ("SANCTION:EU.1.1", D(2026, 6, 2), True),
    ],
)
def test_an_appeal_marks_the_entry_and_is_late_after_20_or_15_days(entries, entry_id, due, is_late):
    entry = entries[entry_id]
    assert (entry["appeal_state_code"], entry["appeal_due_date"], entry["is_appeal_late"]) == ("OPEN", due, is_late)
    assert _end(entry) == COUNTS


def test_an_appeal_that_is_upheld_ends_the_entry_and_one_that_is_dismissed_does_not(entries):
    upheld, dismissed, again = (entries[_debt(number)] for number in (6, 7, 8))
    assert (upheld["appeal_state_code"], _end(upheld)) == ("UPHELD", (TODAY, "UPHELD", False))
    assert (dismissed["appeal_state_code"], _end(dismissed)) == ("DISMISSED", COUNTS)
    assert (again["appeal_state_code"], again["appeal_opened_date"]) == ("OPEN", D(2026, 6, 2))


def test_what_begins_on_a_later_day_is_not_known_yet(entries):
    assert "COURT_JUDGMENT:JUDGMENT:3" not in entries


@pytest.fixture(scope="module")
def days(spark):
    """Four days in a row: a listed party goes and comes back, another gets a name, telephones pass to other people."""
    phones = {"MANUAL:passed": PHONE, "MANUAL:kept": KEPT_PHONE}
    decisions = [
        {**ENTRY, "entry_id": one, "subject_name": None, "phone_token": subject_token_of("mobile_phone", phone, KEY)}
        for one, phone in phones.items()
    ]
    gone, stays = _listed("36"), _listed("EU.1.1", list_code="EU_CONSOLIDATED")
    first, second, moved = (
        record(number, party, id_number=f"number of {party}", mobile_phone=phone)
        for number, party, phone in (("C1", "P1", PHONE), ("C2", "P2", KEPT_PHONE), ("C1", "P1", None))
    )
    bank = Bank(spark, sanctions=[gone, stays], decisions=decisions, records=[first, second])
    found = [bank.known(D(2026, 6, 1))]
    bank.sanctions = [stays]
    bank.records = [moved, second, record("C3", "P3", id_number="number of P3", mobile_phone=PHONE)]
    found.append(bank.known(D(2026, 6, 2)))
    bank.aliases = [{"sanction_entry_id": "EU.1.1", "alias_name": "ZHANG, Wei", "has_low_quality": False}]
    bank.records = [*bank.records, record("C4", "P4", id_number="number of P4", mobile_phone=KEPT_PHONE)]
    found.append(bank.known(D(2026, 6, 3)))
    bank.sanctions = [gone, stays]
    bank.records = [one for one in bank.records if one["record_id"] != "core_bank:C3"]
    return [*found, bank.known(D(2026, 6, 4))]


def test_what_its_source_no_longer_tells_ends_that_day_stays_on_record_and_begins_anew(days):
    withdrawn = (D(2026, 6, 2), "WITHDRAWN", False)
    assert [_end(day["SANCTION:36"]) for day in days] == [COUNTS, withdrawn, withdrawn, COUNTS]
    first = D(2026, 6, 1)
    assert [day["SANCTION:36"]["valid_from_date"] for day in days] == [first, first, first, D(2026, 6, 4)]
    assert {day["SANCTION:EU.1.1"]["valid_from_date"] for day in days} == {first}


def test_an_entry_known_by_a_telephone_alone_ends_when_the_number_passes_to_somebody_else(days):
    recycled = (D(2026, 6, 2), "RECYCLED_PHONE", False)
    assert [_end(day["MANUAL:passed"]) for day in days] == [COUNTS, recycled, recycled, recycled]
    assert {day["MANUAL:passed"]["holder_record_id"] for day in days} == {"core_bank:C1"}


def test_a_number_that_its_holder_still_names_is_not_recycled(days):
    assert {_end(day["MANUAL:kept"]) for day in days} == {COUNTS}


def test_a_list_has_the_same_version_until_anything_on_it_changes(days):
    versions = [day["SANCTION:EU.1.1"]["list_version"] for day in days]
    assert versions[0] == versions[1] != versions[2] == versions[3]
    since = [day["SANCTION:EU.1.1"]["list_changed_date"].day for day in days]
    assert since == [day["SANCTION:EU.1.1"]["changed_date"].day for day in days] == [1, 1, 3, 3]


def test_an_entry_without_evidence_or_of_one_person_or_for_ever_is_quarantined(spark):
    wrong = {
        "MANUAL:2": ({"evidence_reference": " "}, "NOT_NULL"),
        "MANUAL:3": ({"approved_by_name": None}, "NOT_NULL"),
        "MANUAL:4": ({"approved_by_name": " LI  lei"}, "ONE_PERSON"),
        "MANUAL:5": ({**WHITE, "valid_to_date": None}, "FOR_EVER"),
        "MANUAL:6": ({"list_type_code": "GREY"}, "OTHER_LIST"),
        "MANUAL:7": ({"subject_name": None}, "NO_SUBJECT"),
        "MANUAL:8": ({"valid_to_date": "2026-04-30"}, "ENDS_FIRST"),
        "MANUAL:9": ({"reason_code": "OTHER"}, "NOT_IN_VALUES"),
        "MANUAL:A": ({"valid_to_date": None}, "FOR_EVER"),
        "MANUAL:B": ({**GREY, "valid_to_date": None}, "FOR_EVER"),
        "MANUAL:C": (GREY, None),
        "SANCTION:36": ({}, None),
    }
    entered = [{**ENTRY, "entry_id": number, **words} for number, (words, _) in wrong.items() if number[0] == "M"]
    bank = Bank(spark, decisions=entered, sanctions=[_listed("36")])
    judged = conform(bank.entries(), Catalog()["silver.risk_list_entry"], row_rules())
    assert rows_of(judged, "entry_id", "_rule") == [(number, rule) for number, (_, rule) in wrong.items()]


def test_the_court_says_whether_an_entry_is_about_a_person_or_a_firm(built):
    kinds = dict(rows_of(built, "entry_id", "subject_type_code"))
    assert kinds["COURT_JUDGMENT:JUDGMENT:1"] == "PERSON"
    assert kinds[_debt(1)] == "ORGANISATION"
