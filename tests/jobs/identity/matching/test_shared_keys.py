"""Pairs of records that share a key: all of them, and none through a key of more records than the cap."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.identity.matching import shared_keys
from jobs.identity.matching.shared_keys import BLOCKING_KEY, IS_FRESH, RECORD_NUMBER, RULE_PLACE, pairs_sharing

CAP = 4
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            BLOCKING_KEY: st.integers(-3, 3),
            RULE_PLACE: st.just(0),
            RECORD_NUMBER: st.integers(-20, 20),
            IS_FRESH: st.booleans(),
        }
    ),
    unique_by=lambda row: (row[BLOCKING_KEY], row[RECORD_NUMBER]),
)
SCHEMA = pa.schema(
    [(BLOCKING_KEY, pa.int64()), (RULE_PLACE, pa.int32()), (RECORD_NUMBER, pa.int64()), (IS_FRESH, pa.bool_())]
)


def _listed(rows):
    batches = pa.Table.from_pylist(rows, SCHEMA).to_batches(max_chunksize=3)
    return sorted(tuple(pair.values()) for batch in pairs_sharing(iter(batches), CAP) for pair in batch.to_pylist())


def _one_by_one(rows):
    """The same, each key and each two of its records looked at in turn."""
    for key in {row[BLOCKING_KEY] for row in rows}:
        sharing = [row for row in rows if row[BLOCKING_KEY] == key]
        if len(sharing) > CAP:
            continue
        for one, other in itertools.combinations(sorted(sharing, key=lambda row: row[RECORD_NUMBER]), 2):
            is_fresh = one[IS_FRESH] or other[IS_FRESH] or len(sharing) > CAP / 2
            yield one[RECORD_NUMBER], other[RECORD_NUMBER], 0, is_fresh


@settings(deadline=None)
@given(rows=ROWS)
def test_every_two_records_of_a_key_are_a_pair_in_whatever_order_they_come(rows):
    assert _listed(rows) == sorted(_one_by_one(rows))


@pytest.mark.parametrize("at_once", [1, 2, 5, 1_000])
def test_pairs_are_the_same_however_many_are_made_at_once(monkeypatch, at_once):
    rows = [
        {BLOCKING_KEY: number // 3, RULE_PLACE: number // 3, RECORD_NUMBER: number, IS_FRESH: number == 4}
        for number in range(12)
    ]
    whole = _listed(rows)
    monkeypatch.setattr(shared_keys, "PAIRS_AT_ONCE", at_once)
    assert _listed(rows) == whole
    assert [pair[:2] for pair in whole[:4]] == [(0, 1), (0, 2), (1, 2), (3, 4)]


def test_two_records_of_one_number_are_no_pair():
    row = {BLOCKING_KEY: 1, RULE_PLACE: 0, RECORD_NUMBER: 7, IS_FRESH: True}
    assert _listed([row, row]) == []
