from __future__ import annotations

import datetime

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver import court_party, court_record
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)
# Valid by GB 11643 and by GB 32100.
BOTH = "11010519491231037X"
# Valid by GB 32100, and a slip in its last character by GB 11643.
CODE_ALONE = "110105194912310005"
ZHANG, WANG = "11010519491231002X", "110105194912310038"


def _kept(built, table):
    return conform(built, Catalog()[table]).where("_verdict = 'loaded'")


def _build(judgments, entries):
    kept = _kept(court_record.build(judgments, entries, TODAY), "silver.court_record")
    return court_party.build(judgments, entries, kept, TODAY)


def _who_is_told_of(spark, *sent):
    """Of the rows of one case: whom silver.court_record names, then whom silver.court_party does."""
    rows = [{"case_number": "1", **row} for row in sent]
    judgments = frame_of(spark, "bronze.court_vendor_judgments", *rows)
    entries = frame_of(spark, "bronze.court_vendor_dishonest_debtors")
    records = _kept(court_record.build(judgments, entries, TODAY), "silver.court_record")
    parties = _kept(court_party.build(judgments, entries, records, TODAY), "silver.court_party")
    return rows_of(records, "party_name", "id_number"), rows_of(parties, "full_name", "id_number")


def test_judgments_and_list_entries_name_persons_alike(spark):
    person = {"party_name": "张 三", "id_number": "11010519491231002x"}
    judgments = frame_of(spark, "bronze.court_vendor_judgments", {"case_number": "(2024)京01民初1号", **person})
    entries = frame_of(spark, "bronze.court_vendor_dishonest_debtors", {"record_number": "7", **person})
    built = _build(judgments, entries)
    assert built.columns == [*column_names("silver.party_record"), "_filtered"]
    facts = ("张三", "11010519491231002X", datetime.date(1949, 12, 31), "2")
    assert rows_of(built, "record_id", "full_name", "id_number", "birth_date", "gender_code") == [
        ("court_vendor:DISHONEST_DEBTOR:7", *facts),
        ("court_vendor:JUDGMENT:(2024)京01民初1号", *facts),
    ]


def test_a_record_of_the_court_is_as_of_its_publication_and_stays_where_that_is_no_day(spark):
    judgments = frame_of(spark, "bronze.court_vendor_judgments", {"case_number": "1", "judgment_date": "2026-02-30"})
    entries = frame_of(
        spark, "bronze.court_vendor_dishonest_debtors", {"record_number": "7", "published_date": "2026-05-20"}
    )
    assert rows_of(_build(judgments, entries), "source_record_id", "as_of_date") == [
        ("DISHONEST_DEBTOR:7", datetime.date(2026, 5, 20)),
        ("JUDGMENT:1", None),
    ]


def test_who_has_a_valid_credit_code_or_the_name_of_a_company_is_a_firm_with_no_number_of_a_person(spark):
    judgments = frame_of(
        spark,
        "bronze.court_vendor_judgments",
        {"case_number": "1", "party_name": "杭州云启科技有限公司", "id_number": "91330106ma0000007d"},
        {"case_number": "2", "party_name": "云启", "id_number": " 91310115MA0000007H"},
        {"case_number": "3", "party_name": "杭州云启科技", "id_number": ""},
        {"case_number": "4", "party_name": "王国际", "id_number": "1"},
        {"case_number": "5", "party_name": "杭州云启科技有限公司", "id_number": "11010519491231002X"},
    )
    built = _build(judgments, frame_of(spark, "bronze.court_vendor_dishonest_debtors"))
    assert rows_of(built, "source_record_id", "party_type_code", "credit_code", "id_number", "id_issue_code") == [
        ("JUDGMENT:1", "ORGANISATION", None, None, None),
        ("JUDGMENT:2", "ORGANISATION", "91310115MA0000007H", None, None),
        ("JUDGMENT:3", "ORGANISATION", None, None, None),
        ("JUDGMENT:4", "PERSON", None, None, "FORMAT"),
        ("JUDGMENT:5", "PERSON", None, "11010519491231002X", None),
    ]


