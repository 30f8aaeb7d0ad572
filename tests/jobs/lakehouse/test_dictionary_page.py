"""The page of the data dictionary: every column of the sealed tables, what it means and how far to trust it."""

from __future__ import annotations

import json
from pathlib import Path

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.dictionary_page import write_dictionary_page
from jobs.lakehouse.lineage import read_lineage
from jobs.lakehouse.manifest import Entry, Manifest

DAY, EARLIER = "2026-06-02", "2026-06-01"
TABLE = "silver.phone_owner"


def _page(folder: Path, partition: str = DAY, **tables: dict) -> str:
    entries = {TABLE: Entry(3, partition, 1234, "hash", 1, "run", "gate")}
    for name, facts in tables.items():
        path = folder / DAY / f"silver.{name}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(facts))
    manifest = Manifest("curated", DAY, 2, "2026-06-03T01:02:03", "the day's run", entries)
    return write_dictionary_page(Catalog(), read_lineage(), manifest, folder).read_text()


def _line(page: str, column: str) -> str:
    """The row of the page that tells about a column."""
    return next(part for part in page.split("<tr ") if f'<td class="name"><code>{column}</code>' in part)


def test_every_column_of_a_sealed_table_is_told_with_its_meaning_class_and_origin(tmp_path):
    page = _page(tmp_path)
    for column in Catalog()[TABLE].columns:
        assert column.about.split(";")[0].split("'")[0] in _line(page, column.name)
    assert "<code>silver.party_record.mobile_phone</code>" in _line(page, "mobile_phone")
    assert "C2" in _line(page, "mobile_phone")


def test_a_table_tells_its_rows_owner_and_since_when_they_are_what_they_are(tmp_path):
    assert "1,234 rows." in _page(tmp_path)
    assert f"1,234 rows, unchanged since {EARLIER}." in _page(tmp_path, partition=EARLIER)


def test_a_column_tells_how_full_it_is_and_which_of_its_rules_fail(tmp_path):
    holds = {"rule": "expect_column_values_to_be_in_set(evidence_code)", "holds": True}
    fails = {"rule": "expect_column_values_to_be_unique(evidence_code)", "holds": False}
    other = {"rule": "expect_column_values_to_not_be_null(evidence_code_text)", "holds": False}
    page = _page(tmp_path, phone_owner={"rules": [holds, fails, other], "null_shares": {"evidence_code": 0.25}})
    assert "75.0 %" in _line(page, "evidence_code")
    assert "1 of 2 fail" in _line(page, "evidence_code")
    assert "fail" not in _line(page, "party_id")
    assert "100.0 %" in _line(page, "party_id")
    assert " %" not in _line(page, "confirmed_date")


def test_the_page_loads_nothing_from_anywhere(tmp_path):
    page = _page(tmp_path)
    assert "http" not in page
    assert "src=" not in page
