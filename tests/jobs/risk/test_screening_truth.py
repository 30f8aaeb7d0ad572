"""Screening on planted truth: listed persons as banks write them, and others of the same or a similar name."""

from __future__ import annotations

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.silver.list_screening import build
from tests.benchmarks.screening_frames import (
    FIRST_DATE,
    empty_frame,
    entry_frame,
    name_frame,
    people_frame,
    record_frame,
    xref_frame,
)
from tests.benchmarks.screening_lists import listed_parties
from tests.benchmarks.screening_measured import told
from tests.benchmarks.screening_people import planted_people
from tests.jobs.frames import column_names

PLANTED, SEED = 600, 7


@pytest.fixture(scope="module")
def measured(spark):
    listed = [one for one in listed_parties() if one.list_code == "OFAC_SDN"]
    people = planted_people(listed, PLANTED, SEED)
    records = record_frame(people_frame(spark, people))
    found = build(
        entry_frame(spark, listed),
        name_frame(spark, listed),
        records,
        xref_frame(records),
        empty_frame(spark, "bronze.risk_desk_decisions").drop("business_date"),
        empty_frame(spark, "silver.list_screening"),
        FIRST_DATE,
        "a key of the test",
    )
    assert found.columns == column_names("silver.list_screening")
    rows = [tuple(row) for row in found.select("record_id", "entry_id", "outcome_code").collect()]
    return people, rows


def test_what_is_taken_as_listed_is_listed_and_what_is_listed_is_found(measured):
    people, rows = measured
    hits, shown = told(people, rows, ["HIT"]), told(people, rows, ["HIT", "REVIEW"])
    assert hits.precision >= 0.98, hits
    assert shown.recall >= 0.95, shown


def test_every_way_of_writing_a_name_is_found_nearly_always(measured):
    people, rows = measured
    shown = told(people, rows, ["HIT", "REVIEW"])
    assert min(shown.recall_by_way.values()) >= 0.9, shown


def test_the_lists_of_the_sample_name_whom_they_name():
    kinds = {one.name: set(one.values) for one in Catalog()["silver.risk_list_entry"].columns}
    parties = listed_parties()
    assert {one.list_code for one in parties} <= kinds["source_code"]
    assert len({one.entry_id for one in parties}) == len(parties)
