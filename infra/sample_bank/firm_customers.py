"""Firms that bank here: their customer rows and accounts. All of them were customers before the opening."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.accounts import Accounts, opened_accounts
from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import blank, dates, joined, money, picked
from infra.sample_bank.customers import GRADES, customer_identifiers
from infra.sample_bank.draws import Draws, Integers
from infra.sample_bank.firms import TRADES, Firms, firm_identifiers, make_firms
from infra.sample_bank.places import ROADS, places
from infra.sample_bank.world import World

# How many of all firms bank here; one firm in three stands in court files.
CUSTOMER_SHARE, FIRMS_PER_FIRM_IN_COURT = 0.4, 3
# Customer numbers that no person reaches, and small enough for the numbers made from them.
FIRST_NUMBER = 24_000_000
_NO_CODE_SHARE = 0.03
_HAS_FIXED_SHARE = 0.3
_FIRST_FOUNDED, _LAST_FOUNDED = np.datetime64("1994-01-01"), np.datetime64("2022-12-31")
_CURRENT, _FIXED = 1, 2
# Divisions of GB/T 4754, one for each trade of TRADES.
_INDUSTRIES = ("65", "51", "48", "62", "59", "34", "14", "18", "52", "72", "50", "01")
# Cents a month from which on a firm has grade C, B and A.
_GRADES_FROM = np.array([15_000_000, 40_000_000, 120_000_000])
# Cents a year that an employee brings.
_LEAST_OF_EMPLOYEE, _MOST_OF_EMPLOYEE = 20_000_000, 90_000_000
# Revenue is stated in thousands of yuan.
_STATED_STEP = 100_000
# How core banking codes the unified social credit code among the kinds of documents.
CREDIT_CODE_TYPE = "2"


@dataclass(frozen=True)
class FirmCustomers:
    """One entry per firm that banks here; revenue is that of a month in cents.

    The first accounts are the current ones, in the order of the firms.
    """

    number: Integers
    firm: Integers
    name: pa.Array
    revenue: Integers
    accounts: Accounts
    rows: pa.Table


def make_firm_customers(world: World) -> FirmCustomers:
    """Every firm that is a customer; a larger bank has more of them and changes none."""
    draws, firms = world.draws, make_firms(world, FIRMS_PER_FIRM_IN_COURT)
    firm = np.flatnonzero(draws.happens("firm banks here", CUSTOMER_SHARE, firms.number))
    founded = _days_between(draws, "founded", _FIRST_FOUNDED, _LAST_FOUNDED, firm)
    opened = founded + draws.integers("firm opened after", 20, 300, firm)
    revenue = np.round(10_000 * np.exp(np.log(4_000.0) + 1.1 * draws.normal("firm revenue", firm))).astype(np.int64)
    number = FIRST_NUMBER + firm
    accounts = _accounts(draws, number, opened, revenue)
    rows = pa.table(
        {**_known_of_all(draws, firms, firm, opened, revenue), **_business(draws, firms, firm, founded, revenue)}
    )
    return FirmCustomers(number, firm, firms.name.take(pa.array(firm)), revenue, accounts, rows)


def firm_customer_truth(made: FirmCustomers) -> pa.Table:
    """Which firm each customer number is."""
    return pa.table({"customer_id": customer_identifiers(made.number), "firm_id": firm_identifiers(made.firm)})


def _accounts(draws: Draws, number: Integers, opened: Days, revenue: Integers) -> Accounts:
    has_fixed = np.flatnonzero(draws.happens("firm has fixed account", _HAS_FIXED_SHARE, number))
    customer = np.concatenate([np.arange(len(number)), has_fixed])
    kind = np.repeat([_CURRENT, _FIXED], [len(number), len(has_fixed)])
    days = opened[customer] + 60 * (kind == _FIXED)
    return opened_accounts(draws, number, customer, kind, np.zeros_like(kind), days, revenue[customer])


def _known_of_all(draws: Draws, firms: Firms, firm: Integers, opened: Days, revenue: Integers) -> dict[str, pa.Array]:
    """The columns of bank.customer that people have too."""
    position = pa.array(firm)
    has_no_code = draws.happens("firm's code missing", _NO_CODE_SHARE, firm)
    second = draws.integers("firm updated second", 9 * 3600, 17 * 3600, firm)
    return {
        "customer_id": customer_identifiers(FIRST_NUMBER + firm),
        "full_name": firms.name.take(position),
        "id_type_code": picked((CREDIT_CODE_TYPE,), np.zeros_like(firm)),
        "id_number": blank(firms.credit_code.take(position), has_no_code),
        "home_address": _addresses(draws, firms, firm),
        "division_code": pc.cast(pa.array(places().division[firms.area[firm]]), pa.string()),
        "customer_grade_code": picked(GRADES, 3 - np.searchsorted(_GRADES_FROM, revenue, side="right")),
        "opened_date": dates(opened),
        "updated_at": pa.array(opened.astype("datetime64[s]") + second, pa.timestamp("s")),
    }


def _business(draws: Draws, firms: Firms, firm: Integers, founded: Days, revenue: Integers) -> dict[str, pa.Array]:
    """The columns of bank.customer that only firms have."""
    a_year = 12 * revenue
    brings = draws.integers("revenue of an employee", _LEAST_OF_EMPLOYEE, _MOST_OF_EMPLOYEE, firm)
    trade = pc.index_in(firms.trade.take(pa.array(firm)), value_set=pa.array(TRADES))
    return {
        "industry_code": pa.array(_INDUSTRIES).take(trade),
        "founded_date": dates(founded),
        "employee_count": pa.array(np.maximum(a_year // brings, 1)),
        "annual_revenue_amount": money(a_year // _STATED_STEP * _STATED_STEP),
    }


def _addresses(draws: Draws, firms: Firms, firm: Integers) -> pa.Array:
    book, area = places(), firms.area[firm]
    road = picked(ROADS, draws.integers("firm's road", 0, len(ROADS) - 1, firm))
    house = pc.cast(pa.array(draws.integers("firm's house", 1, 320, firm)), pa.string())
    town = [picked(names, area) for names in (book.province_name, book.city_name, book.area_name)]
    return joined(*town, road, house, "号")


def _days_between(draws: Draws, name: str, first: np.datetime64, last: np.datetime64, key: Integers) -> Days:
    return first + draws.integers(name, 0, int((last - first).astype(np.int64)), key)
