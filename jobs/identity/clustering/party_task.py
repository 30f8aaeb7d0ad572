"""The party of every record of a day, computed in one task of the engine."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame

from jobs.identity.clustering import arrow_rows as rows
from jobs.identity.clustering.codes import LINK_RULES, NONE, SINGLE
from jobs.identity.clustering.forest import components
from jobs.identity.clustering.last_party import LastParties
from jobs.identity.clustering.stable_ids import IdMaker, kept_parties, new_party_ids

PARTY_SCHEMA = (
    "record_id string, source_system_code string, party_id string, match_rule_code string, earlier_party_id string"
)


def parties_of(
    records: DataFrame, joined: DataFrame, earlier: DataFrame, absent: DataFrame, key: str, day: date
) -> DataFrame:
    """Every record with its party, ``PARTY_SCHEMA``.

    ``records``: record_id, source_system_code, first_seen_date. ``joined``: left_record_id, right_record_id,
    link_rule_code of the pairs that are one party. ``earlier``: record_id and party_id of the newest earlier date;
    ``absent``: the last ones of records that were not there then.
    """
    frames = {"records": records, "joined": joined, "earlier": earlier, "absent": absent}
    return rows.computed_in_one_task(partial(parties_in, maker=IdMaker(key, day)), PARTY_SCHEMA, **frames)


def parties_in(table: pa.Table, maker: IdMaker) -> pa.Table:
    """The parties of a day whose frames are the rows of one table, each with its kind."""
    known = rows.in_order(rows.of_kind(table, "records"), "record_id")
    joined, ids = rows.of_kind(table, "joined"), known["record_id"]
    left, right = rows.places([joined[f"{side}_record_id"] for side in ("left", "right")], ids)
    is_there = (left >= 0) & (right >= 0)
    left, right = left[is_there], right[is_there]
    before = LastParties.of(ids, table)
    (rule,) = rows.places([joined["link_rule_code"]], pa.chunked_array([LINK_RULES]))
    return pa.table(
        {
            "record_id": ids,
            "source_system_code": known["source_system_code"],
            "party_id": _party_ids(known, components(len(known), left, right), before, maker),
            "match_rule_code": rows.words((*LINK_RULES, SINGLE), _strongest(len(known), left, right, rule[is_there])),
            "earlier_party_id": before.party_id,
        }
    )


def _party_ids(known: pa.Table, clusters: np.ndarray, before: LastParties, maker: IdMaker) -> pa.Array:
    """The id of every record's party: the earlier one that it keeps, or the one of its smallest record."""
    earlier = before.party_id.dictionary_encode()
    age = rows.ages(known["first_seen_date"])
    kept = kept_parties(clusters, age, rows.numbers_of(earlier), before.was_there)
    new = np.flatnonzero((clusters == np.arange(len(clusters))) & (kept == NONE))
    made = new_party_ids(known["record_id"].take(pa.array(new)).to_pylist(), set(before.taken.to_pylist()), maker)
    position = np.where(kept == NONE, len(earlier.dictionary) + np.searchsorted(new, clusters), kept)
    return pa.concat_arrays([earlier.dictionary, pa.array(made, pa.string())]).take(pa.array(position))


def _strongest(count: int, left: np.ndarray, right: np.ndarray, rule: np.ndarray) -> np.ndarray:
    """The strongest rule that joins each record, the position after the last rule for a record that none does."""
    found = np.full(count, len(LINK_RULES), dtype=np.int64)
    np.minimum.at(found, left, rule)
    np.minimum.at(found, right, rule)
    return found
