from __future__ import annotations

import datetime

from jobs.silver.court_party import build
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)


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
