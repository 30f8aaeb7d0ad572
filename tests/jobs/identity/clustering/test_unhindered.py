"""Joining at once what nothing hinders gives the links that come out pair by pair."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.identity.clustering.codes import CREDIT_CODE, ID_NUMBER, MODEL, NONE
from jobs.identity.clustering.evidence import Evidence, Pairs, Records, no_pairs
from jobs.identity.clustering.linking import Links, grown
from jobs.identity.clustering.unhindered import Unhindered, unhindered
from tests.jobs.identity.clustering.worlds import SMALL

WEAK, STRONG = 9.0, 20.0
NARROW = dataclasses.replace(SMALL, largest_party=3)
BIRTHS = (NONE, 19800101, 19800110, 20100505)


def _pairs(*scored: tuple[int, int, float]) -> Pairs:
    if not scored:
        return no_pairs()
    left, right, weight = map(np.array, zip(*scored, strict=True))
    return Pairs.of(left, right, weight)


def _records(count: int, id_number=(), credit_code=(), birth=(), age=(), party_before=(), is_customer=()) -> Records:
    def filled(values, missing):
        return np.array([*values, *[missing] * (count - len(values))])

    return Records(
        filled(id_number, NONE),
        filled(credit_code, NONE),
        filled(birth, NONE),
        np.array(age or range(count)),
        filled(party_before, NONE),
        filled(is_customer, False).astype(bool),
    )


@st.composite
def banks(draw) -> tuple[Records, Evidence]:
    """Up to nine records with everything that joins or hinders."""
    count = draw(st.integers(2, 9))

    def column(*values):
        return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))

    records = _records(
        count,
        column(NONE, NONE, 0, 1, 2),
        column(NONE, NONE, NONE, 0, 1),
        column(*BIRTHS),
        draw(st.permutations(range(count))),
        column(NONE, 0, 1),
        column(False, False, True),
    )
    every = list(itertools.combinations(range(count), 2))
    pairs = draw(st.lists(st.sampled_from(every), unique=True, max_size=14))
    weights = st.sampled_from([1.0, WEAK, 13.0, STRONG, STRONG])
    decided = draw(st.lists(st.sampled_from(every), unique=True, max_size=draw(st.sampled_from([0, 0, 2]))))
    is_same = [draw(st.booleans()) for _ in decided]
    return records, Evidence(
        same=[pair for pair, same in zip(decided, is_same, strict=True) if same],
        different=[pair for pair, same in zip(decided, is_same, strict=True) if not same],
        scored=_pairs(*((*pair, draw(weights)) for pair in pairs)),
    )


def _nothing_settled(records: Records, evidence: Evidence) -> Unhindered:
    count = len(records.age)
    return Unhindered(np.arange(count), np.zeros(count, dtype=bool), {}, evidence)


def _rows(links: Links) -> list[tuple]:
    rows = zip(links.left, links.right, links.rule, links.weight, links.reason, strict=True)
    return sorted(rows, key=lambda row: row[:3])


@settings(max_examples=600, deadline=None)
@given(banks())
def test_the_links_are_those_that_come_out_pair_by_pair(bank):
    records, evidence = bank
    at_once = grown(records, unhindered(records, evidence, NARROW), NARROW)
    assert _rows(at_once) == _rows(grown(records, _nothing_settled(records, evidence), NARROW))


def test_a_family_of_records_that_agree_is_settled_and_nothing_of_it_is_left_over():
    records = _records(3, id_number=(0, 0), birth=(19800101,))
    found = unhindered(records, Evidence(scored=_pairs((0, 1, STRONG), (1, 2, STRONG))), SMALL)
    assert found.party.tolist() == [0, 0, 0]
    assert {rule: list(zip(pairs.left, pairs.right, strict=True)) for rule, pairs in found.joined.items()} == {
        ID_NUMBER: [(0, 1)],
        CREDIT_CODE: [],
        MODEL: [(1, 2)],
    }
    assert len(found.rest.scored.left) == 0


def test_what_is_contradicted_or_weak_is_left_to_be_looked_at():
    records = _records(5, id_number=(0, 1))
    found = unhindered(records, Evidence(scored=_pairs((0, 1, STRONG), (2, 3, STRONG), (3, 4, WEAK))), SMALL)
    assert found.is_settled.tolist() == [False, False, True, True, True]
    assert found.party.tolist() == [0, 1, 2, 2, 4]
    assert found.rest.scored.left.tolist() == [0, 3]
