"""The list of the fraud vendor: subjects by identity number or by telephone alone, customers and strangers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank import phones
from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import blank, chosen, dates, numbered, picked, scrambled
from infra.sample_bank.dirt import Dirt, dirt_rows, with_repeats, written_dates
from infra.sample_bank.draws import Booleans, Draws, Integers
from infra.sample_bank.moves import RECYCLING_DAYS, handovers
from infra.sample_bank.persons import Persons, make_persons
from infra.sample_bank.world import World

LISTED = "fraud_vendor.listed_subjects"
# Strangers have numbers that no customer and no stranger of another vendor will ever reach; no person of the bank holds
# the last of a person's telephones.
FIRST_STRANGER = 2 * 10**9
NOBODYS_PHONE = phones.NUMBERS_PER_PERSON - 1
STRANGER_SHARE, FEWEST_STRANGERS = 0.01, 40
CUSTOMER_SHARE, PASSED_ON_SHARE = 0.005, 0.10
_BY_PHONE_SHARE = 0.4
SUBJECT_TYPES = ("身份证号", "手机号")
FRAUD_TYPES = ("伪造申请资料", "出租出借账户", "团伙套利")
_FRAUD_SHARES = (0.5, 0.3, 0.2)
_NO_EVIDENCE = ("", "N/A", "待补")
_LAST_DAY_SHARE, _REMOVED_SHARE = 0.5, 0.1
_BAD_DATE_SHARE, _NO_EVIDENCE_SHARE, _COUNTRY_CODE_SHARE, _REPEATED_SHARE = 0.02, 0.03, 0.05, 0.02


@dataclass(frozen=True)
class Subjects:
    """Who is listed since when; serial is unique over all of them. by_phone: the vendor knows the telephone alone."""

    serial: Integers
    id_number: pa.Array
    phone: pa.Array
    by_phone: Booleans
    since: Days


def _any_day(draws: Draws, serial: Integers, world: World) -> Days:
    """Between three years before the opening and one year after it."""
    return np.datetime64(world.eve) - draws.integers("any fraud day", -365, 3 * 365, serial)


def _by_phone(draws: Draws, serial: Integers) -> Booleans:
    return draws.happens("fraud known by phone", _BY_PHONE_SHARE, serial)


def listed_customers(world: World, persons: Persons) -> Subjects:
    """People of a block, of the opening only, so that the list never changes its past; under their first telephone."""
    person = persons.index
    listed = world.draws.happens("fraud listed", CUSTOMER_SHARE, person) & (person < world.opening_persons)
    number, serial = person[listed], person[listed] * 3
    phone = phones.mobile_numbers(world.draws, number, np.zeros_like(number))
    id_number = persons.id_number.filter(pa.array(listed))
    return Subjects(serial, id_number, phone, _by_phone(world.draws, serial), _any_day(world.draws, serial, world))


def listed_before_passing_on(world: World) -> Subjects:
    """People listed by a telephone before the opening, which goes to somebody else in the first days."""
    giver = handovers(world, RECYCLING_DAYS).giver
    giver = np.sort(giver[world.draws.happens("fraud listed, number passes on", PASSED_ON_SHARE, giver)])
    serial = giver * 3 + 1
    since = np.datetime64(world.eve) - world.draws.integers("fraud listed before", 30, 700, serial)
    phone = phones.mobile_numbers(world.draws, giver, np.zeros_like(giver))
    return Subjects(serial, make_persons(world, giver).id_number, phone, np.ones(len(giver), dtype=bool), since)


def listed_strangers(world: World) -> Subjects:
    """People whom the bank does not know."""
    number = np.arange(max(FEWEST_STRANGERS, round(world.opening_persons * STRANGER_SHARE)), dtype=np.int64)
    people, serial = make_persons(world, FIRST_STRANGER + number), number * 3 + 2
    phone = phones.mobile_numbers(world.draws, number, np.full_like(number, NOBODYS_PHONE))
    return Subjects(
        serial, people.id_number, phone, _by_phone(world.draws, serial), _any_day(world.draws, serial, world)
    )


def _visible(subjects: Subjects, shown: Booleans) -> Subjects:
    where = pa.array(shown)
    return Subjects(
        subjects.serial[shown],
        subjects.id_number.filter(where),
        subjects.phone.filter(where),
        subjects.by_phone[shown],
        subjects.since[shown],
    )


def _evidence(draws: Draws, serial: Integers) -> tuple[pa.Array, Booleans]:
    """The number of the vendor's file, and where none is written."""
    is_missing = draws.happens("fraud evidence missing", _NO_EVIDENCE_SHARE, serial)
    nothing = picked(_NO_EVIDENCE, draws.integers("fraud evidence missing/as", 0, len(_NO_EVIDENCE) - 1, serial))
    return chosen(is_missing, nothing, numbered("EV", scrambled(serial, 9), 9)), is_missing


def _last_days(draws: Draws, seen: Subjects, on: np.datetime64) -> tuple[pa.Array, pa.Array]:
    """The last day, where the vendor gives one, and the day an entry was taken off, once that has come."""
    serial = seen.serial
    last = seen.since + draws.integers("fraud last day", 365, 3 * 365, serial)
    is_open = ~draws.happens("fraud has a last day", _LAST_DAY_SHARE, serial)
    removed = seen.since + draws.integers("fraud removed after", 30, 900, serial)
    stands = ~draws.happens("fraud is removed", _REMOVED_SHARE, serial) | (removed >= on)
    return blank(pc.cast(dates(last), pa.string()), is_open), blank(pc.cast(dates(removed), pa.string()), stands)


def listed_rows(draws: Draws, subjects: Subjects, day: datetime.date) -> tuple[pa.Table, list[Dirt]]:
    """The entries listed before a day, as text, with what is wrong in them; removed_date is empty while one stands."""
    on = np.datetime64(day)
    seen = _visible(subjects, subjects.since < on)
    serial = seen.serial
    with_code = draws.happens("fraud phone with country code", _COUNTRY_CODE_SHARE, serial) & seen.by_phone
    phone = chosen(with_code, phones.with_country_code(seen.phone), seen.phone)
    evidence, no_evidence = _evidence(draws, serial)
    listed, bad_date = written_dates(draws, "bad fraud date", _BAD_DATE_SHARE, serial, seen.since)
    last, removed = _last_days(draws, seen, on)
    table = pa.table({
        "entry_number": numbered("FL", serial, 12),
        "subject_type": picked(SUBJECT_TYPES, seen.by_phone.astype(np.int64)),
        "subject_value": chosen(seen.by_phone, phone, seen.id_number),
        "fraud_type": picked(FRAUD_TYPES, draws.choose("fraud type", _FRAUD_SHARES, serial)),
        "evidence_number": evidence,
        "listed_date": listed,
        "last_date": last,
        "removed_date": removed,
    })  # fmt: skip
    repeated = draws.happens("fraud entry repeated", _REPEATED_SHARE, serial)
    dirt = {
        "BAD_DATE": bad_date,
        "MISSING_EVIDENCE": no_evidence,
        "PHONE_COUNTRY_CODE": with_code,
        "REPEATED_ROW": repeated,
    }
    return with_repeats(table, repeated), dirt_rows(LISTED, table["entry_number"], dirt)


def file_name(day: datetime.date) -> str:
    """Name of the vendor's file of a day."""
    return f"listed_subjects_{day:%Y%m%d}.csv"
