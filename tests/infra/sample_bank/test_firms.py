"""The invented firms: their codes are valid, their cases can be told apart, and courts write them in several ways."""

from __future__ import annotations

import datetime

from infra.sample_bank.court import cases_about_firms, debtor_rows, firm_truth, judgment_rows
from infra.sample_bank.firms import FEWEST_FIRMS, firms_in_court
from infra.sample_bank.world import World

DAY = datetime.date(2026, 6, 1)
WORLD = World(7, 20_000, DAY)
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_valid(code: str) -> bool:
    """The rule of GB 32100-2015, one code at a time."""
    total = sum(CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return len(code) == 18 and CHARACTERS[(31 - total % 31) % 31] == code[17]


def test_every_firm_has_a_valid_code_of_its_own() -> None:
    codes = firms_in_court(WORLD).credit_code.to_pylist()
    assert len(set(codes)) == len(codes) > FEWEST_FIRMS
    assert all(map(is_valid, codes))


def test_more_customers_bring_more_firms_and_change_none() -> None:
    few, many = (firms_in_court(World(7, customers, DAY)) for customers in (300, 20_000))
    assert len(few.number) == FEWEST_FIRMS < len(many.number)
    assert few.name.to_pylist() == many.name.to_pylist()[:FEWEST_FIRMS]


def test_some_firms_share_a_name_but_for_their_place() -> None:
    firms = firms_in_court(WORLD)
    called = list(zip(firms.core.to_pylist(), firms.trade.to_pylist(), strict=True))
    assert len(set(called)) < len(called) * 0.97


def test_a_court_writes_a_firm_in_several_ways_and_not_always_with_its_code() -> None:
    firms = firms_in_court(WORLD)
    cases = cases_about_firms(WORLD, firms)
    registered = firm_truth(cases, firms)["registered_name"].to_pylist()
    as_registered = [name == true for name, true in zip(cases.name.to_pylist(), registered, strict=True)]
    assert 0.4 < sum(as_registered) / len(as_registered) < 0.7
    assert 0.5 < sum(bool(code) for code in cases.id_number.to_pylist()) / len(as_registered) < 0.7


def test_the_serial_of_a_case_is_unique_and_ends_the_numbers_of_its_records() -> None:
    firms = firms_in_court(WORLD)
    cases = cases_about_firms(WORLD, firms)
    serials = {str(serial) for serial in firm_truth(cases, firms)["case_serial"].to_pylist()}
    assert len(serials) == len(cases.serial)
    judgments, _ = judgment_rows(WORLD.draws, cases, DAY)
    debtors, _ = debtor_rows(WORLD.draws, cases, DAY)
    assert {number[:-1].split("民初")[1] for number in judgments["case_number"].to_pylist()} <= serials
    assert {number.removeprefix("SX") for number in debtors["record_number"].to_pylist()} <= serials
