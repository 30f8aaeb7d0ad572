"""A record that is absent for a day, and back on another, is who it was."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jobs.identity.clustering.stable_ids import IdMaker
from tests.jobs.identity.clustering.worlds import MONDAY, Day, Published, Record, days, ran, tomorrow

STRONG = 20.0
TUESDAY, WEDNESDAY, SUNDAY = (MONDAY + datetime.timedelta(days=number) for number in (1, 2, -1))
OWN = IdMaker("key", MONDAY).of_records


def _without(published: Published, *names: str) -> Published:
    """The next day, on which some records are absent."""
    kept = [one for one in published.day.records if one.record_id not in names]
    return ran(tomorrow(published.day, records=kept), published)


def _with(published: Published, records: Sequence[Record], **changes: object) -> Published:
    """The next day, with these records."""
    return ran(tomorrow(published.day, records=records, **changes), published)


def test_two_customers_who_wait_for_people_wait_still_after_one_was_absent():
    customers = [Record("a", is_customer=True), Record("b", is_customer=True)]
    monday = ran(Day(MONDAY, customers))
    waiting = ran(tomorrow(monday.day, weights={("a", "b"): STRONG}), monday)
    assert waiting.reasons() == {("a", "b"): "ESTABLISHED_CUSTOMERS"}
    back = _with(_without(waiting, "a"), customers)
    assert back.reasons() == waiting.reasons()
    assert back.party_of == monday.party_of


def test_a_customer_of_two_records_is_one_still_after_one_was_absent():
    customers = [Record("a", is_customer=True), Record("b", is_customer=True)]
    monday = ran(Day(MONDAY, customers, {("a", "b"): STRONG}))
    assert _with(_without(monday, "a"), customers).party_of == monday.party_of


def test_a_party_whose_records_were_all_absent_has_its_id_again():
    """The party began with b, so that none would make its id of the records that are back."""
    records = [Record("b"), Record("a", first_seen_date=WEDNESDAY), Record("c")]
    founded = ran(Day(MONDAY, records[::2]))
    joined = _with(founded, records, weights={("a", "b"): STRONG})
    gone = _without(joined, "a", "b")
    assert _with(gone, records).party_of == joined.party_of
    assert joined.party_of["a"] == OWN(["b"])[0]


def test_a_party_is_one_still_where_its_records_are_absent_in_turn():
    """Nobody but the two ever had the id: whichever of them is there has it."""
    records = [Record("a"), Record("b"), Record("c")]
    monday = ran(Day(MONDAY, records, {("a", "b"): STRONG}))
    only_b = _without(monday, "a")
    only_a = _with(only_b, [records[0], records[2]])
    for found in (only_b, only_a, _with(only_a, records)):
        assert found.party_of == {one.record_id: monday.party_of[one.record_id] for one in found.day.records}


def test_an_id_stays_with_whom_it_meant_the_day_before_where_a_record_is_back_that_is_somebody_else():
    """Only the decision came in between: b had the id alone, so it means b, though a is older."""
    records = [Record("a"), Record("b")]
    monday = ran(Day(MONDAY, records, {("a", "b"): STRONG}))
    tuesday = _without(monday, "a")
    wednesday = _with(tuesday, records, decisions={("a", "b"): "DIFFERENT"})
    assert wednesday.party_of["b"] == monday.party_of["b"]
    assert wednesday.party_of["a"] not in monday.party_of.values()


def test_an_old_party_takes_up_the_new_record_that_came_while_it_was_absent():
    """The customer has the id of years, and not that of yesterday."""
    old, other = Record("z"), Record("q")
    new = Record("a", first_seen_date=TUESDAY)
    monday = ran(Day(MONDAY, [old, other]))
    tuesday = _with(monday, [new, other])
    wednesday = _with(tuesday, [new, old, other], weights={("a", "z"): STRONG})
    assert wednesday.party_of == {"a": OWN(["z"])[0], "z": OWN(["z"])[0], "q": OWN(["q"])[0]}


def test_the_id_of_a_record_that_is_absent_is_given_to_no_other():
    """When a leaves its party, the id that it would make means b, which may be back any day."""
    a, b, c = Record("a"), Record("b"), Record("c", first_seen_date=SUNDAY)
    monday = ran(Day(MONDAY, [a, b, c], {("a", "b"): STRONG}))
    moved = _with(_without(monday, "a"), [a, b, c], weights={("a", "c"): STRONG})
    assert moved.party_of == {"a": OWN(["c"])[0], "b": OWN(["a"])[0], "c": OWN(["c"])[0]}
    for before in (moved, _without(moved, "b")):
        parted = _with(before, [a, c], weights={})
        assert parted.party_of["a"] not in moved.party_of.values()
        assert _with(parted, [a, b, c]).party_of == {**parted.party_of, "b": moved.party_of["b"]}


@st.composite
def second_days(draw) -> Published:
    """A bank on its second day, so that not every id is that of the smallest record."""
    first = draw(days())
    return ran(draw(days(draw(st.sampled_from(["a", "s"])), TUESDAY, first)), ran(first))


@settings(max_examples=150, deadline=None)
@given(second_days(), st.data())
def test_where_nobody_else_comes_or_goes_a_day_of_absence_changes_no_party(before, data):
    names = sorted(before.party_of)
    lost = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=len(names) - 1))
    without = _without(before, *lost)
    assume(_as_sets(without, without.party_of) == _as_sets(before, without.party_of))
    assert _with(without, before.day.records).party_of == before.party_of


def _as_sets(published: Published, names: Collection[str]) -> set[frozenset[str]]:
    """The parties as sets of some records."""
    return {frozenset(party & set(names)) for party in published.parties} - {frozenset()}
