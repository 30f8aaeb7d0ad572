"""The list of the fraud vendor: who is on it, since when, and what is wrong in it. No server needed."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pyarrow as pa
import pytest

from infra.sample_bank.fraud_list import (
    SUBJECT_TYPES,
    Subjects,
    listed_before_passing_on,
    listed_customers,
    listed_rows,
    listed_strangers,
)
from infra.sample_bank.moves import handovers
from infra.sample_bank.persons import make_persons
from infra.sample_bank.phones import NUMBERS_PER_PERSON, mobile_numbers
from infra.sample_bank.truth import recycled_truth
from infra.sample_bank.world import World

WORLD = World(7, 20_000, datetime.date(2026, 6, 1))
FIRST, LATER = datetime.date(2026, 6, 1), datetime.date(2027, 3, 1)
EVERYBODY = np.arange(WORLD.persons_on(2), dtype=np.int64)
BY_NUMBER, BY_PHONE = SUBJECT_TYPES


def groups() -> tuple[Subjects, ...]:
    customers = listed_customers(WORLD, make_persons(WORLD, EVERYBODY))
    return customers, listed_before_passing_on(WORLD), listed_strangers(WORLD)


def rows_on(day: datetime.date) -> list[dict[str, str]]:
    return [row for group in groups() for row in listed_rows(WORLD.draws, group, day)[0].to_pylist()]


def dirt_on(day: datetime.date) -> dict[str, set[str]]:
    planted: dict[str, set[str]] = {}
    for group in groups():
        for row in pa.concat_tables(listed_rows(WORLD.draws, group, day)[1]).to_pylist():
            planted.setdefault(row["kind"], set()).add(row["key"])
    return planted


@pytest.fixture(scope="module")
def first() -> list[dict[str, str]]:
    return rows_on(FIRST)


def test_about_one_customer_in_two_hundred_is_listed_some_by_telephone_alone() -> None:
    customers, _, _ = groups()
    assert 0.003 < len(customers.serial) / WORLD.opening_persons < 0.007
    assert 0.25 < customers.by_phone.mean() < 0.55


def test_who_joins_later_is_not_listed_so_that_the_past_of_the_list_never_changes() -> None:
    joining = np.arange(WORLD.opening_persons, WORLD.persons_on(300))
    assert len(listed_customers(WORLD, make_persons(WORLD, joining)).serial) == 0


def test_no_stranger_has_the_number_or_a_telephone_of_anybody_in_the_bank() -> None:
    strangers, people = listed_strangers(WORLD), make_persons(WORLD, EVERYBODY)
    assert not set(strangers.id_number.to_pylist()) & set(people.id_number.to_pylist())
    held = [
        mobile_numbers(WORLD.draws, EVERYBODY, np.full_like(EVERYBODY, version)).to_pylist()
        for version in range(NUMBERS_PER_PERSON - 1)
    ]
    assert not set(strangers.phone.to_pylist()) & {number for numbers in held for number in numbers}


def test_some_telephones_were_listed_before_they_went_to_somebody_else() -> None:
    _, passing, _ = groups()
    recycled = set(recycled_truth(WORLD, handovers(WORLD, 3))["mobile_phone"].to_pylist())
    assert len(passing.serial) > 10 and set(passing.phone.to_pylist()) <= recycled
    assert passing.by_phone.all() and (passing.since < np.datetime64(WORLD.eve)).all()


def test_the_list_is_cumulative_and_an_entry_changes_only_by_being_taken_off(first: list[dict[str, str]]) -> None:
    later = {row["entry_number"]: row for row in rows_on(LATER)}
    assert {row["entry_number"] for row in first} < set(later)
    removed = [row for row in first if row["removed_date"]]
    assert removed and all(later[row["entry_number"]] == row for row in removed)
    assert all(later[row["entry_number"]] | {"removed_date": None} == row | {"removed_date": None} for row in first)


def test_nothing_is_told_before_its_day(first: list[dict[str, str]]) -> None:
    days = [row[name] for row in first for name in ("listed_date", "removed_date") if row[name]]
    told = [day for day in days if re.fullmatch(r"20[0-9-]{8}", day) and day != "2026-02-30"]
    assert max(told) < FIRST.isoformat()


def test_what_is_wrong_in_the_list_is_what_the_truth_says(first: list[dict[str, str]]) -> None:
    planted = dirt_on(FIRST)
    found = {row["entry_number"]: row for row in first}
    without = {number for number, row in found.items() if not re.fullmatch("EV[0-9]{9}", row["evidence_number"])}
    abroad = {number for number, row in found.items() if row["subject_value"].startswith("+86-")}
    assert planted.keys() == {"BAD_DATE", "MISSING_EVIDENCE", "PHONE_COUNTRY_CODE", "REPEATED_ROW"}
    assert (without, abroad) == (planted["MISSING_EVIDENCE"], planted["PHONE_COUNTRY_CODE"])
    assert len(first) - len(found) == len(planted["REPEATED_ROW"])


def test_a_subject_is_written_as_its_type_says(first: list[dict[str, str]]) -> None:
    shapes = {BY_NUMBER: r"[0-9]{17}[0-9X]", BY_PHONE: r"(\+86-)?1[0-9]{10}"}
    assert {row["subject_type"] for row in first} == set(shapes)
    assert all(re.fullmatch(shapes[row["subject_type"]], row["subject_value"]) for row in first)
