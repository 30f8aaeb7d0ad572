from __future__ import annotations

import polars as pl

from jobs.parties import in_words
from jobs.party_report import largest_party, sizes_of


def _parties(**records: str) -> pl.DataFrame:
    rows = {"record_id": list(records), "party_id": list(records.values())}
    return pl.DataFrame(rows, schema={"record_id": pl.String, "party_id": pl.String})


def _links(*links: tuple[str, str, str, float | None, str]) -> pl.DataFrame:
    names = ["left_record_id", "right_record_id", "link_rule_code", "match_weight", "outcome_code"]
    types = [pl.String, pl.String, pl.String, pl.Float64, pl.String]
    told = pl.DataFrame(links, schema=dict(zip(names, types, strict=True)), orient="row")
    return told.with_columns(reason_code=pl.lit(None, pl.String))


def test_the_weakest_link_of_the_largest_party_is_the_weakest_that_it_needs():
    """The pair a - c is weaker than b - c, but the party would stand without it; d - e is of another party."""
    links = _links(
        ("a", "b", "ID_NUMBER", None, "JOINED"),
        ("b", "c", "MODEL", 9.0, "JOINED"),
        ("a", "c", "MODEL", 8.0, "JOINED"),
        ("c", "d", "MODEL", 2.0, "REVIEW"),
        ("d", "e", "MODEL", 7.0, "JOINED"),
    )
    found = largest_party(_parties(a="P1", b="P1", c="P1", d="P2", e="P2"), links)
    assert (
        in_words(found)
        == "The largest party is P1 with 3 records; its weakest link is b - c, by MODEL with weight 9.0."
    )


def test_a_number_is_weaker_than_a_decision_and_stronger_than_the_model():
    links = _links(("a", "b", "DECISION", None, "JOINED"), ("b", "c", "ID_NUMBER", None, "JOINED"))
    found = largest_party(_parties(a="P1", b="P1", c="P1"), links)
    assert in_words(found).endswith("its weakest link is b - c, by ID_NUMBER.")


def test_among_parties_of_one_size_the_smallest_id_is_told():
    assert in_words(largest_party(_parties(a="P2", b="P1"), _links())) == "The largest party is P1 with 1 record."


def test_without_records_there_is_nothing_to_tell():
    assert in_words(largest_party(_parties(), _links())) == "There are no records."


def test_sizes_count_parties_by_their_records():
    assert sizes_of(_parties(a="P1", b="P1", c="P2", d="P3")) == [(1, 2), (2, 1)]
