"""Accounts and cards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import blank, dates, money, numbered, picked, scrambled
from infra.sample_bank.customers import Customers, customer_identifiers
from infra.sample_bank.draws import Booleans, Draws, Integers
from infra.sample_bank.identity_number import card_number
from infra.sample_bank.persons import Persons
from infra.sample_bank.world import World

# Account slots of a customer number: 0 savings, 1 current, 2 fixed.
SLOTS = 4
TYPES = ("SAVINGS", "CURRENT", "FIXED")
STATUS = ("ACTIVE", "DORMANT", "CLOSED")
CARD_STATUS = ("ACTIVE", "BLOCKED", "EXPIRED")
_DEBIT_PREFIX, _CREDIT_PREFIX = 622848, 625996
_DEBIT_SHARE, _CREDIT_SHARE = 0.92, 0.25
_VALID_YEARS = 10


@dataclass(frozen=True)
class Accounts:
    """One block of accounts; customer is the position in the block of customer numbers."""

    number: Integers
    customer: Integers
    kind: Integers
    status: Integers
    opened: Days
    income: Integers
    rows: pa.Table

    @property
    def is_in_use(self) -> Booleans:
        """Accounts that see transactions."""
        return (self.status == 0) & (self.kind < 2)


def account_identifiers(number: Integers) -> pa.Array:
    """A and ten digits, from customer number * SLOTS + slot."""
    return numbered("A", scrambled(number, 10), 10)


def _held(draws: Draws, customers: Customers) -> Booleans:
    is_first = customers.copy == 0
    held = np.zeros((len(customers.number), 3), dtype=bool)
    held[:, 0] = True
    held[:, 1] = is_first & draws.happens("has current account", 0.25, customers.number)
    held[:, 2] = is_first & draws.happens("has fixed account", 0.15, customers.number)
    return held


def _balances(draws: Draws, number: Integers, kind: Integers, income: Integers) -> Integers:
    """At least one month's income, so that spending between two salaries never overdraws; fixed ones are larger."""
    months = 1.0 + np.exp(0.1 + 0.9 * draws.normal("balance", number)) + 4.0 * (kind == 2)
    return np.round(income * np.minimum(months, 120.0)).astype(np.int64)


def make_accounts(world: World, persons: Persons, customers: Customers) -> Accounts:
    """The accounts as they are opened; balances of the opening eve (or of the day of joining)."""
    draws = world.draws
    customer, kind = np.nonzero(_held(draws, customers))
    number = customers.number[customer] * SLOTS + kind
    is_main = (kind == 0) & (customers.copy[customer] == 0)
    status = np.where(is_main, 0, draws.choose("account status", (0.88, 0.09, 0.03), number))
    joined = world.joined_on(persons.index[customers.person[customer]])
    status = np.where(joined > 0, 0, status)
    opened = customers.opened[customer] + np.where(kind == 0, 0, 30 * (joined == 0))
    income = persons.income[customers.person[customer]]
    return opened_accounts(draws, customers.number, customer, kind, status, opened, income)


def opened_accounts(
    draws: Draws, owner: Integers, customer: Integers, kind: Integers, status: Integers, opened: Days, income: Integers
) -> Accounts:
    """Accounts of a block of customer numbers, ``owner``; income is what their owner receives in a month."""
    number = owner[customer] * SLOTS + kind
    balance = np.where(status == 2, 0, _balances(draws, number, kind, income))
    closed = opened + draws.integers("closed after", 10, 180, number)
    rows = pa.table({
        "account_id": account_identifiers(number),
        "customer_id": customer_identifiers(owner[customer]),
        "account_type_code": picked(TYPES, kind),
        "currency_code": picked(("CNY",), np.zeros(len(number), dtype=np.int64)),
        "balance_amount": money(balance),
        "opened_date": dates(opened),
        "closed_date": blank(dates(closed), status != 2),
        "status_code": picked(STATUS, status),
    })  # fmt: skip
    return Accounts(number, customer, kind, status, opened, income, rows)


def _card_rows(draws: Draws, world: World, accounts: Accounts, held: Booleans, is_credit: int) -> dict[str, pa.Array]:
    number = accounts.number[held] * 2 + is_credit
    opened = accounts.opened[held]
    age = (np.datetime64(world.eve) - opened).astype(np.int64)
    is_expired = age > 365 * _VALID_YEARS
    status = np.where(is_expired, 2, draws.choose("card status", (0.97, 0.03), number))
    limit = np.round(accounts.income[held] * draws.integers("card limit", 1, 6, number) / 100_000).astype(np.int64)
    prefix, digits = ((_DEBIT_PREFIX, 12), (_CREDIT_PREFIX, 9))[is_credit]
    serial = scrambled(number, digits)
    return {
        "card_id": numbered("K", scrambled(number, 10), 10),
        "card_number": card_number(np.full(len(number), prefix), serial, digits),
        "account_id": accounts.rows["account_id"].filter(pa.array(held)).combine_chunks(),
        "customer_id": accounts.rows["customer_id"].filter(pa.array(held)).combine_chunks(),
        "card_type_code": picked(("DEBIT", "CREDIT"), np.full(len(number), is_credit)),
        "credit_limit_amount": money(np.maximum(limit, 1) * 100_000, absent=np.full(len(number), is_credit == 0)),
        "issued_date": dates(opened),
        "expiry_date": dates(opened + 365 * _VALID_YEARS),
        "status_code": picked(CARD_STATUS, status),
    }


def make_cards(world: World, accounts: Accounts) -> pa.Table:
    """A debit card to most savings accounts, a credit card to a quarter of the customers' first numbers."""
    draws = world.draws
    is_savings = (accounts.kind == 0) & (accounts.status != 2)
    is_first_number = (accounts.number // SLOTS) % SLOTS == 0
    debit = is_savings & draws.happens("has debit card", _DEBIT_SHARE, accounts.number)
    credit = is_savings & is_first_number & draws.happens("has credit card", _CREDIT_SHARE, accounts.number)
    return pa.concat_tables([
        pa.table(_card_rows(draws, world, accounts, debit, 0)),
        pa.table(_card_rows(draws, world, accounts, credit, 1)),
    ])  # fmt: skip
