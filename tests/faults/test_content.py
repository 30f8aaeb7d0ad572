"""Good and bad rows in one real file, from the drop to silver: every good row is loaded exactly, every bad one is told.

One delivery of the court vendor holds all of the truth tables; the runs are those of a business day.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from pyspark.sql import SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from tests.faults.court_drop import DAY, HEADER, CourtDrop, opened_drop
from tests.faults.truth_tables import AMOUNTS, CONTROLS, DAYS, IDENTITY_NUMBERS, TEXTS

NAMES = next(csv.reader(io.StringIO(HEADER)))
PERSON, COURT, DUPLICATED = "张三丰", "某某法院", "=2"
GOOD = {
    "party_name": PERSON, "id_number": "11010519491231002X", "court_name": COURT, "cause": "借款",
    "judgment_date": "2025-03-01", "judgment_amount": "100.50", "status": "结案",
}  # fmt: skip
TABLES = {
    "judgments": "bronze.court_vendor_judgments",
    "debtors": "bronze.court_vendor_dishonest_debtors",
    "record": "silver.court_record",
    "party": "silver.court_party",
}
COLUMNS = {
    "judgment_date": ("day", DAYS),
    "judgment_amount": ("amount", AMOUNTS),
    "id_number": ("id", IDENTITY_NUMBERS),
    "cause": ("text", TEXTS),
    "status": ("control", CONTROLS),
}


def sent_rows() -> Iterator[dict[str, str]]:
    """A row for each value of the truth tables, one with a key that is an attack, and one that comes twice."""
    for column, (kind, values) in COLUMNS.items():
        for number, value in enumerate(values):
            yield {"case_number": f"{kind}:{number}", **GOOD, column: value}
    for key in ("'; DROP TABLE x; --", "{{7*7}}", DUPLICATED, DUPLICATED):
        yield {"case_number": key, **GOOD}


def csv_of(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([NAMES, *([row[name] for name in NAMES] for row in rows)])
    # Two records that no reader can split: one with a NUL, one with a field too many.
    return text.getvalue() + '"nul","a\0b","","","","","",""\r\n"wide","","","","","","","",""\r\n'


@dataclass(frozen=True)
class Morning:
    """What one delivery became: receipts, published rows and quarantine by table."""

    receipts: dict[str, Receipt]
    lake: Lake

    def published(self, name: str) -> pl.DataFrame:
        return pl.read_delta(str(self.lake.path(TABLES[name])))

    def records(self, kind: str) -> dict[str, dict]:
        """Rows of silver.court_record by the number of their truth-table value."""
        rows = self.published("record").filter(pl.col("record_number").str.starts_with(f"{kind}:"))
        return {row["record_number"]: row for row in rows.to_dicts()}

    def told(self, name: str, kind: str = "") -> dict[str, tuple[str, str]]:
        """Rule and reason of the quarantined rows by their number."""
        number = "record_number" if name == "record" else "case_number"
        rows = pl.read_delta(str(self.lake.quarantine_path(TABLES[name]))).to_dicts()
        by_number = {json.loads(row["row_json"]).get(number, row["row_json"]): row for row in rows}
        return {key: (row["rule"], row["reason"]) for key, row in by_number.items() if key.startswith(kind)}


@pytest.fixture(scope="module")
def morning(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    """The delivery, received over SFTP and run through bronze and silver."""
    with opened_drop(tmp_path_factory.mktemp("content")) as drop:
        drop.deliver(DAY, csv_of(list(sent_rows())), rows=len(list(sent_rows())) + 2, total="")
        drop.receive()
        catalog = Catalog()
        lake = Lake(spark, drop.settings, catalog)
        workshop = Workshop(spark, lake, catalog, drop.settings)
        yield Morning(
            {key: run_table(workshop, name, DAY, current_attempt(name)) for key, name in TABLES.items()}, lake
        )


def test_every_row_that_was_sent_has_met_one_verdict(morning: Morning) -> None:
    sent = len(list(sent_rows()))
    bronze, silver = morning.receipts["judgments"], morning.receipts["record"]
    assert (bronze.read, bronze.account.quarantined) == (sent + 2, len(CONTROLS) + 2)
    assert silver.read == bronze.account.loaded + 1
    assert silver.account.duplicate == 1
    for receipt in morning.receipts.values():
        assert receipt.read == receipt.account.total
        assert receipt.status == "PUBLISHED"


def require(found: dict[str, object], told: dict[str, tuple[str, str]], kind: str, values: dict, column: str) -> None:
    """Each value is loaded as the truth table says, or quarantined by its rule in words that name the column."""
    for number, (written, expected) in enumerate(values.items()):
        key = f"{kind}:{number}"
        if isinstance(expected, str):
            rule, reason = told.get(key, ("loaded", ""))
            assert (key not in found, rule) == (True, expected), written
            assert column.split("_")[-1] in reason
            assert not written.strip() or written not in reason
        else:
            assert (key not in told, found[key]) == (True, expected), written


@pytest.mark.fault("F32", "impossible, foreign or otherwise written dates among good ones", "quarantined as BAD_DATE")
@pytest.mark.fault("F32", "a date before 1900 or after 2100, such as 9999-12-31", "quarantined as BAD_DATE")
def test_each_day_is_loaded_exactly_or_quarantined(morning: Morning) -> None:
    found = {key: row["published_date"] for key, row in morning.records("day").items()}
    require(found, morning.told("record", "day:"), "day", DAYS, "published_date")


@pytest.mark.fault("F33", "amounts with thousands separators or leading zeros", "loaded exactly")
@pytest.mark.fault(
    "F33", "1e3, NaN, １２３, 20 digits, 5-, 3万元 or a third decimal among good amounts", "quarantined as BAD_NUMBER"
)
def test_each_amount_is_loaded_exactly_or_quarantined(morning: Morning) -> None:
    found = {key: row["judgment_amount"] for key, row in morning.records("amount").items()}
    require(found, morning.told("record", "amount:"), "amount", AMOUNTS, "judgment_amount")


@pytest.mark.fault("F34", "one person's number in other spellings, full-width, of 15 digits", "loaded as one number")
@pytest.mark.fault(
    "F34", "a number with a wrong check digit, date or form, or turned into 1.1E+17", "the row stays, with the reason"
)
def test_each_identity_number_is_told_or_what_is_wrong_with_it(morning: Morning) -> None:
    found = {row["source_record_id"]: (row["id_number"], row["id_issue_code"]) for row in
             morning.published("party").to_dicts()}  # fmt: skip
    for number, (written, expected) in enumerate(IDENTITY_NUMBERS.items()):
        assert found[f"JUDGMENT:id:{number}"] == expected, written
        assert morning.records("id")[f"id:{number}"]["id_number"] == expected[0]


@pytest.mark.fault(
    "F30", "formula cells among good rows", "stored verbatim; the product writes no CSV for spreadsheets"
)
@pytest.mark.fault("F31", "marks of direction, zero width, full width and emoji in text", "bronze keeps them")
@pytest.mark.fault("F36", "SQL, HTML, template and JNDI payloads in values and keys", "inert, stored verbatim")
def test_text_arrives_exactly_as_it_was_sent(morning: Morning) -> None:
    bronze = {row["case_number"]: row["cause"] for row in morning.published("judgments").to_dicts()}
    silver = {key: row["subject_text"] for key, row in morning.records("text").items()}
    sent = {f"text:{number}": text for number, text in enumerate(TEXTS)}
    assert {key: bronze[key] for key in sent} == sent
    assert silver == sent
    assert {"'; DROP TABLE x; --", "{{7*7}}", DUPLICATED} <= set(bronze)
    assert {"';DROPTABLEx;--", "{{7*7}}", DUPLICATED} <= set(morning.published("record")["record_number"])


@pytest.mark.fault(
    "F31", "a control character in a text", "quarantined in bronze as CONTROL_CHARACTER, the others load"
)
def test_a_control_character_costs_its_row_and_names_its_column(morning: Morning) -> None:
    expected = ("CONTROL_CHARACTER", "status holds a control character")
    assert morning.told("judgments", "control:") == {f"control:{number}": expected for number in range(len(CONTROLS))}


@pytest.mark.fault(
    "F29", "records that cannot be split, among good ones", "quarantined as MALFORMED_ROW, with their text"
)
def test_a_record_that_cannot_be_split_is_quarantined_with_its_text(morning: Morning) -> None:
    malformed = {key: rule for key, (rule, _) in morning.told("judgments").items() if rule == "MALFORMED_ROW"}
    assert len(malformed) == 2
    texts = [json.loads(text)["_malformed"] for text in malformed]
    assert sorted(text.strip('"')[:4] for text in texts) == ["nul,", "wide"]


def test_a_duplicate_is_counted_and_loaded_once(morning: Morning) -> None:
    assert morning.published("record")["record_number"].to_list().count(DUPLICATED) == 1


def test_nothing_but_these_tables_was_written(morning: Morning) -> None:
    """Whatever a value says, no folder appears and none goes."""
    folders = {path.parent.relative_to(morning.lake.path("x.y").parents[1]).as_posix() for path in
               Path(morning.lake.path("x.y")).parents[1].rglob("_delta_log")}  # fmt: skip
    quarantine = {f"quarantine/{name}" for name in TABLES.values()}
    assert folders - quarantine == {"ops/run", *(name.replace(".", "/") for name in TABLES.values())}


PAYLOADS = (
    "x; DROP TABLE y",
    "<script>alert(1)</script>",
    "${jndi:ldap://127.0.0.1/x}",
    "{{7*7}}",
    "`id`",
    "a\nb\x1b[31m",
)


@pytest.mark.fault(
    "F36", "SQL, HTML, template and JNDI payloads as column names", "a notice on one line, shown escaped"
)
def test_a_header_of_payloads_is_inert_and_shown_escaped(court: CourtDrop) -> None:
    rows = [[*NAMES, *PAYLOADS], ["C1", *GOOD.values(), *PAYLOADS]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    court.deliver(DAY, text.getvalue(), rows=1)
    delivery = court.receive()
    (told,) = [finding.text for finding in delivery.findings]
    assert told.isprintable()
    assert all(payload in told for payload in PAYLOADS[:-1])
    page = (court.settings.data_docs / "deliveries" / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page
    assert "\x1b" not in page
