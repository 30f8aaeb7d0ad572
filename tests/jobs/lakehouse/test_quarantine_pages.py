"""What people see of the quarantine: counted by source, rule and age, without a value of a row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.quarantine_pages import note_quarantine
from jobs.lakehouse.quarantine_reader import quarantine_folder
from jobs.lakehouse.repair_desk import RepairDesk
from jobs.lakehouse.settings import Settings
from tests.jobs.lakehouse.publishing import give_gate_key
from tests.jobs.lakehouse.whole_lake import clean_log

FIRST, SECOND, FIFTH = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 5)


def contract(name: str, **more: object) -> Contract:
    column = Column(name="thing_id", about="Number of the thing", sensitivity="C2")
    return Contract(
        name=name, about="Things for the tests.", owner="things office", purpose=["tests"], retention="1y",
        columns=[column], **more,
    )  # fmt: skip


SENT = {"system": "vendor", "kind": "folder", "path": "thing.csv", "format": {"kind": "delimited"}}
BRONZE = contract("bronze.vendor_things", source=SENT)
SILVER = contract("silver.thing", inputs=["bronze.vendor_things"])
CATALOG = {BRONZE.name: BRONZE, SILVER.name: SILVER}


def publish(settings: Settings, day: date, bad: int, partition: date | None = None, generation: int = 1) -> None:
    Publications(settings.lake).put(
        Publication(
            SILVER.name, day.isoformat(), 1, "content", 1, "run", "gate",
            partition=partition.isoformat() if partition else "", account={"quarantined": bad}, generation=generation,
            quarantine_version=0,
        )
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home where three rows of the first day are bad, two of them alike."""
    give_gate_key(tmp_path)
    one = Settings(home=tmp_path)
    rows = [
        {"row_id": digit * 64, "rule": "PATTERN", "reason": "no match", "row_json": '{"thing_id": "secret"}',
         "delivery": "delivery 1", "owner": "things office", "first_seen_date": FIRST, "business_date": FIRST}
        for digit in "aab"
    ]  # fmt: skip
    folder = quarantine_folder(one.lake, SILVER.name)
    folder.mkdir(parents=True)
    pl.DataFrame(rows).write_delta(str(folder))
    publish(one, FIRST, bad=3)
    return one


def noted(settings: Settings, day: date = FIRST) -> list[tuple[str, str, int, int]]:
    lines = note_quarantine(SILVER, day, CATALOG, settings)
    return [(line.source, line.state, line.rows, line.age(FIFTH)) for line in lines]


def test_bad_rows_are_counted_by_source_and_state_with_their_age_in_business_dates(settings: Settings) -> None:
    publish(settings, FIFTH, bad=0)
    desk = RepairDesk(SILVER, FIRST, settings)
    desk.propose_values("a" * 64, {"thing_id": "another secret"}, "Li Lei", "read from the paper")
    assert noted(settings) == [("vendor", "open", 1, 4), ("vendor", "proposed", 2, 4)]
    page = (settings.data_docs / "quarantine.html").read_text()
    assert "Open: 3 rows" in page
    assert "things office" in page
    assert "secret" not in page
    assert "a" * 64 not in page


def test_a_day_that_shows_the_rows_of_an_earlier_one_has_its_bad_rows_too(settings: Settings) -> None:
    publish(settings, SECOND, bad=3, partition=FIRST)
    assert noted(settings, SECOND) == [("vendor", "open", 3, 4)]
    RepairDesk(SILVER, SECOND, settings).propose_values("b" * 64, {"thing_id": "1"}, "Li Lei", "read")
    assert noted(settings, SECOND) == [("vendor", "open", 2, 4), ("vendor", "proposed", 1, 4)]
    assert noted(settings, FIRST) == [("vendor", "open", 3, 4)]


def test_a_day_whose_rows_were_corrected_is_no_longer_open(settings: Settings) -> None:
    assert noted(settings) != []
    publish(settings, FIRST, bad=0, generation=2)
    assert noted(settings) == []
    assert "Nothing is open" in (settings.data_docs / "quarantine.html").read_text()


def test_rows_whose_version_delta_has_cleaned_from_the_log_are_still_told(settings: Settings) -> None:
    folder = quarantine_folder(settings.lake, SILVER.name)
    pl.read_delta(str(folder)).with_columns(business_date=SECOND).write_delta(str(folder), mode="append")
    clean_log(folder)
    assert noted(settings) == [("vendor", "open", 3, 4)]
