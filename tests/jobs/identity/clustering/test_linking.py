from __future__ import annotations

import datetime
import itertools
from dataclasses import replace

import pytest

from jobs.identity.clustering.limits import LIMITS, Limits
from jobs.identity.matching.declaration import read_match_model
from jobs.identity.odds import bits_of
from tests.jobs.identity.clustering.worlds import MONDAY, SMALL, Day, Record, ran, tomorrow

WIDE = Limits(link_weight=7.0, bridge_weight=12.0)
CHILD, ADULT = datetime.date(2010, 5, 5), datetime.date(1969, 12, 31)


def _customers(*names: str) -> list[Record]:
    return [Record(name, is_customer=True) for name in names]


def _records(*names: str) -> list[Record]:
    return [Record(name) for name in names]


def test_records_with_one_number_join_in_a_chain_and_not_pair_by_pair():
    found = ran(Day(MONDAY, [Record(name, id_number="N") for name in "abcde"]))
    assert sorted(found.links) == [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]
    assert {link["link_rule_code"] for link in found.links.values()} == {"ID_NUMBER"}
    assert found.parties == [set("abcde")]


def test_companies_with_one_credit_code_are_one_party():
    found = ran(Day(MONDAY, [Record(name, credit_code="K") for name in "ab"]))
    assert found.links["a", "b"]["link_rule_code"] == "CREDIT_CODE"
    assert found.parties == [{"a", "b"}]


def test_two_numbers_never_meet_through_a_third_record():
    records = [Record("a", id_number="M"), Record("b"), Record("c", id_number="N")]
    found = ran(Day(MONDAY, records, {("a", "b"): 30.0, ("b", "c"): 20.0}))
    assert found.reasons() == {("a", "b"): None, ("b", "c"): "ID_CONFLICT"}
    assert found.links["b", "c"]["outcome_code"] == "REFUSED"


def test_two_numbers_never_meet_by_a_decision():
    records = [Record("a", id_number="M"), Record("b"), Record("c", id_number="N")]
    found = ran(Day(MONDAY, records, decisions={("a", "b"): "SAME", ("b", "c"): "SAME"}))
    assert found.reasons() == {("a", "b"): None, ("b", "c"): "ID_CONFLICT"}


def test_two_credit_codes_never_meet():
    records = [Record("a", credit_code="J"), Record("b", credit_code="K")]
    found = ran(Day(MONDAY, records, {("a", "b"): 30.0}))
    assert found.reasons() == {("a", "b"): "ID_CONFLICT"}


def test_a_parent_and_a_child_are_two_even_through_a_record_without_birth():
    records = [Record("a", birth_date=ADULT), Record("b"), Record("c", birth_date=CHILD)]
    found = ran(Day(MONDAY, records, {("a", "b"): 20.0, ("b", "c"): 20.0}))
    assert found.reasons() == {("a", "b"): None, ("b", "c"): "BIRTH_CONFLICT"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1969-12-31", "1969-12-13"),
        ("1969-07-03", "1969-03-07"),
        ("1969-12-31", "1959-12-31"),
        ("1969-12-31", "1970-01-01"),
        ("1969-02-11", "1970-11-28"),
    ],
)
def test_a_birth_that_a_slip_of_the_pen_makes_of_another_is_no_conflict(one: str, other: str):
    births = [datetime.date.fromisoformat(day) for day in (one, other)]
    records = [Record(name, birth_date=born) for name, born in zip("ab", births, strict=True)]
    assert ran(Day(MONDAY, records, {("a", "b"): 20.0})).parties == [{"a", "b"}]


@pytest.mark.parametrize(("weight", "reason"), [(30.0, None), (9.0, "BIRTH_CONFLICT")])
def test_births_far_apart_yield_to_a_pair_that_has_weighed_them_and_is_not_weak(weight: float, reason: str | None):
    records = [Record("a", birth_date=ADULT), Record("b", birth_date=CHILD)]
    assert ran(Day(MONDAY, records, {("a", "b"): weight})).reasons() == {("a", "b"): reason}


@pytest.mark.parametrize("proof", ["number", "decision"])
def test_a_birth_that_was_mistyped_yields_to_a_number_and_to_people(proof: str):
    number = "N" if proof == "number" else None
    records = [Record("a", number, birth_date=ADULT), Record("b", number, birth_date=CHILD)]
    decisions = {("a", "b"): "SAME"} if proof == "decision" else {}
    assert ran(Day(MONDAY, records, decisions=decisions)).parties == [{"a", "b"}]


def test_a_party_with_a_mistyped_birth_takes_in_records_with_either():
    records = [Record("a", "N", birth_date=ADULT), Record("b", "N", birth_date=CHILD), Record("c", birth_date=ADULT)]
    assert ran(Day(MONDAY, records, {("b", "c"): 20.0})).parties == [{"a", "b", "c"}]


