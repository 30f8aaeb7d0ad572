"""The links of a day, computed in one task of the engine: Arrow in, whole numbers within, Arrow out."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from jobs.identity.clustering import arrow_rows as rows
from jobs.identity.clustering.codes import DECISION, LINK_RULES, NONE, OUTCOMES, REASONS
from jobs.identity.clustering.evidence import Evidence, Pair, Pairs, Records
from jobs.identity.clustering.forest import components_apart
from jobs.identity.clustering.last_party import LastParties
from jobs.identity.clustering.limits import Limits
from jobs.identity.clustering.linking import Links, linked

LINK_SCHEMA = (
    "left_record_id string, right_record_id string, link_rule_code string, match_weight double, outcome_code string, "
    "reason_code string"
)


def links_of(limits: Limits, **frames: DataFrame) -> DataFrame:
    """Every link with its outcome and reason, ``LINK_SCHEMA``.

    ``records``: record_id, id_number, credit_code, birth_date, first_seen_date, is_customer. ``scored``, ``decided``
    and ``before`` name pairs by left_record_id and right_record_id: with match_weight; with decision_code (SAME or
    DIFFERENT); and those joined on the newest earlier date, with link_rule_code and match_weight. ``earlier`` has
    record_id and party_id of that date, ``absent`` the last ones of records that were not there then. Pairs that name a
    record that is gone are left out: there is nothing left to join.
    """
    return rows.computed_in_one_task(partial(links_in, limits=limits), LINK_SCHEMA, **frames)


def links_in(table: pa.Table, limits: Limits) -> pa.Table:
    """The links of a day whose frames are the rows of one table, each with its kind."""
    records = rows.with_equal_numbers(rows.of_kind(table, "records"), "id_number", "credit_code")
    known = rows.in_order(records, "record_id")
    named = table.filter(pc.is_in(table[rows.KIND], value_set=pa.array(["scored", "decided", "before"])))
    pairs = _pairs(named, known["record_id"])

    def whose(column: str, value: str) -> Pairs:
        return pairs.where(rows.equals(named[column], value) & (pairs.left >= 0) & (pairs.left < pairs.right))

    same, before = whose("decision_code", "SAME"), whose(rows.KIND, "before")
    taken_back = whose("link_rule_code", LINK_RULES[DECISION]).without(same)
    evidence = Evidence(
        same=_as_tuples(same),
        different=_as_tuples(whose("decision_code", "DIFFERENT")),
        scored=whose(rows.KIND, "scored"),
    )
    last = rows.numbers_of(LastParties.of(known["record_id"], table).party_id.dictionary_encode())
    party_before = _without_taken_back(last, before.without(taken_back), taken_back)
    links = linked(_records(known, party_before), evidence, limits)
    return _as_table(links, known["record_id"].combine_chunks())


def _without_taken_back(party: np.ndarray, links: Pairs, taken_back: Pairs) -> np.ndarray:
    """The last parties, of which those fall apart that were one by a decision that people took back."""
    one = taken_back.where((party[taken_back.left] != NONE) & (party[taken_back.left] == party[taken_back.right]))
    if not len(one.left):
        return party
    is_torn = np.isin(party, party[one.left])
    torn = links.where(is_torn[links.left])
    # Only the model weighs its pairs; the other rules say more than any weight.
    strength = Pairs(torn.left, torn.right, np.nan_to_num(torn.weight, nan=np.inf))
    parts = components_apart(len(party), strength.strongest_first(), one)
    return np.where(is_torn, len(party) + parts, party)


def _records(known: pa.Table, party_before: np.ndarray) -> Records:
    return Records(
        id_number=known["id_number"].to_numpy(),
        credit_code=known["credit_code"].to_numpy(),
        birth=rows.day_numbers(known["birth_date"]),
        age=rows.ages(known["first_seen_date"]),
        party_before=party_before,
        is_customer=pc.fill_null(known["is_customer"], False).to_numpy(),
    )


def _pairs(named: pa.Table, ids: pa.ChunkedArray) -> Pairs:
    """The pairs; of one that names a record that is gone the smaller record is -1."""
    one, other = rows.places([named[f"{side}_record_id"] for side in ("left", "right")], ids)
    return Pairs.of(one, other, named["match_weight"].to_numpy())


def _as_tuples(pairs: Pairs) -> list[Pair]:
    return list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def _as_table(links: Links, ids: pa.Array) -> pa.Table:
    return pa.table(
        {
            "left_record_id": ids.take(pa.array(links.left, pa.int64())),
            "right_record_id": ids.take(pa.array(links.right, pa.int64())),
            "link_rule_code": rows.words(LINK_RULES, links.rule),
            "match_weight": pa.array(links.weight, pa.float64()),
            "outcome_code": rows.words(OUTCOMES, links.outcome),
            "reason_code": rows.words(REASONS, links.reason),
        }
    )
