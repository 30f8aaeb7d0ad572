"""What sources write about the people of a planted bank: the columns of silver.match_record, and the truth apart.

Seeded and addressed by person and copy: a bank of another size has the same first people. Placeholders (a birth of
1900-01-01, a telephone of ones, a name like 无) are null here, as they are in silver.match_record.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.columns import blank, chosen, dates, joined, numbered, picked
from infra.sample_bank.draws import Booleans, Draws, Integers
from tests.benchmarks.identity_names import as_homophone, as_other_character, readings, romanised
from tests.benchmarks.identity_people import (
    RECORDS_OF_A_PERSON,
    People,
    company_phone,
    family_head,
    home_of,
    make_people,
    phone_of,
)

SEED = 20260601
FIRST_DATE, NEXT_DATE = datetime.date(2026, 6, 1), datetime.date(2026, 6, 2)
SOURCES, SOURCE_SHARES = ("core_bank", "court_vendor", "czech_bank"), (0.6, 0.28, 0.12)
# Shares of records. Of a hundred records forty carry no usable identity number.
NO_ID, OTHERS_ID = 0.40, 0.0005
NO_BIRTH, WRONG_BIRTH = 0.06, 0.02
NO_PHONE, WRONG_PHONE, COMPANY_PHONE = 0.15, 0.01, 0.006
NO_ADDRESS, SHORT_ADDRESS, WRONG_ADDRESS = 0.18, 0.10, 0.03
NO_NAME, HOMOPHONE, WRONG_NAME, ROMANISED = 0.004, 0.02, 0.01, 0.04
COMPANIES = 2000


@dataclass(frozen=True)
class Written:
    """Which person a record is about, and which of the person's records it is (0 to 3)."""

    draws: Draws
    person: Integers
    copy: Integers

    def happens(self, name: str, share: float) -> Booleans:
        """Whether something befalls each record."""
        return self.draws.happens(name, share, self.person, self.copy)


def planted_records(count: int, seed: int = SEED) -> tuple[pa.Table, pa.Table]:
    """So many records with the columns of silver.match_record, and their truth: record_id and entity_id."""
    draws = Draws(seed)
    everyone = np.arange(count, dtype=np.int64)
    copies = 1 + draws.choose("records", RECORDS_OF_A_PERSON, everyone)
    person = np.repeat(everyone, copies)[:count]
    first = np.searchsorted(person, person, side="left")
    written = Written(draws, person, np.arange(count) - first)
    people = make_people(draws, np.arange(person[-1] + 1))
    table = _columns(written, people)
    order = np.argsort(draws.bits("order", np.arange(count)), kind="stable")
    truth = pa.table({"record_id": table["record_id"], "entity_id": numbered("E", person, 9)})
    return table.take(order), truth.take(order)


def _columns(written: Written, people: People) -> pa.Table:
    name = _name(written, people)
    is_latin = written.happens("romanised", ROMANISED)
    division, address = _address(written, people)
    source = picked(SOURCES, written.draws.choose("source", SOURCE_SHARES, written.person, written.copy))
    birth, id_number = _birth_and_id(written, people)
    size = len(written.person)
    return pa.table(
        {
            "record_id": joined(source, ":", numbered("R", written.person, 9), "-", numbered("", written.copy, 1)),
            "source_system_code": source,
            "party_type_code": picked(("PERSON",), np.zeros(size, dtype=np.int64)),
            "id_number": id_number,
            "credit_code": pa.nulls(size, pa.string()),
            "name_key": chosen(is_latin, romanised(name), name),
            "name_sound": readings(name),
            "birth_date": birth,
            "gender_code": blank(
                picked(("2", "1"), people.is_male[written.person].astype(np.int64)), written.happens("no gender", 0.1)
            ),
            "mobile_phone": _phone(written, people),
            "division_code": division,
            "address_key": address,
            "changed_date": dates(np.full(size, np.datetime64(FIRST_DATE))),
            "first_seen_date": dates(np.full(size, np.datetime64(FIRST_DATE))),
        }
    )


def _name(written: Written, people: People) -> pa.Array:
    """The name as somebody typed it: another character that reads the same, any other character, or nothing."""
    name = people.name.take(pa.array(written.person))
    name = chosen(written.happens("homophone", HOMOPHONE), as_homophone(written.draws, name, written), name)
    name = chosen(written.happens("wrong name", WRONG_NAME), as_other_character(written.draws, name, written), name)
    return blank(name, written.happens("no name", NO_NAME))


def _birth_and_id(written: Written, people: People) -> tuple[pa.Array, pa.Array]:
    """The date of birth as typed, or as the number tells; the number of the family's head for a very few."""
    born = people.birth[written.person]
    slip = written.draws.integers("birth slip", 1, 3, written.person, written.copy)
    wrong = born + np.select([slip == 1, slip == 2], [10, 365], 1)
    lacks_id = written.happens("no id", NO_ID)
    is_others = written.happens("another's id", OTHERS_ID) & ~lacks_id
    holder = np.where(is_others, family_head(written.person), written.person)
    typed = np.where(written.happens("wrong birth", WRONG_BIRTH) & lacks_id, wrong, born)
    birth = blank(dates(typed), written.happens("no birth", NO_BIRTH) & lacks_id)
    return birth, blank(people.id_number.take(pa.array(holder)), lacks_id)


def _phone(written: Written, people: People) -> pa.Array:
    """The number of the time of writing, mistyped, of the employer, or nothing."""
    later = written.happens("after the change", 0.5)
    own = phone_of(written.draws, written.person, (people.has_new_number[written.person] & later).astype(np.int64))
    wrong = joined(pc.utf8_slice_codeunits(own, 0, 10), _other_digit(pc.utf8_slice_codeunits(own, 10, 11)))
    typed = chosen(written.happens("wrong phone", WRONG_PHONE), wrong, own)
    of_company = company_phone(written.draws, written.person, COMPANIES)
    given = chosen(written.happens("company phone", COMPANY_PHONE), of_company, typed)
    return blank(given, written.happens("no phone", NO_PHONE))


def _other_digit(digit: pa.Array) -> pa.Array:
    position = pc.cast(digit, pa.int64()).to_numpy(zero_copy_only=False)
    return picked(tuple("1234567890"), position)


def _address(written: Written, people: People) -> tuple[pa.Array, pa.Array]:
    """County and address of the time of writing; without the door, with another building, or not at all."""
    later = written.happens("after the move", 0.5)
    division, full = home_of(written.draws, written.person, (people.has_moved[written.person] & later).astype(np.int64))
    short = pc.replace_substring_regex(full, pattern="[0-9]+单元[0-9]+室$", replacement="")
    wrong = pc.replace_substring_regex(full, pattern="([0-9]+)栋", replacement="1\\1栋")
    address = chosen(written.happens("short address", SHORT_ADDRESS), short, full)
    address = chosen(written.happens("wrong address", WRONG_ADDRESS), wrong, address)
    missing = written.happens("no address", NO_ADDRESS)
    code = pc.cast(pa.array(division), pa.string())
    return blank(code, missing & written.happens("no county", 0.7)), blank(address, missing)
