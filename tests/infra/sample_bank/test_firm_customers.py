"""Firms that bank here: their numbers are their own, their transfers stand on both accounts, their loans are repaid."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.customers import customer_identifiers
from infra.sample_bank.firm_customers import (
    CUSTOMER_SHARE,
    FIRMS_PER_FIRM_IN_COURT,
    FIRST_NUMBER,
    make_firm_customers,
)
from infra.sample_bank.firm_loans import make_firm_loans
from infra.sample_bank.firm_transactions import make_firm_transactions
from infra.sample_bank.firms import TRADES, make_firms
from infra.sample_bank.places import read_rows
from infra.sample_bank.world import World

DAY = datetime.date(2026, 6, 1)
FEW, MANY = World(7, 300, DAY), World(7, 20_000, DAY)
A_WEEK = (datetime.date(2026, 5, 22), datetime.date(2026, 5, 29))


def moved(world: World) -> pd.DataFrame:
    return pa.concat_tables(make_firm_transactions(world.draws, make_firm_customers(world), *A_WEEK)).to_pandas()


def test_some_firms_bank_here_each_under_a_number_that_no_person_has() -> None:
    made, firms = make_firm_customers(MANY), make_firms(MANY, FIRMS_PER_FIRM_IN_COURT)
    assert abs(len(made.number) / len(firms.number) - CUSTOMER_SHARE) < 0.1
    assert made.number.min() >= FIRST_NUMBER > MANY.persons_on(1000) * 4
    assert made.rows["customer_id"].to_pylist() == customer_identifiers(FIRST_NUMBER + made.firm).to_pylist()


def test_a_larger_bank_changes_no_firm_and_moves_the_same_money() -> None:
    few, many = (make_firm_customers(world).rows for world in (FEW, MANY))
    assert many.slice(0, few.num_rows).equals(few)
    # The last firm of the smaller bank has no supplier there yet.
    others = few["customer_id"].to_pylist()[:-1]
    of_few, of_many = (rows[rows["customer_id"].isin(others)] for rows in map(moved, (FEW, MANY)))
    assert set(of_few["transaction_id"]) == set(of_many["transaction_id"])


def test_a_transfer_between_two_firms_stands_on_both_accounts() -> None:
    rows = moved(MANY)
    inside = rows[rows["counterparty_account"].isin(make_firm_customers(MANY).accounts.rows["account_id"].to_pylist())]
    sent, received = (inside[inside["direction_code"] == code] for code in "DC")
    same = ["transaction_at", "amount", "channel_code", "summary"]
    both = sent.merge(received, left_on=["account_id", *same], right_on=["counterparty_account", *same])
    assert len(both) == len(sent) == len(received) > 20
    assert (both["counterparty_account_x"] == both["account_id_y"]).all()


def test_every_movement_has_a_number_of_its_own_and_falls_on_a_working_day() -> None:
    rows = moved(MANY)
    assert rows["transaction_id"].is_unique
    assert rows["transaction_at"].dt.dayofweek.max() < 5
    assert (rows["amount"] > 0).all()


def test_each_trade_is_an_industry_of_the_standard() -> None:
    made, firms = make_firm_customers(MANY), make_firms(MANY, FIRMS_PER_FIRM_IN_COURT)
    known = {row["class2"] for row in read_rows("reference_tables/industries.csv.gz")}
    codes = made.rows["industry_code"].to_pylist()
    assert set(codes) <= known
    assert len({*zip(codes, firms.trade.take(pa.array(made.firm)).to_pylist(), strict=True)}) == len(TRADES)


def test_some_loans_of_firms_are_left_unpaid_and_most_are_repaid() -> None:
    loans, instalments = make_firm_loans(MANY, make_firm_customers(MANY), MANY.eve)
    assert 0 < np.count_nonzero(loans.is_bad) < len(loans.number) / 4
    late = np.isnat(instalments.paid) | (instalments.paid > instalments.due + 30)
    assert set(np.unique(instalments.loan[late])) <= set(np.flatnonzero(loans.is_bad))
    assert pc.count_distinct(loans.identifiers()).as_py() == len(loans.number) > 20
