"""What changed between two sealed days: applied to the earlier day it gives the later one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st

from jobs.lakehouse.change_feed import CHANGE_TYPE, changes
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_reader import CuratedTable
from jobs.lakehouse.manifest import Entry

DAYS = (date(2026, 6, 1), date(2026, 6, 2))
SCHEMA = {"thing_id": pl.String, "piece_count": pl.Int32, "part_name": pl.String}
ROWS = st.dictionaries(
    st.sampled_from("ABCDE"), st.tuples(st.none() | st.integers(0, 2), st.none() | st.sampled_from(["x", "y"]))
)


def _contract(*key: str) -> Contract:
    columns = [
        Column(name=name, type="int" if name == "piece_count" else "string", about="For tests", sensitivity="internal")
        for name in SCHEMA
    ]
    facts = {"about": "Things for the tests.", "owner": "tests", "purpose": ["tests"], "retention": "1y"}
    return Contract(name="gold.thing", write="replace_partition", key=list(key), columns=columns, **facts)


def _table(folder: Path, number: int, rows: dict, key: tuple[str, ...] = ("thing_id",)) -> CuratedTable:
    """A day of the table, in a lake of its own."""
    path, day = folder / str(number), DAYS[number]
    frame = pl.DataFrame([(name, *values) for name, values in rows.items()], SCHEMA, orient="row")
    frame.with_columns(business_date=pl.lit(day)).write_delta(path, mode="overwrite")
    version = DeltaTable(str(path)).version()
    entry = Entry(version, day.isoformat(), len(rows), str(sorted(rows.items())), 1, "run", "gate")
    return CuratedTable(_contract(*key), day, entry, path)


def _told(folder: Path, before: dict, after: dict) -> list[tuple]:
    found = changes(_table(folder, 0, before), _table(folder, 1, after)).collect()
    return sorted(found.select(CHANGE_TYPE, *SCHEMA).rows(), key=str)


def test_rows_that_came_went_or_differ_are_told_and_no_others(tmp_path: Path) -> None:
    before = {"A": (1, "x"), "B": (1, "x"), "C": (None, "x"), "D": (1, None)}
    after = {"A": (1, "x"), "B": (2, "x"), "C": (1, "x"), "E": (0, "y")}
    assert _told(tmp_path, before, after) == [
        ("delete", "D", 1, None),
        ("insert", "E", 0, "y"),
        ("update_postimage", "B", 2, "x"),
        ("update_postimage", "C", 1, "x"),
        ("update_preimage", "B", 1, "x"),
        ("update_preimage", "C", None, "x"),
    ]


def test_two_days_with_the_same_content_differ_in_nothing(tmp_path: Path) -> None:
    rows = {"A": (1, "x")}
    assert _told(tmp_path, rows, rows) == []


@given(before=ROWS, after=ROWS)
def test_a_copy_that_applies_the_changes_has_the_later_day(
    tmp_path_factory: pytest.TempPathFactory, before: dict, after: dict
) -> None:
    copy = dict(before)
    for kind, name, *values in _told(tmp_path_factory.mktemp("lake"), before, after):
        if kind == "delete":
            del copy[name]
        elif kind != "update_preimage":
            copy[name] = tuple(values)
    assert copy == after


def test_a_table_without_a_key_is_refused_in_one_sentence(tmp_path: Path) -> None:
    tables = [_table(tmp_path, number, {}, key=()) for number in (0, 1)]
    with pytest.raises(DataFault, match=r"gold\.thing has no key"):
        changes(*tables)


def test_a_row_is_found_by_its_key(tmp_path: Path) -> None:
    table = _table(tmp_path, 0, {"A": (1, "x"), "B": (2, "y")})
    assert table.find(thing_id="B").rows() == [("B", 2, "y")]
    assert table.find(thing_id="Z").is_empty()
