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
from jobs.identity.clustering.limits import Limits
from jobs.identity.clustering.linking import Links, linked

LINK_SCHEMA = (
    "left_record_id string, right_record_id string, link_rule_code string, match_weight double, outcome_code string, "
    "reason_code string"
)


def links_of(records: DataFrame, scored: DataFrame, decided: DataFrame, before: DataFrame, limits: Limits) -> DataFrame:
    """Every link with its outcome and reason, ``LINK_SCHEMA``.

    ``records``: record_id, id_number, credit_code, birth_date, first_seen_date, is_known (existed on the newest earlier
    date), is_customer. The others name pairs by left_record_id and right_record_id: ``scored`` with match_weight,
    ``decided`` with decision_code (SAME or DIFFERENT), ``before`` the pairs that were one party then, with
    link_rule_code and match_weight. Pairs that name a record that is gone are left out: there is nothing left to join.
    """
    frames = {"records": records, "scored": scored, "decided": decided, "before": before}
    return rows.computed_in_one_task(partial(links_in, limits=limits), LINK_SCHEMA, **frames)


def links_in(table: pa.Table, limits: Limits) -> pa.Table:
    """The links of a day whose frames are the rows of one table, each with its kind."""
    records = rows.with_equal_numbers(rows.of_kind(table, "records"), "id_number", "credit_code")
    known = rows.in_order(records, "record_id")
    named = table.filter(pc.not_equal(table[rows.KIND], "records"))
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
    links = linked(_records(known, before.without(taken_back), taken_back), evidence, limits)
    return _as_table(links, known["record_id"].combine_chunks())


def _records(known: pa.Table, before: Pairs, taken_back: Pairs) -> Records:
    # Only the model weighs its pairs; the other rules say more than any weight.
    strength = Pairs(before.left, before.right, np.nan_to_num(before.weight, nan=np.inf))
    parties = components_apart(len(known), strength.strongest_first(), taken_back)
    is_known = pc.fill_null(known["is_known"], False).to_numpy()
    is_customer = pc.fill_null(known["is_customer"], False).to_numpy()
    return Records(
        id_number=known["id_number"].to_numpy(),
        credit_code=known["credit_code"].to_numpy(),
        birth=rows.day_numbers(known["birth_date"]),
        age=rows.ages(known["first_seen_date"]),
        party_before=np.where(is_known, parties, NONE),
        is_customer=is_known & is_customer,
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
