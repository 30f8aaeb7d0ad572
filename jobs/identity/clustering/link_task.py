"""The links of a day, computed in one task of the engine: Arrow in, whole numbers within, Arrow out."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from jobs.identity.clustering import arrow_rows as rows
from jobs.identity.clustering.codes import LINK_RULES, NONE, OUTCOMES, REASONS
from jobs.identity.clustering.evidence import Evidence, Pair, Records
from jobs.identity.clustering.forest import components
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
    ``decided`` with decision_code (SAME or DIFFERENT), ``before`` the pairs that were one party then. Pairs that name
    a record that is gone are left out: there is nothing left to join.
    """
    frames = {"records": records, "scored": scored, "decided": decided, "before": before}
    return rows.computed_in_one_task(partial(links_in, limits=limits), LINK_SCHEMA, **frames)


def links_in(table: pa.Table, limits: Limits) -> pa.Table:
    """The links of a day whose frames are the rows of one table, each with its kind."""
    known = rows.of_kind(table, "records").sort_by("record_id")
    ids = known["record_id"]
    records = _records(known, _pairs(rows.of_kind(table, "before"), ids))
    links = linked(records, _evidence(table, ids), limits)
    return _as_table(links, ids.combine_chunks())


def _records(known: pa.Table, before: list[Pair]) -> Records:
    age = np.empty(len(known), dtype=np.int64)
    age[rows.oldest_first(known["first_seen_date"])] = np.arange(len(known))
    parties = np.asarray(components(len(known), before), dtype=np.int64)
    is_known = pc.fill_null(known["is_known"], False).to_numpy()
    is_customer = pc.fill_null(known["is_customer"], False).to_numpy()
    return Records(
        id_number=rows.equal_numbers(known["id_number"]),
        credit_code=rows.equal_numbers(known["credit_code"]),
        birth=rows.day_numbers(known["birth_date"]),
        age=age.tolist(),
        party_before=np.where(is_known, parties, NONE).tolist(),
        is_customer=(is_known & is_customer).tolist(),
    )


def _evidence(table: pa.Table, ids: pa.ChunkedArray) -> Evidence:
    decided, scored = rows.of_kind(table, "decided"), rows.of_kind(table, "scored")
    same, different = (decided.filter(pc.equal(decided["decision_code"], code)) for code in ("SAME", "DIFFERENT"))
    left, right, is_there = _ends(scored, ids)
    return Evidence(
        same=_pairs(same, ids),
        different=_pairs(different, ids),
        left=left[is_there].tolist(),
        right=right[is_there].tolist(),
        weight=scored["match_weight"].to_numpy()[is_there].tolist(),
    )


def _pairs(named: pa.Table, ids: pa.ChunkedArray) -> list[Pair]:
    left, right, is_there = _ends(named, ids)
    return list(zip(left[is_there].tolist(), right[is_there].tolist(), strict=True))


def _ends(named: pa.Table, ids: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The records of pairs, the smaller one left, and which pairs have both of theirs."""
    one, other = (rows.places(named[f"{side}_record_id"], ids) for side in ("left", "right"))
    left, right = np.minimum(one, other), np.maximum(one, other)
    return left, right, (left >= 0) & (left < right)


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
