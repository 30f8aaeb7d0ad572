"""Loans: who applied when, what was known at application, and whether the loan goes bad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from infra.sample_bank.business_days import Days, ages_on, months_between
from infra.sample_bank.columns import numbered, scrambled
from infra.sample_bank.default_model import Application, default_probability
from infra.sample_bank.draws import Booleans, Draws, Floats, Integers
from infra.sample_bank.persons import Persons, make_telecom
from infra.sample_bank.world import World

PRODUCTS = ("CASH", "CAR", "EDUCATION", "RENOVATION")
PURPOSES = (
    ("DAILY_CONSUMPTION", "TRAVEL", "MEDICAL", "WEDDING"),
    ("CAR_PURCHASE", "CAR_REPAIR", "CAR_PURCHASE", "CAR_PURCHASE"),
    ("TUITION", "TRAINING", "STUDY_ABROAD", "TUITION"),
    ("RENOVATION", "FURNITURE", "APPLIANCES", "RENOVATION"),
)
TERMS = np.array([6, 12, 18, 24, 36], dtype=np.int64)
HISTORY_MONTHS = 30
# A person has loan slots 0, 1, 2 before the opening and slot 3 for one taken on a later day.
SLOTS = 4
_LATER = 3
_COUNT_SHARES = (0.60, 0.30, 0.08, 0.02)
_LATER_EVERY = 1200
_WITH_FIRST_DAY_LOAN = 0.3
_LAST_ADULT_BIRTH = np.datetime64("2005-10-31")
# Amounts in yuan at the median, and their spread, by product.
_MEDIAN_PRINCIPAL = np.array([18_000.0, 85_000.0, 30_000.0, 60_000.0])
_BASE_RATE = np.array([0.118, 0.062, 0.076, 0.088])


@dataclass(frozen=True)
class LoanTerms:
    """What was agreed on each loan of a block, and whether it goes bad. Principals in cents, terms in months."""

    number: Integers
    principal: Integers
    annual_rate: Floats
    term: Integers
    originated: Days
    is_bad: Booleans

    def identifiers(self) -> pa.Array:
        """loan_id of each loan."""
        return loan_identifiers(self.number)


@dataclass(frozen=True)
class Loans(LoanTerms):
    """One block of loans to people. person is the position of the borrower in the block of persons."""

    person: Integers
    product: Integers
    purpose: Integers
    application: Application
    probability: Floats


def loan_identifiers(number: Integers) -> pa.Array:
    """L and ten digits."""
    return numbered("L", scrambled(number, 10), 10)


def _later_day(world: World, person: Integers) -> Integers:
    """Day on which a person takes a loan after the opening; some do so on the day they join."""
    draws = world.draws
    joined = world.joined_on(person)
    at_once = (joined > 0) & draws.happens("loan on joining", _WITH_FIRST_DAY_LOAN, person)
    drawn = joined + draws.integers("later loan day", 1, _LATER_EVERY, person)
    return np.where(at_once, joined, drawn)


def history_dates(world: World, number: Integers) -> Days:
    """Business days of the thirty months before the opening, evenly."""
    eve = np.datetime64(world.eve)
    start = np.datetime64(world.eve, "M").astype("datetime64[M]") - HISTORY_MONTHS
    span = int((eve - start.astype("datetime64[D]")).astype(np.int64))
    days = start.astype("datetime64[D]") + world.draws.integers("loan day", 0, span, number)
    return np.busday_offset(days, 0, roll="backward")


def _slots(world: World, persons: Persons, day_number: int) -> tuple[Integers, Days]:
    """Loan numbers (person * SLOTS + slot) taken up to a day, in order of person, with the day of origination."""
    person = persons.index
    is_adult = persons.birth <= _LAST_ADULT_BIRTH
    count = world.draws.choose("loan count", _COUNT_SHARES, person)
    count = np.where(is_adult & (person < world.opening_persons), count, 0)
    later = _later_day(world, person)
    has_later = is_adult & (later <= day_number)
    taken = np.arange(SLOTS)[None, :] < count[:, None]
    taken[:, _LATER] = has_later
    number = (person[:, None] * SLOTS + np.arange(SLOTS)[None, :])[taken]
    dates_later = np.busday_offset(np.datetime64(world.eve), np.where(has_later, later, 0))
    position = number // SLOTS - person[0]
    return number, np.where(number % SLOTS == _LATER, dates_later[position], history_dates(world, number))


def _application(world: World, persons: Persons, number: Integers, position: Integers, originated: Days) -> Application:
    draws, person = world.draws, persons.index[position]
    telecom = make_telecom(draws, person)
    elapsed = months_between(originated, np.full(len(number), np.datetime64(world.eve)))
    stated = np.exp(0.06 * draws.normal("stated income", number))
    level = telecom.local_life_level + draws.choose("level then", (0.8, 0.1, 0.1), number) % 3
    games = telecom.game_spend * np.exp(0.2 * draws.normal("games then", number))
    days = telecom.finance_media_days + draws.integers("media days then", -6, 6, number)
    return Application(
        income=np.round(persons.income[position] * stated / 1000.0).astype(np.int64) * 1000,
        employment_months=np.maximum(persons.employment_months[position] - np.maximum(elapsed, 0), 0),
        age=ages_on(persons.birth[position], originated),
        housing=persons.housing[position],
        has_hit=telecom.has_hit,
        tenure_months=np.maximum(telecom.tenure_months - elapsed, 1),
        local_life_level=np.clip(np.where(level > 5, 4, level), 1, 5),
        game_spend=np.round(games).astype(np.int64),
        finance_media_days=np.clip(days, 0, 365),
    )


def _principals(draws: Draws, number: Integers, product: Integers, income: Integers) -> Integers:
    """In steps of 100 yuan; more where more is earned."""
    size = np.sqrt(income / 700_000.0) * np.exp(0.55 * draws.normal("principal", number))
    return np.clip(np.round(_MEDIAN_PRINCIPAL[product] * size / 100.0), 10, 5_000).astype(np.int64) * 10_000


def make_loans(world: World, persons: Persons, day_number: int) -> Loans:
    """Every loan that the people of a block have taken up to the close of a day."""
    draws = world.draws
    number, originated = _slots(world, persons, day_number)
    position = number // SLOTS - persons.index[0]
    product = draws.choose("product", (0.60, 0.15, 0.10, 0.15), number)
    application = _application(world, persons, number, position, originated)
    probability = default_probability(application)
    rate = _BASE_RATE[product] + 0.18 * np.minimum(probability, 0.5) + 0.01 * draws.uniform("rate", number)
    return Loans(
        number=number,
        person=position,
        product=product,
        purpose=draws.integers("purpose", 0, 3, number),
        principal=_principals(draws, number, product, application.income),
        annual_rate=np.round(rate, 4),
        term=TERMS[draws.choose("term", (0.10, 0.40, 0.10, 0.25, 0.15), number)],
        originated=originated,
        application=application,
        probability=probability,
        is_bad=draws.uniform("goes bad", number) < probability,
    )