def test_a_firm_whose_credit_code_is_an_identity_number_too_is_a_firm(spark):
    judgments = frame_of(
        spark,
        "bronze.court_vendor_judgments",
        {"case_number": "1", "party_name": "上海惠罗乐器音响有限公司", "id_number": "913101186310110721"},
        {"case_number": "2", "party_name": "杭州云启科技有限公司", "id_number": BOTH},
    )
    built = _build(judgments, frame_of(spark, "bronze.court_vendor_dishonest_debtors"))
    assert rows_of(built, "party_type_code", "id_number", "id_issue_code", "credit_code", "birth_date") == [
        ("ORGANISATION", None, None, BOTH, None),
        ("ORGANISATION", None, None, "913101186310110721", None),
    ]


def test_an_identity_number_whose_last_character_fits_a_credit_code_too_is_a_persons(spark):
    """One in 31 is such a number; the name of no company is written beside it."""
    judgments = frame_of(
        spark,
        "bronze.court_vendor_judgments",
        {"case_number": "1", "party_name": "张三", "id_number": BOTH},
        {"case_number": "2", "party_name": "张三", "id_number": CODE_ALONE},
    )
    built = _build(judgments, frame_of(spark, "bronze.court_vendor_dishonest_debtors"))
    assert rows_of(built, "party_type_code", "id_number", "id_issue_code", "credit_code") == [
        ("PERSON", BOTH, None, None),
        ("PERSON", None, "CHECK_DIGIT", None),
    ]


def test_of_two_rows_of_one_case_both_tables_name_the_person_of_the_later_judgment(spark):
    earlier = {"party_name": "张三", "id_number": ZHANG, "judgment_date": "2025-01-01"}
    later = {"party_name": "丁一", "id_number": WANG, "judgment_date": "2026-01-01"}
    for one, other in ((earlier, later), ({**earlier, "party_name": "丁一"}, {**later, "party_name": "张三"})):
        told = [(other["party_name"], WANG)]
        assert _who_is_told_of(spark, one, other) == (told, told)


def test_of_two_rows_of_one_day_both_tables_name_the_person_whose_state_comes_last(spark):
    rows = [
        {"party_name": name, "id_number": number, "judgment_date": "2026-01-01", "status": status}
        for name, number, status in (("张三", ZHANG, "a"), ("丁一", WANG, "b"))
    ]
    told = [("丁一", WANG)]
    assert _who_is_told_of(spark, *rows) == (told, told)


def test_whose_row_is_in_quarantine_is_not_told_the_judgment_of_another(spark):
    good = {"party_name": "丁一", "id_number": ZHANG, "judgment_date": "2025-01-01"}
    for bad in ({"judgment_date": "2026-02-30"}, {"judgment_date": "2026-03-01", "judgment_amount": "N/A"}):
        told = [("丁一", ZHANG)]
        assert _who_is_told_of(spark, good, {"party_name": "张三", "id_number": WANG, **bad}) == (told, told)


def test_a_case_of_which_every_row_is_in_quarantine_keeps_its_party(spark):
    bad = {"party_name": "张三", "id_number": ZHANG, "judgment_date": "2026-02-30"}
    assert _who_is_told_of(spark, bad) == ([], [("张三", ZHANG)])


def test_a_party_stays_where_its_record_was_repaired_to_another_name(spark):
    judgments = frame_of(spark, "bronze.court_vendor_judgments", {"case_number": "1", "id_number": ZHANG})
    repaired = frame_of(spark, "silver.court_record", {"record_id": "JUDGMENT:1", "party_name": "张三"})
    built = court_party.build(judgments, frame_of(spark, "bronze.court_vendor_dishonest_debtors"), repaired, TODAY)
    assert rows_of(built, "id_number", "_filtered") == [(ZHANG, None)]
