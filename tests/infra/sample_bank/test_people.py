"""The generator alone: no server needed."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pyarrow as pa
import pytest

from infra.sample_bank.accounts import make_cards
from infra.sample_bank.business_days import add_months
from infra.sample_bank.consents import consent_rows, consent_truth, withdrawn_since
from infra.sample_bank.dirt import customer_dirt
from infra.sample_bank.identity_number import citizen_number
from infra.sample_bank.marketing_consents import marketing_consent_rows
from infra.sample_bank.moves import handovers
from infra.sample_bank.phones import SEGMENTS
from infra.sample_bank.places import places
from infra.sample_bank.snapshot import Snapshot, make_snapshot
from infra.sample_bank.world import World

FIRST = datetime.date(2026, 6, 1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def has_right_check(number: str) -> bool:
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17] == "10X98765432"[total % 11]


def passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def snapshot_of(world: World, day: datetime.date) -> Snapshot:
    number = world.day_number(day)
    return make_snapshot(world, next(world.blocks(number)), day, handovers(world, number))


@pytest.fixture(scope="module")
def opening() -> Snapshot:
    world = World(7, 3000, FIRST)
    return snapshot_of(world, world.eve)


def test_a_number_of_the_standard_gets_the_standards_check_character() -> None:
    born = np.array(["1949-12-31", "1880-01-01"], dtype="datetime64[D]")
    made = citizen_number(np.array([110105, 440524]), born, np.array([2, 1]))
    assert made.to_pylist() == ["11010519491231002X", "440524188001010014"]


def test_every_true_identity_number_has_a_right_check_character(opening: Snapshot) -> None:
    assert all(map(has_right_check, opening.persons.id_number.to_pylist()))


def test_no_two_people_share_an_identity_number(opening: Snapshot) -> None:
    assert len(set(opening.persons.id_number.to_pylist())) == len(opening.persons.index)


def test_a_written_identity_number_is_wrong_only_where_dirt_was_planted(opening: Snapshot) -> None:
    dirty = set(pa.concat_tables(customer_dirt(opening.customers))["key"].to_pylist())
    rows = opening.customers.rows.select(["customer_id", "id_number"]).to_pylist()
    wrong = {row["customer_id"] for row in rows if not row["id_number"] or not has_right_check(row["id_number"])}
    assert wrong and wrong <= dirty


def test_division_codes_are_real(opening: Snapshot) -> None:
    known = {str(code) for code in places().division}
    assert set(opening.customers.rows["division_code"].to_pylist()) <= known


def test_telephone_numbers_have_valid_segments_under_every_spelling(opening: Snapshot) -> None:
    for written in opening.customers.rows["mobile_phone"].to_pylist():
        digits = re.sub(r"^\+86-| ", "", written)
        assert re.fullmatch(r"\d{11}", digits) and digits[:3] in SEGMENTS


def test_card_numbers_pass_luhn_and_are_unique(opening: Snapshot) -> None:
    numbers = make_cards(opening.world, opening.accounts)["card_number"].to_pylist()
    assert all(map(passes_luhn, numbers)) and len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {16, 19}


def test_the_bank_has_exactly_the_customers_asked_for(opening: Snapshot) -> None:
    assert opening.customers.rows.num_rows == 3000
    assert len(set(opening.customers.rows["customer_id"].to_pylist())) == 3000


def test_about_six_percent_of_the_people_hold_several_customer_numbers(opening: Snapshot) -> None:
    several = opening.world.customer_numbers(opening.persons.index) > 1
    assert 0.045 < several.mean() < 0.075


def test_the_same_seed_makes_the_same_bank_and_another_seed_another(opening: Snapshot) -> None:
    assert snapshot_of(World(7, 3000, FIRST), opening.day).customers.rows.equals(opening.customers.rows)
    assert not snapshot_of(World(8, 3000, FIRST), opening.day).customers.rows.equals(opening.customers.rows)


def test_the_size_of_the_bank_does_not_change_the_first_people(opening: Snapshot) -> None:
    small = snapshot_of(World(7, 500, FIRST), opening.day)
    count = small.customers.rows.num_rows - 3
    assert small.customers.rows.slice(0, count).equals(opening.customers.rows.slice(0, count))
    loans = len(small.loans.number) - 3
    assert np.array_equal(small.loans.principal[:loans], opening.loans.principal[:loans])


def test_a_block_made_alone_equals_its_part_of_the_whole(opening: Snapshot) -> None:
    some = make_snapshot(opening.world, np.arange(1000, 1100), opening.day, handovers(opening.world, 0))
    names = opening.persons.name.to_pylist()
    assert some.persons.name.to_pylist() == names[1000:1100]


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    days = add_months(np.array(["2025-01-31", "2024-01-31"], dtype="datetime64[D]"), np.array([1, 1]))
    assert [str(day) for day in days] == ["2025-02-28", "2024-02-29"]


def test_about_two_percent_of_the_numbers_pass_to_another_person() -> None:
    world = World(7, 20_000, FIRST)
    handed = handovers(world, 3)
    assert 0.017 < len(handed.giver) / world.opening_persons < 0.023
    assert len(set(handed.giver)) == len(handed.giver) and not set(handed.giver) & set(handed.receiver)


def test_a_few_people_never_gave_a_consent_or_withdrew_it(opening: Snapshot) -> None:
    planted = consent_truth(opening).to_pylist()
    missing = sum(not row["is_given"] for row in planted) / len(planted)
    withdrawn = sum(row["is_given"] and row["withdrawn_date"] is not None for row in planted) / len(planted)
    assert 0.01 < missing < 0.05
    assert 0.01 < withdrawn < 0.05


def test_fewer_than_half_of_the_people_agree_to_offers_under_numbers_of_their_own(opening: Snapshot) -> None:
    everybody = np.ones(opening.customers.rows.num_rows, dtype=bool)
    offers, questions = marketing_consent_rows(opening, everybody), consent_rows(opening, everybody)
    assert 0.4 < offers.num_rows / len(everybody) < 0.5
    assert 0.02 < 1 - offers["withdrawn_date"].null_count / offers.num_rows < 0.08
    identifiers = [*offers["consent_id"].to_pylist(), *questions["consent_id"].to_pylist()]
    assert len(set(identifiers)) == len(identifiers)


def test_a_person_decides_for_all_customer_numbers(opening: Snapshot) -> None:
    decided = consent_truth(opening).drop_columns(["customer_id"]).to_pylist()
    assert len({tuple(row.values()) for row in decided}) == len(opening.persons.index)


def test_consents_withdrawn_day_by_day_are_those_of_the_last_day() -> None:
    world = World(7, 3000, FIRST)
    days = [world.date_of(number) for number in range(16)]
    blocks = [snapshot_of(world, day) for day in days]
    standing = consent_rows(blocks[0], np.ones(blocks[0].customers.rows.num_rows, dtype=bool))
    known = {row["consent_id"]: row["withdrawn_date"] for row in standing.to_pylist()}
    gone = [withdrawn_since(block, last).to_pylist() for last, block in zip(days, blocks[1:], strict=False)]
    assert sum(map(len, gone)) > 3
    known |= {row["consent_id"]: row["withdrawn_date"] for rows in gone for row in rows if row["consent_id"] in known}
    at_once = consent_rows(blocks[-1], np.ones(blocks[-1].customers.rows.num_rows, dtype=bool)).to_pylist()
    assert known.items() <= {(row["consent_id"], row["withdrawn_date"]) for row in at_once}


def test_half_of_those_who_give_a_number_up_leave_it_in_the_books_of_the_bank() -> None:
    world = World(7, 3000, FIRST)
    made, giver = snapshot_of(world, world.date_of(3)), handovers(world, 3).giver
    before = snapshot_of(world, world.eve)
    written, earlier = (dict(zip(*numbers(one), strict=True)) for one in (made, before))
    silent = [person for person in giver.tolist() if written[person] == earlier[person]]
    assert 0.3 < len(silent) / len(giver) < 0.7
    assert not set(silent) & set(made.persons.index[made.place.changed_today])


def numbers(made: Snapshot) -> tuple[list[int], list[str]]:
    """Each person and the number under its first customer number."""
    is_first = pa.array(made.customers.copy == 0)
    people = made.persons.index[made.customers.person[made.customers.copy == 0]]
    return people.tolist(), made.customers.rows["mobile_phone"].filter(is_first).to_pylist()
