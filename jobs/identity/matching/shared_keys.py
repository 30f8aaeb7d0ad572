"""Pairs of records that share a key, listed from the keys of many records at once: whole numbers in and out.

Keys are put in order, so that the records of one stand together, and each record meets those that stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

BLOCKING_KEY, RULE_PLACE, RECORD_NUMBER, IS_FRESH = "blocking_key", "rule_place", "record_number", "is_fresh"
LEFT_NUMBER, RIGHT_NUMBER = "left_number", "right_number"
KEY_COLUMNS = (BLOCKING_KEY, RULE_PLACE, RECORD_NUMBER, IS_FRESH)
PAIR_COLUMNS = [LEFT_NUMBER, RIGHT_NUMBER, RULE_PLACE, IS_FRESH]
PAIR_SCHEMA = f"{LEFT_NUMBER} bigint, {RIGHT_NUMBER} bigint, {RULE_PLACE} int, {IS_FRESH} boolean"
# Pairs made at once: 50 MB of whole numbers.
PAIRS_AT_ONCE = 1_000_000
# A key of more records than this share of the cap may have been a hub the day before.
CROWDED_SHARE = 0.5


def pairs_sharing(batches: Iterator[pa.RecordBatch], hub_records: int) -> Iterator[pa.RecordBatch]:
    """The pairs, ``PAIR_SCHEMA``, of rows of blocking_key, rule_place, record_number and is_fresh.

    The rows hold all records of each of their keys. A pair comes once for each key that it shares, the smaller number
    left. A key of more than ``hub_records`` finds nobody. A pair is fresh if one of its records is, or if its key is
    crowded.
    """
    received = [batch for batch in batches if batch.num_rows]
    if not received:
        return
    rows = pa.Table.from_batches(received)
    in_order = np.argsort(rows[BLOCKING_KEY].to_numpy())
    key, place, record, is_fresh = (rows[name].to_numpy()[in_order] for name in KEY_COLUMNS)
    size, behind = _sizes(key)
    is_fresh = is_fresh | (size > hub_records * CROWDED_SHARE)
    for left, right in _places(np.where(size <= hub_records, behind, 0)):
        one, other = record[left], record[right]
        found = (np.minimum(one, other), np.maximum(one, other), place[left], is_fresh[left] | is_fresh[right])
        yield pa.RecordBatch.from_arrays([pa.array(column[one != other]) for column in found], names=PAIR_COLUMNS)


def _sizes(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row of keys in order, how many rows have its key, and how many of them stand behind it."""
    start = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    size = np.diff(np.append(start, len(key)))
    end = np.repeat(start + size, size)
    return np.repeat(size, size), end - np.arange(len(key)) - 1


def _places(behind: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The positions of both rows of each pair, about so many at once, where each row meets so many behind it."""
    until = np.cumsum(behind)
    cuts = np.searchsorted(until, np.arange(PAIRS_AT_ONCE, until[-1], PAIRS_AT_ONCE))
    for rows in np.split(np.arange(len(behind)), cuts):
        left = np.repeat(rows, behind[rows])
        first = np.repeat(np.cumsum(behind[rows]) - behind[rows], behind[rows])
        yield left, left + 1 + np.arange(len(left)) - first