def test_what_people_held_apart_stays_apart_whatever_speaks_for_it():
    records = [Record(name, id_number="N") for name in "abc"]
    found = ran(Day(MONDAY, records, {("a", "b"): 40.0}, {("a", "b"): "DIFFERENT"}))
    assert found.links["a", "b"] == {
        "left_record_id": "a",
        "right_record_id": "b",
        "link_rule_code": "DECISION",
        "match_weight": None,
        "outcome_code": "REFUSED",
        "reason_code": "DECIDED_DIFFERENT",
    }
    assert sorted(map(sorted, found.parties)) in ([["a"], ["b", "c"]], [["a", "c"], ["b"]])


def test_a_pair_in_the_grey_band_waits_for_people():
    found = ran(Day(MONDAY, _records("a", "b"), {("a", "b"): 6.9}))
    assert found.links["a", "b"]["outcome_code"] == "REVIEW"
    assert found.reasons() == {("a", "b"): "GREY_BAND"}


def test_a_pair_in_the_grey_band_that_could_never_join_is_not_asked():
    records = [Record("a", id_number="M"), Record("b", id_number="N")]
    assert ran(Day(MONDAY, records, {("a", "b"): 5.0})).reasons() == {("a", "b"): "ID_CONFLICT"}


def test_one_weak_pair_does_not_join_two_parties():
    strong = {("a", "b"): 20.0, ("c", "d"): 20.0}
    found = ran(Day(MONDAY, _records(*"abcd"), {**strong, ("b", "c"): 9.0}))
    assert found.links["b", "c"]["outcome_code"] == "REVIEW"
    assert found.reasons()["b", "c"] == "WEAK_BRIDGE"


def test_two_weak_pairs_do_and_so_does_one_that_is_not_weak():
    strong = {("a", "b"): 20.0, ("c", "d"): 20.0}
    assert len(ran(Day(MONDAY, _records(*"abcd"), {**strong, ("b", "c"): 9.0, ("a", "d"): 8.0})).parties) == 1
    assert len(ran(Day(MONDAY, _records(*"abcd"), {**strong, ("b", "c"): 12.0})).parties) == 1


def test_a_bridge_that_turns_out_to_be_no_lone_one_is_asked_again():
    """The parties {a, b} and {c, d} each have one weak pair to {e, f}; they become one by two pairs weaker still."""
    weights = {
        **{("a", "b"): 20.0, ("c", "d"): 20.0, ("e", "f"): 20.0},
        **{("a", "e"): 9.0, ("c", "f"): 9.0},
        **{("a", "c"): 8.0, ("b", "d"): 8.0},
    }
    assert ran(Day(MONDAY, _records(*"abcdef"), weights), limits=WIDE).parties == [set("abcdef")]


def test_what_was_refused_is_asked_again_until_nothing_changes():
    """Once {a, b} and {c, d} are one, {e, f} has two pairs to it; once that has joined, {g, h} has two as well."""
    weights = {
        **{("a", "b"): 20.0, ("c", "d"): 20.0, ("e", "f"): 20.0, ("g", "h"): 20.0},
        **{("a", "g"): 10.0, ("e", "h"): 10.0},
        **{("a", "e"): 9.0, ("c", "f"): 9.0},
        **{("a", "c"): 8.0, ("b", "d"): 8.0},
    }
    assert ran(Day(MONDAY, _records(*"abcdefgh"), weights), limits=WIDE).parties == [set("abcdefgh")]


@pytest.mark.parametrize("order", [(), range(20, 0, -1)])
def test_of_two_equal_weights_the_pair_with_the_smaller_record_joins_however_the_rows_lie(order):
    records = [Record("a", id_number="M"), Record("b"), Record("c", id_number="N")]
    found = ran(Day(MONDAY, records, {("a", "b"): 20.0, ("b", "c"): 20.0}), order=order)
    assert found.reasons() == {("a", "b"): None, ("b", "c"): "ID_CONFLICT"}


@pytest.mark.parametrize("weight_of", [lambda place: 9.0, lambda place: 8.0 + (place * 7919 % 101) / 50])
def test_a_chain_of_a_thousand_look_alikes_is_not_one_party(weight_of):
    names = [f"r{place:04}" for place in range(1000)]
    weights = {pair: weight_of(place) for place, pair in enumerate(itertools.pairwise(names))}
    found = ran(Day(MONDAY, _records(*names), weights), limits=WIDE)
    assert max(map(len, found.parties)) <= WIDE.lone_weak_pairs + 1
    assert set(found.reasons().values()) == {None, "WEAK_BRIDGE"}


def test_a_number_that_a_thousand_records_carry_makes_no_giant_and_is_reported():
    records = [Record(f"r{place:04}", id_number="N") for place in range(1000)]
    found = ran(Day(MONDAY, records), limits=WIDE)
    assert max(map(len, found.parties)) == WIDE.largest_party
    refused = [link for link in found.links.values() if link["outcome_code"] == "REVIEW"]
    assert {link["reason_code"] for link in refused} == {"TOO_LARGE"}
    assert len(found.links) < 1100


