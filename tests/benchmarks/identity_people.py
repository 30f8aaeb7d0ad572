"""The people of a planted bank as they really are: families, twins, moves, telephones that pass to somebody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank import names, places
from infra.sample_bank.business_days import Days, year_month_day
from infra.sample_bank.columns import chosen, picked
from infra.sample_bank.draws import Booleans, Draws, Integers
from infra.sample_bank.identity_number import citizen_number
from infra.sample_bank.phones import mobile_numbers

# Records of a person, one to four: 0.433 pairs of one person for each record.
RECORDS_OF_A_PERSON = (0.69, 0.20, 0.077, 0.033)
FAMILY = 3
FAMILIES_TOGETHER, TWINS, SHARED_PHONE, MOVED, NEW_NUMBER, RECYCLED = 0.5, 0.004, 0.10, 0.10, 0.12, 0.02
YOUNGEST_BIRTH = np.datetime64("2007-12-31")


@dataclass(frozen=True)
class People:
    """One entry for each person."""

    name: pa.Array
    is_male: Booleans
    birth: Days
    id_number: pa.Array
    has_moved: Booleans
    has_new_number: Booleans


def family_head(person: Integers) -> Integers:
    """The first person of the family."""
    return person - person % FAMILY


def make_people(draws: Draws, person: Integers) -> People:
    """The people with these numbers. A twin has the surname, birth and birthplace of the one before."""
    is_twin = draws.happens("twins", TWINS, family_head(person)) & (person % FAMILY == 2)
    born_as = np.where(is_twin, person - 1, person)
    is_male = draws.happens("is male", 0.51, person)
    years = 58.0 * (0.55 * draws.uniform("age", born_as) + 0.45 * draws.uniform("age, second", born_as)) ** 1.25
    birth = YOUNGEST_BIRTH - np.floor(years * 365.25).astype(np.int64)
    area = places.birth_areas(draws, born_as)
    sequence = draws.integers("id sequence", 1, 498, person) * 2 + is_male
    return People(
        name=_names(draws, person, is_male, birth, is_twin),
        is_male=is_male,
        birth=birth,
        id_number=citizen_number(places.places().division[area], birth, sequence),
        has_moved=draws.happens("has moved", MOVED, person),
        has_new_number=draws.happens("has a new number", NEW_NUMBER, person),
    )


def _names(draws: Draws, person: Integers, is_male: Booleans, birth: Days, is_twin: Booleans) -> pa.Array:
    """Names in the fashion of sex and time of birth; a twin's begins as that of the twin before."""
    own = names.full_names(draws, person, is_male, year_month_day(birth)[0])
    before = own.take(pa.array(np.maximum(np.arange(len(person)) - 1, 0)))
    surname, given = pc.utf8_slice_codeunits(before, 0, 1), pc.utf8_slice_codeunits(own, 1)
    return chosen(is_twin, pc.binary_join_element_wise(surname, given, ""), own)


def home_of(draws: Draws, person: Integers, moves: Integers) -> tuple[Integers, pa.Array]:
    """County and the address below it after so many moves; half of the families live together before anybody moves."""
    lives_with = draws.happens("lives with family", FAMILIES_TOGETHER, family_head(person)) & (moves == 0)
    home = np.where(lives_with, family_head(person), person)
    area = places.home_areas(draws, home, moves, places.birth_areas(draws, home))
    full, _ = places.home_addresses(draws, home, moves, area)
    book = places.places()
    below = pc.replace_substring_regex(full, pattern="^.*?(县|区|市|旗)([^县区市旗]*[路街道])", replacement="\\2")
    return book.division[area], below


def phone_of(draws: Draws, person: Integers, changes: Integers) -> pa.Array:
    """The mobile telephone after so many changes: the family's for some, for a few one that was somebody else's."""
    shares = draws.happens("shares a telephone", SHARED_PHONE, person) & (changes == 0)
    owner = np.where(shares, family_head(person), person)
    is_recycled = draws.happens("recycled", RECYCLED, person) & (changes == 0)
    # Who had it before gave it up: a number of another person, in another family.
    giver = np.maximum(person - 7 * FAMILY, 0)
    return mobile_numbers(draws, np.where(is_recycled, giver, owner), changes)


def company_phone(draws: Draws, key: Integers, companies: int) -> pa.Array:
    """The switchboard of an employer: a few large ones have most of the people."""
    rank = np.floor(companies ** draws.uniform("company", key)).astype(np.int64)
    return picked([f"139{number:08d}" for number in range(companies + 1)], rank)
