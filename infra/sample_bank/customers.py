"""Customer rows of core banking: one or more customer numbers per person, with the dirt that clerks leave."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank import identity_number, phones, places
from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import blank, chosen, dates, money, numbered, picked, scrambled
from infra.sample_bank.draws import Draws, Integers
from infra.sample_bank.moves import Situation
from infra.sample_bank.persons import HOUSING, MARITAL, Persons
from infra.sample_bank.world import World

COPIES = 4
GRADES = ("A", "B", "C", "D")
_WRONG_CHECK_SHARE = 0.004
_NULL_ID_SHARE = 0.002
_COUNTRY_CODE_SHARE = 0.02
_SPACED_PHONE_SHARE = 0.01
_SAME_PHONE_SHARE = 0.7
ID_DIRT = ("", "ID_15_DIGITS", "ID_LOWER_CASE", "ID_FULL_WIDTH", "ID_SPACES", "ID_WRONG_CHECK_DIGIT", "ID_NULL")
PHONE_DIRT = ("", "PHONE_COUNTRY_CODE", "PHONE_SPACES")


@dataclass(frozen=True)
class Customers:
    """One block of customer numbers; person is the position in the block of persons, copy 0 the first number."""

    number: Integers
    person: Integers
    copy: Integers
    opened: Days
    id_dirt: Integers
    phone_dirt: Integers
    rows: pa.Table


def customer_identifiers(number: Integers) -> pa.Array:
    """C and nine digits, from person * COPIES + copy."""
    return numbered("C", scrambled(number, 9), 9)


def _opened(world: World, persons: Persons, person: Integers, copy: Integers, number: Integers) -> Days:
    """People who joined later on that day; the others between 2008 and the start of the loan history."""
    start = np.maximum(np.datetime64("2008-01-01"), persons.birth[person] + 16 * 366)
    span = (np.datetime64("2023-10-31") - start).astype(np.int64)
    before = start + np.floor(world.draws.uniform("opened", number) * np.maximum(span, 0)).astype(np.int64)
    joined = world.joined_on(persons.index[person])
    return np.where(joined > 0, np.busday_offset(np.datetime64(world.eve), joined), before)


def _id_dirt(draws: Draws, number: Integers, copy: Integers, birth: Days, id_number: pa.Array) -> Integers:
    """Position in ID_DIRT: further customer numbers carry other spellings, any may be wrong or missing."""
    kind = np.where(copy > 0, draws.choose("id spelling", (0.15, 0.25, 0.2, 0.25, 0.15), number), 0)
    kind = np.where((kind == 1) & (birth >= np.datetime64("2000-01-01")), 4, kind)
    has_letter = pc.ends_with(id_number, "X").to_numpy(zero_copy_only=False)
    kind = np.where((kind == 2) & ~has_letter, 3, kind)
    chance = draws.uniform("id fault", number)
    return np.select([chance < _WRONG_CHECK_SHARE, chance < _WRONG_CHECK_SHARE + _NULL_ID_SHARE], [5, 6], kind)


def _written_id(id_number: pa.Array, kind: Integers) -> pa.Array:
    spellings = (
        identity_number.in_15_digits, pc.utf8_lower, identity_number.in_full_width,
        identity_number.with_spaces, identity_number.with_wrong_check,
    )  # fmt: skip
    written = id_number
    for position, spelling in enumerate(spellings, start=1):
        where = pa.array(kind == position)
        if (kind == position).any():
            written = pc.replace_with_mask(written, where, spelling(id_number.filter(where)))
    return blank(written, kind == 6)


def _phones(
    draws: Draws, number: Integers, copy: Integers, place: Situation, person: Integers
) -> tuple[pa.Array, Integers]:
    """The number as written, and its position in PHONE_DIRT; a number given later is written cleanly."""
    shares = draws.happens("same phone", _SAME_PHONE_SHARE, number)
    owns_other = (copy > 0) & ~shares
    owner = np.where(owns_other, number // COPIES, place.number_owner[person])
    version = np.where(owns_other, 1 + copy, place.written_version[person])
    plain = phones.mobile_numbers(draws, owner, version)
    clean = 1.0 - _COUNTRY_CODE_SHARE - _SPACED_PHONE_SHARE
    kind = draws.choose("phone spelling", (clean, _COUNTRY_CODE_SHARE, _SPACED_PHONE_SHARE), number)
    kind = np.where(~owns_other & (place.written_on[person] > 0), 0, kind)
    written = chosen(kind == 1, phones.with_country_code(plain), plain)
    return chosen(kind == 2, phones.with_spaces(plain), written), kind


def _homes(
    draws: Draws, persons: Persons, place: Situation, person: Integers, copy: Integers
) -> tuple[pa.Array, pa.Array]:
    """Address, in full under the first customer number and short under the others, and its division code."""
    area = places.home_areas(draws, persons.index, place.move, persons.birth_area)
    full, short = places.home_addresses(draws, persons.index, place.move, area)
    written = chosen(copy == 0, full.take(pa.array(person)), short.take(pa.array(person)))
    return written, pc.cast(pa.array(places.places().division[area][person]), pa.string())


def _grades(persons: Persons, person: Integers) -> Integers:
    """A the best paid twentieth, then B, C and D."""
    return 3 - np.searchsorted(np.array([400_000, 1_000_000, 2_000_000]), persons.income[person], side="right")


def _updated(draws: Draws, number: Integers, opened: Days, changed: np.ndarray, day: datetime.date) -> pa.Array:
    on = np.where(changed, np.datetime64(day), opened)
    second = draws.integers("updated second", 9 * 3600, 17 * 3600, number)
    return pa.array((on.astype("datetime64[s]") + second), pa.timestamp("s"))


def make_customers(world: World, persons: Persons, place: Situation, day: datetime.date) -> Customers:
    """The customer rows of a block as they stand at the close of a day."""
    draws = world.draws
    count = world.customer_numbers(persons.index)
    person = np.repeat(np.arange(len(persons.index)), count)
    copy = np.arange(len(person)) - np.repeat(np.cumsum(count) - count, count)
    number = persons.index[person] * COPIES + copy
    opened = _opened(world, persons, person, copy, number)
    person_id = persons.id_number.take(pa.array(person))
    id_dirt = _id_dirt(draws, number, copy, persons.birth[person], person_id)
    phone, phone_dirt = _phones(draws, number, copy, place, person)
    address, division = _homes(draws, persons, place, person, copy)
    stated = np.round(persons.income[person] * (1 + 0.05 * copy * draws.normal("income stated", number)) / 10_000)
    rows = {
        "customer_id": customer_identifiers(number),
        "full_name": persons.name.take(pa.array(person)),
        "id_type_code": picked(("1",), np.zeros(len(number), dtype=np.int64)),
        "id_number": _written_id(person_id, id_dirt),
        "gender_code": picked(("2", "1"), persons.is_male[person].astype(np.int64)),
        "birth_date": dates(persons.birth[person]),
        "mobile_phone": phone,
        "home_address": address,
        "division_code": division,
        "monthly_income_amount": money(stated.astype(np.int64) * 10_000),
        "employment_months": pa.array(persons.employment_months[person]),
        "housing_type_code": picked(HOUSING, persons.housing[person]),
        "marital_status_code": picked(MARITAL, persons.marital[person]),
        "customer_grade_code": picked(GRADES, _grades(persons, person)),
        "opened_date": dates(opened),
        "updated_at": _updated(draws, number, opened, place.changed_today[person], day),
    }
    return Customers(number, person, copy, opened, id_dirt, phone_dirt, pa.table(rows))