def test_a_firm_is_one_party_however_many_records_tell_of_it():
    records = [Record(f"r{place:04}", credit_code="K") for place in range(450)]
    named = ran(Day(MONDAY, [*records, Record("without")], {("r0007", "without"): 20.0}), limits=WIDE)
    assert len(named.parties) == 1
    assert len(ran(Day(MONDAY, [*records, Record("other", credit_code="L")]), limits=WIDE).parties) == 2


def test_two_customers_of_yesterday_become_one_only_by_people():
    monday = ran(Day(MONDAY, _customers("a", "b")))
    tuesday = ran(tomorrow(monday.day, weights={("a", "b"): 30.0}), monday)
    assert tuesday.links["a", "b"]["outcome_code"] == "REVIEW"
    assert tuesday.reasons() == {("a", "b"): "ESTABLISHED_CUSTOMERS"}
    wednesday = ran(tomorrow(tuesday.day, decisions={("a", "b"): "SAME"}), tuesday)
    assert wednesday.parties == [{"a", "b"}]


def test_a_new_customer_number_joins_its_person_without_being_asked():
    monday = ran(Day(MONDAY, _customers("a")))
    records = [*monday.day.records, Record("b", is_customer=True, first_seen_date=MONDAY)]
    assert ran(tomorrow(monday.day, records=records, weights={("a", "b"): 13.0}), monday).parties == [{"a", "b"}]


def test_a_decision_about_two_records_is_one_about_the_customers_they_stood_for():
    """The court's record v was customer a yesterday; whoever says that v is customer b says that a is b."""
    monday = ran(Day(MONDAY, [*_customers("a", "b"), Record("v")], {("a", "v"): 13.0}))
    tuesday = ran(tomorrow(monday.day, decisions={("b", "v"): "SAME"}), monday)
    assert tuesday.parties == [{"a", "b", "v"}]


def test_a_corrected_number_does_not_tear_records_from_their_customer():
    """Customer b turns out to have the number of a: that is for people, and a's later record x stays with a."""
    records = [Record("a", "N", is_customer=True), Record("b", is_customer=True), Record("x", "N")]
    monday = ran(Day(MONDAY, records))
    corrected = [records[0], Record("b", "N", is_customer=True), records[2]]
    tuesday = ran(tomorrow(monday.day, records=corrected), monday)
    assert sorted(map(sorted, tuesday.parties)) == [["a", "x"], ["b"]]
    assert tuesday.reasons()["a", "b"] == "ESTABLISHED_CUSTOMERS"


def test_pairs_and_decisions_about_records_that_are_gone_are_left_out():
    found = ran(Day(MONDAY, _records("a"), {("a", "z"): 20.0}, {("a", "y"): "SAME"}), limits=SMALL)
    assert found.links == {}
    assert found.parties == [{"a"}]


def test_a_bank_without_records_has_no_links():
    assert ran(Day(MONDAY, [])).links == {}


def test_the_limits_are_the_probabilities_that_the_model_declares():
    declared = read_match_model("person_match").thresholds
    assert (LIMITS.link_weight, LIMITS.bridge_weight) == (bits_of(declared.link), bits_of(declared.bridge))
    assert declared.link_weight == LIMITS.link_weight > declared.review_weight


def test_two_customers_are_asked_about_again_once_people_take_back_that_they_are_one():
    monday = Day(MONDAY, _customers("a", "b"), {("a", "b"): 20.0})
    apart = ran(replace(monday, weights={}))
    decided = ran(tomorrow(monday, decisions={("a", "b"): "SAME"}), apart)
    assert decided.parties == [{"a", "b"}]
    taken_back = ran(tomorrow(decided.day, decisions={}), decided)
    assert taken_back.reasons() == {("a", "b"): "ESTABLISHED_CUSTOMERS"}
    assert ran(tomorrow(taken_back.day), taken_back).links == taken_back.links


def test_a_record_that_hung_on_both_stays_with_the_customer_it_is_closer_to():
    weights = {("a", "c"): 13.0, ("b", "c"): 20.0}
    decided = ran(Day(MONDAY, [*_customers("a", "b"), Record("c")], weights, {("a", "b"): "SAME"}))
    taken_back = ran(tomorrow(decided.day, decisions={}), decided)
    assert taken_back.reasons() == {("a", "c"): "ESTABLISHED_CUSTOMERS", ("b", "c"): None}


def test_what_people_still_say_keeps_together_what_one_of_them_takes_back():
    decisions = dict.fromkeys([("a", "b"), ("b", "c")], "SAME")
    decided = ran(Day(MONDAY, _customers("a", "b", "c", "d"), {("a", "d"): 20.0}, decisions))
    one_less = ran(tomorrow(decided.day, decisions={("b", "c"): "SAME"}), decided)
    assert sorted(map(sorted, one_less.parties)) == [["a", "d"], ["b", "c"]]
