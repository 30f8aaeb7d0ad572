from __future__ import annotations

import datetime

from jobs.silver.court_party import build
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)
# Valid by GB 11643 and by GB 32100.
BOTH = "11010519491231037X"
# Valid by GB 32100, and a slip in its last character by GB 11643.
CODE_ALONE = "110105194912310005"


def test_judgments_and_list_entries_name_persons_alike(spark):
    person = {"party_name": "张 三", "id_number": "11010519491231002x"}
    judgments = frame_of(spark, "bronze.court_vendor_judgments", {"case_number": "(2024)京01民初1号", **person})
    entries = frame_of(spark, "bronze.court_vendor_dishonest_debtors", {"record_number": "7", **person})
    built = build(judgments, entries, TODAY)
    assert built.columns == column_names("silver.party_record")
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
    assert rows_of(build(judgments, entries, TODAY), "source_record_id", "as_of_date") == [
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
    built = build(judgments, frame_of(spark, "bronze.court_vendor_dishonest_debtors"), TODAY)
    assert rows_of(built, "source_record_id", "party_type_code", "credit_code", "id_number", "id_issue_code") == [
        ("JUDGMENT:1", "ORGANISATION", None, None, None),
        ("JUDGMENT:2", "ORGANISATION", "91310115MA0000007H", None, None),
        ("JUDGMENT:3", "ORGANISATION", None, None, None),
        ("JUDGMENT:4", "PERSON", None, None, "FORMAT"),
        ("JUDGMENT:5", "PERSON", None, "11010519491231002X", None),
    ]


def test_an_identity_number_whose_last_character_fits_a_credit_code_too_is_a_persons(spark):
    """One in 31 is such a number; the name does not matter where a number is valid."""
    judgments = frame_of(
        spark,
        "bronze.court_vendor_judgments",
        {"case_number": "1", "party_name": "张三", "id_number": BOTH},
        {"case_number": "2", "party_name": "张三", "id_number": CODE_ALONE},
    )
    built = build(judgments, frame_of(spark, "bronze.court_vendor_dishonest_debtors"), TODAY)
    assert rows_of(built, "party_type_code", "id_number", "id_issue_code", "credit_code") == [
        ("PERSON", BOTH, None, None),
        ("PERSON", None, "CHECK_DIGIT", None),
    ]
