"""The people of the sample bank as they really are, before any source writes about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from infra.sample_bank import names, places
from infra.sample_bank.business_days import Days, age_on, year_month_day
from infra.sample_bank.columns import numbered
from infra.sample_bank.draws import Booleans, Draws, Floats, Integers
from infra.sample_bank.identity_number import citizen_number
from infra.sample_bank.world import World

HOUSING = ("OWN", "MORTGAGE", "RENT", "FAMILY")
MARITAL = ("SINGLE", "MARRIED", "DIVORCED", "WIDOWED")
_YOUNGEST_BIRTH = np.datetime64("2007-12-31")


@dataclass(frozen=True)
class Persons:
    """One block of people; every field has one entry per person. Money in whole cents."""

    index: Integers
    is_male: Booleans
    birth: Days
    birth_area: Integers
    name: pa.Array
    id_number: pa.Array
    income: Integers
    employment_months: Integers
    housing: Integers
    marital: Integers


def person_identifiers(person: Integers) -> pa.Array:
    """P and nine digits; no source knows this number."""
    return numbered("P", person, 9)


def _birth_dates(draws: Draws, person: Integers) -> Days:
    """Ages 18 to about 76, most around 35."""
    years = 58.0 * (0.55 * draws.uniform("age", person) + 0.45 * draws.uniform("age, second", person)) ** 1.25
    return _YOUNGEST_BIRTH - np.floor(years * 365.25).astype(np.int64)


def _incomes(draws: Draws, person: Integers, age: Integers) -> Integers:
    """Monthly income: about 7,000 yuan at the median, highest in the forties, in steps of 10 yuan."""
    prime = 0.25 - 0.0007 * (age - 44.0) ** 2
    yuan = np.exp(np.log(6600.0) + np.clip(prime, -0.5, 0.25) + 0.48 * draws.normal("income", person))
    return np.round(np.clip(yuan, 1800.0, 180_000.0) / 10.0).astype(np.int64) * 1000


def _employment(draws: Draws, person: Integers, age: Integers) -> Integers:
    """Months in the present employment, never longer than adult life; 0 without employment."""
    most = np.minimum((age - 18) * 12, 420)
    months = np.floor(most * draws.uniform("employment", person) ** 1.5).astype(np.int64)
    return np.where(draws.happens("without employment", 0.06, person), 0, months)


def _housing(draws: Draws, person: Integers, age: Integers) -> Integers:
    is_young = age < 30
    young = draws.choose("housing, young", (0.10, 0.18, 0.42, 0.30), person)
    settled = draws.choose("housing, settled", (0.42, 0.30, 0.16, 0.12), person)
    return np.where(is_young, young, settled)


def _marital(draws: Draws, person: Integers, age: Integers) -> Integers:
    young = draws.choose("marital, young", (0.78, 0.21, 0.01, 0.0), person)
    adult = draws.choose("marital, adult", (0.14, 0.76, 0.09, 0.01), person)
    old = draws.choose("marital, old", (0.03, 0.76, 0.08, 0.13), person)
    return np.select([age < 27, age < 60], [young, adult], old)


def make_persons(world: World, person: Integers) -> Persons:
    """The people with these numbers; the same number gives the same person in a bank of any size."""
    draws = world.draws
    is_male = draws.happens("is male", 0.51, person)
    birth = _birth_dates(draws, person)
    age = age_on(birth, world.eve)
    area = places.birth_areas(draws, person)
    sequence = draws.integers("id sequence", 1, 498, person) * 2 + is_male
    return Persons(
        index=person,
        is_male=is_male,
        birth=birth,
        birth_area=area,
        name=names.full_names(draws, person, is_male, year_month_day(birth)[0]),
        id_number=citizen_number(places.places().division[area], birth, sequence),
        income=_incomes(draws, person, age),
        employment_months=_employment(draws, person, age),
        housing=_housing(draws, person, age),
        marital=_marital(draws, person, age),
    )


@dataclass(frozen=True)
class Telecom:
    """What a telecom operator knows about each person on the opening eve; has_hit false: nothing."""

    has_hit: Booleans
    tenure_months: Integers
    monthly_spend: Integers
    local_life_level: Integers
    game_spend: Integers
    finance_media_days: Integers
    noise: Floats


HIT_SHARE = 0.80


def make_telecom(draws: Draws, person: Integers) -> Telecom:
    """Amounts in whole cents; tenure in months on the network; level 1 to 5; days of the last 365."""
    tenure = np.exp(np.log(58.0) + 0.85 * draws.normal("telecom tenure", person))
    monthly = np.exp(np.log(62.0) + 0.5 * draws.normal("telecom monthly", person))
    games = np.exp(np.log(160.0) + 1.2 * draws.normal("telecom games", person))
    plays = draws.happens("plays games", 0.48, person)
    media = 365.0 * draws.uniform("finance media", person) ** 3.2
    return Telecom(
        has_hit=draws.happens("telecom hit", HIT_SHARE, person),
        tenure_months=np.clip(np.round(tenure), 1, 280).astype(np.int64),
        monthly_spend=np.round(np.clip(monthly, 8, 800) * 100).astype(np.int64),
        local_life_level=1 + draws.choose("local life", (0.18, 0.25, 0.27, 0.19, 0.11), person),
        game_spend=np.where(plays, np.round(np.clip(games, 1, 20_000) * 100), 0).astype(np.int64),
        finance_media_days=np.floor(media).astype(np.int64),
        noise=draws.normal("telecom noise", person),
    )
