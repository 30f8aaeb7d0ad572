"""Which value of a party is shown: one rule at a time, ties, and whatever the order of the records."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from jobs.identity.golden_record import said_values, with_choice
from jobs.identity.survivorship import COMPLETENESS, FIELDS, RECENCY, SOURCE, VALIDITY, VOTE, Survivorship

D = datetime.date
TODAY = D(2026, 6, 1)
NUMBER = "11010519491231002X"
RECORD = "record_id string, source_system_code string, as_of_date date, address_text string"
COLUMNS = (
    f"party_id string, {RECORD}, full_name string, id_number string, credit_code string, birth_date date, "
    "gender_code string, mobile_phone string, division_code string"
)
SOURCES = ("core_bank", "court_vendor")


def _records(spark, *rows, columns=f"party_id string, {RECORD}"):
    names = [part.split()[0] for part in columns.split(", ")]
    return spark.createDataFrame([tuple({"party_id": "P", **row}.get(name) for name in names) for row in rows], columns)


def _address(record_id, address_text, source="core_bank", day=None):
    return {
        "record_id": record_id,
        "address_text": address_text,
        "source_system_code": source,
        "as_of_date": day,
    }


def _judged(spark, rules, *rows):
    """By record: the value, whether it is chosen, and why."""
    field = Survivorship("address_text", rules, lambda _: F.col("address_text") != "?", SOURCES)
    values = with_choice(said_values(_records(spark, *rows), (field,), TODAY), (field,))
    return {row.record_id: (row.is_chosen, row.survivorship_rule_code) for row in values.collect()}


@pytest.mark.parametrize(
    ("rule", "better", "worse"),
    [
        (VALIDITY, _address("b", "Road 1"), _address("a", "?")),
        (SOURCE, _address("b", "Road 1"), _address("a", "Road 2", source="court_vendor")),
        (SOURCE, _address("b", "Road 1", source="court_vendor"), _address("a", "Road 2", source="nobody_named")),
        (RECENCY, _address("b", "Road 1", day=D(2026, 5, 2)), _address("a", "Road 2", day=D(2026, 5, 1))),
        (RECENCY, _address("b", "Road 1", day=D(1950, 1, 1)), _address("a", "Road 2")),
        (COMPLETENESS, _address("b", "Road 12"), _address("a", "Road 1")),
    ],
)
def test_each_rule_chooses_against_the_smaller_record_id_and_says_so(spark, rule, better, worse):
    assert _judged(spark, (rule,), worse, better) == {"a": (False, rule), "b": (True, rule)}


def test_the_vote_counts_records_and_names_the_first_of_those_that_agree(spark):
    rows = (_address("a", "Road 1"), _address("b", "Road 2"), _address("c", "Road 2"))
    assert _judged(spark, (VOTE,), *rows) == {"a": (False, VOTE), "b": (True, VOTE), "c": (False, "SAME_VALUE")}


def test_a_later_rule_is_asked_only_where_the_earlier_ones_leave_a_tie(spark):
    rows = (
        _address("a", "Road 1", day=D(2026, 5, 1)),
        _address("b", "Road 2", day=D(2026, 5, 2)),
        _address("c", "Road 3", source="court_vendor", day=D(2026, 5, 3)),
    )
    found = _judged(spark, (SOURCE, RECENCY), *rows)
    assert found == {"a": (False, RECENCY), "b": (True, RECENCY), "c": (False, SOURCE)}


def test_what_every_rule_leaves_open_the_smallest_record_id_decides(spark):
    rows = (_address("b", "Road 1"), _address("a", "Road 2"))
    assert _judged(spark, (SOURCE,), *rows) == {"a": (True, "RECORD_ID"), "b": (False, "RECORD_ID")}


def test_a_value_without_another_is_chosen_as_the_only_one_even_when_it_cannot_be_true(spark):
    assert _judged(spark, (VALIDITY,), _address("a", "?"), _address("b", None)) == {"a": (True, "ONLY_VALUE")}


def test_a_rule_that_nobody_knows_stops_the_build(spark):
    with pytest.raises(KeyError, match="NEWEST"):
        _judged(spark, ("NEWEST",), _address("a", "Road 1"))


def test_placeholders_and_values_against_the_records_own_identity_number_are_kept_and_called_invalid(spark):
    own = {"source_system_code": "core_bank", "id_number": NUMBER}
    rows = (
        {**own, "record_id": "a", "full_name": "未知", "birth_date": D(1950, 1, 1), "gender_code": "1"},
        {**own, "record_id": "b", "full_name": "张三", "birth_date": D(1949, 12, 31), "gender_code": "2"},
        {"record_id": "c", "source_system_code": "core_bank", "birth_date": D(1900, 1, 1), "gender_code": "0"},
        {"record_id": "d", "source_system_code": "core_bank", "division_code": "110000", "address_text": "11111"},
    )
    values = said_values(_records(spark, *rows, columns=COLUMNS), FIELDS, TODAY)
    found = {(row.record_id, row.field_name): row.is_valid for row in values.collect()}
    facts = ("full_name", "birth_date", "gender_code", "id_number")
    assert found == {
        **{("a", name): name == "id_number" for name in facts},
        **{("b", name): True for name in facts},
        **{("c", name): False for name in ("birth_date", "gender_code")},
        **{("d", name): False for name in ("division_code", "address_text")},
    }


SAID = st.fixed_dictionaries(
    {
        "party_id": st.sampled_from(("P1", "P2")),
        "source_system_code": st.sampled_from((*SOURCES, "nobody_named")),
        "as_of_date": st.none() | st.dates(D(2026, 5, 1), D(2026, 5, 3)),
        "full_name": st.none() | st.sampled_from(("张三", "李四", "未知")),
        "address_text": st.none() | st.sampled_from(("Road 1", "Road 12", "1")),
        "mobile_phone": st.none() | st.sampled_from(("13900000001", "13900000002")),
    }
)


@given(st.lists(SAID, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_records_never_matters_and_each_field_shows_one_value_that_was_said(spark, said, chance):
    rows = [{**row, "record_id": f"r{place}"} for place, row in enumerate(said)]
    mixed = chance.sample(rows, len(rows))

    def chosen(records):
        frame = with_choice(said_values(_records(spark, *records, columns=COLUMNS), FIELDS, TODAY), FIELDS)
        return sorted(tuple(row) for row in frame.fillna({"as_of_date": ""}).collect())

    first, second = chosen(rows), chosen(mixed)
    assert first == second
    shown = [(row[0], row[4]) for row in first if row[7]]
    assert len(shown) == len(set(shown)) == len({(row[0], row[4]) for row in first})
