"""What holds in every small bank, whatever its records, pairs and decisions, and however its rows lie."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.identity.clustering.worlds import SMALL, Day, Published, days, ran

ORDERS = st.lists(st.integers(0, 50), min_size=1, max_size=30)
TUESDAY, WEDNESDAY = datetime.date(2026, 6, 2), datetime.date(2026, 6, 3)
MANY = settings(max_examples=150, deadline=None)


@st.composite
def two_days(draw) -> tuple[Day, Day]:
    """A bank, and the same bank with more records, pairs and decisions; ``a`` sorts before the old ones."""
    monday = draw(days())
    return monday, draw(days(prefix=draw(st.sampled_from(["a", "s"])), date=TUESDAY, after=monday))


@MANY
@given(two_days(), ORDERS)
def test_the_order_of_the_rows_does_not_matter(both, order):
    monday, tuesday = both
    before = ran(monday)
    shuffled = ran(monday, order=order)
    assert (shuffled.links, shuffled.party_of) == (before.links, before.party_of)
    assert ran(tuesday, shuffled, order=order) == ran(tuesday, before)


@MANY
@given(two_days())
def test_two_valid_numbers_are_never_in_one_party(both):
    monday = ran(both[0])
    for found in (monday, ran(both[1], monday)):
        for kind in ("id_number", "credit_code"):
            value = {one.record_id: getattr(one, kind) for one in found.day.records}
            assert all(len({value[name] for name in party} - {None}) <= 1 for party in found.parties)


@MANY
@given(two_days())
def test_every_pair_is_told_and_its_outcome_is_what_the_parties_say(both):
    monday = ran(both[0])
    found = ran(both[1], monday)
    assert {*both[1].weights, *both[1].decisions} <= set(found.links)
    for (left, right), link in found.links.items():
        is_one = found.party_of[left] == found.party_of[right]
        assert (link["outcome_code"] == "JOINED") == is_one == (link["reason_code"] is None)
        assert link["outcome_code"] != "REVIEW" or (left, right) not in both[1].decisions
        assert both[1].decisions.get((left, right)) != "DIFFERENT" or not is_one


@MANY
@given(two_days())
def test_a_party_without_a_credit_code_is_no_larger_than_allowed_unless_people_made_it_so(both):
    found = ran(Day(both[1].date, both[1].records, both[1].weights))
    firms = {one.record_id for one in both[1].records if one.credit_code}
    assert all(len(party) <= SMALL.largest_party for party in found.parties if not party & firms)


@MANY
@given(two_days())
def test_customers_of_two_parties_meet_only_by_a_decision(both):
    monday = ran(both[0])
    tuesday = ran(Day(TUESDAY, both[1].records, both[1].weights), monday)
    customers = {one.record_id for one in both[0].records if one.is_customer}
    for party in tuesday.parties:
        assert len({monday.party_of[name] for name in party & customers}) <= 1


@MANY
@given(two_days())
def test_the_same_day_twice_gives_the_same_ids(both):
    monday = ran(both[0])
    assert ran(both[1], monday) == ran(both[1], monday)


@MANY
@given(two_days())
def test_a_day_on_which_nothing_changes_changes_no_id(both):
    monday = ran(both[0])
    again = ran(Day(TUESDAY, both[0].records, both[0].weights, both[0].decisions), monday)
    assert again.party_of == monday.party_of


@MANY
@given(two_days())
def test_new_records_never_rename_a_party(both):
    """The oldest record of a party keeps its id, or takes that of an older party which the party went into."""
    monday = ran(both[0])
    tuesday = ran(both[1], monday)
    oldest = oldest_records(monday)
    for party_id, record_id in oldest.items():
        now = tuesday.party_of[record_id]
        assert now == party_id or oldest[now] < record_id


@MANY
@given(two_days(), st.data())
def test_after_merges_splits_and_losses_no_id_means_two_parties(both, data):
    """Days with everything that can happen: records that come and go, pairs that are gone, decisions that change."""
    found = ran(both[0])
    for number, day in enumerate([both[1], both[0], both[1]]):
        date = TUESDAY + datetime.timedelta(days=number)
        lost = data.draw(st.sets(st.sampled_from([one.record_id for one in day.records]), max_size=2))
        gone = data.draw(st.sets(st.sampled_from(sorted(day.weights)), max_size=3)) if day.weights else set()
        kept = [one for one in day.records if one.record_id not in lost]
        weights = {pair: weight for pair, weight in day.weights.items() if pair not in gone}
        earlier, found = found, ran(Day(date, kept, weights, day.decisions), found)
        assert_ids_are_told_apart(earlier, found)


def assert_ids_are_told_apart(before: Published, now: Published) -> None:
    """One id, one set of joined records; an id of before that is in use is where its oldest record is."""
    joined = {pair for pair, link in now.links.items() if link["outcome_code"] == "JOINED"}
    for party in now.parties:
        assert is_connected(party, joined)
    for party_id, record_id in oldest_records(before, among=now.party_of).items():
        if party_id in now.party_of.values():
            assert now.party_of[record_id] == party_id
        else:
            assert now.party_of[record_id] in {*before.party_of.values(), *before.absent.values()}


def oldest_records(published: Published, among=None) -> dict[str, str]:
    """The oldest record of each party, of those that still exist."""
    first_seen = {one.record_id: one.first_seen_date for one in published.day.records}
    oldest: dict[str, str] = {}
    for record_id in sorted(published.party_of, key=lambda name: (first_seen[name], name)):
        if among is None or record_id in among:
            oldest.setdefault(published.party_of[record_id], record_id)
    return oldest


def is_connected(party: set[str], joined: set[tuple[str, str]]) -> bool:
    reached, waiting = set(), [min(party)]
    while waiting:
        record = waiting.pop()
        reached.add(record)
        near = {other for pair in joined if record in pair for other in pair}
        waiting.extend(near & party - reached)
    return reached == party
