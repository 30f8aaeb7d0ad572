"""One block of the bank as it stands at the close of a day: people and everything that hangs on them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from infra.sample_bank.accounts import Accounts, make_accounts
from infra.sample_bank.columns import blank, money, picked
from infra.sample_bank.customers import COPIES, Customers, customer_identifiers, make_customers
from infra.sample_bank.draws import Integers
from infra.sample_bank.loans import PRODUCTS, PURPOSES, Loans, make_loans
from infra.sample_bank.moves import Handovers, Situation, situation
from infra.sample_bank.persons import HOUSING, Persons, make_persons
from infra.sample_bank.repayments import Instalments, make_instalments, terms_columns
from infra.sample_bank.world import World


@dataclass(frozen=True)
class Snapshot:
    """A block at the close of a day."""

    world: World
    day: datetime.date
    day_number: int
    persons: Persons
    place: Situation
    customers: Customers
    accounts: Accounts
    loans: Loans
    instalments: Instalments


def make_snapshot(world: World, person: Integers, day: datetime.date, handed: Handovers) -> Snapshot:
    """Everything about the people with these numbers, who must follow each other without a gap."""
    day_number = world.day_number(day)
    persons = make_persons(world, person)
    place = situation(world, person, day_number, handed)
    customers = make_customers(world, persons, place, day)
    loans = make_loans(world, persons, day_number)
    return Snapshot(
        world=world,
        day=day,
        day_number=day_number,
        persons=persons,
        place=place,
        customers=customers,
        accounts=make_accounts(world, persons, customers),
        loans=loans,
        instalments=make_instalments(world.draws, loans, day),
    )


def _borrower(snapshot: Snapshot) -> pa.Array:
    """Loans are taken under one of the borrower's customer numbers."""
    world, loans = snapshot.world, snapshot.loans
    person = snapshot.persons.index[loans.person]
    chance = world.draws.uniform("borrower", loans.number)
    copy = np.floor(chance * world.customer_numbers(person)).astype(np.int64)
    return customer_identifiers(person * COPIES + copy)


def loan_rows(snapshot: Snapshot) -> pa.Table:
    """The rows of bank.loan of a block at the close of the day."""
    loans, applied = snapshot.loans, snapshot.loans.application
    no_hit = ~applied.has_hit
    return pa.table({
        **terms_columns(loans, snapshot.instalments, snapshot.day),
        "customer_id": _borrower(snapshot),
        "product_code": picked(PRODUCTS, loans.product),
        "purpose_code": picked(sum(PURPOSES, ()), loans.product * 4 + loans.purpose),
        "applied_income_amount": money(applied.income),
        "applied_employment_months": pa.array(applied.employment_months),
        "applied_housing_type_code": picked(HOUSING, applied.housing),
        "applied_age_years": pa.array(applied.age),
        "applied_telecom_tenure_months": blank(pa.array(applied.tenure_months), no_hit),
        "applied_local_life_spend_level": blank(pa.array(applied.local_life_level), no_hit),
        "applied_game_spend_amount": money(applied.game_spend, absent=no_hit),
        "applied_finance_media_days": blank(pa.array(applied.finance_media_days), no_hit),
    })  # fmt: skip
