"""A match weight is the sum of what each comparison adds, and the one that Splink gives for the same weights."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest
from pyspark.sql import functions as F

from jobs.identity.matching.candidates import IS_FRESH, candidates, with_records
from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.score import (
    bits_column,
    level_column,
    match_probability,
    scored_pairs,
    with_frequencies,
)
from jobs.identity.matching.training_linker import linker_on
from jobs.identity.matching.waterfall import parts_of
from jobs.identity.matching.weights import MatchWeights, ValueFrequencies, declared_weights
from tests.jobs.identity.matching.persons import frame, planted

MODEL = read_match_model("person_match")
NAMES = [one.name for one in MODEL.comparisons]
RECORDS = planted(150)
COMMON = RECORDS[0]["name_key"]
SAME_NAME = 4


def _weights() -> MatchWeights:
    """The declared weights, and what a training knows of frequencies besides."""
    declared = declared_weights(MODEL)
    frequencies = ValueFrequencies(listed={COMMON: 0.02, RECORDS[3]["name_key"]: 0.0000001})
    first, *others = declared.comparisons
    return declared.model_copy(update={"comparisons": (first.model_copy(update={"frequencies": frequencies}), *others)})


def _scored(spark, weights):
    records = frame(spark, RECORDS)
    found = candidates(records.withColumn(IS_FRESH, F.lit(True)), MODEL)
    return scored_pairs(with_records(found, with_frequencies(records, weights), MODEL), weights)


@pytest.fixture(scope="module")
def scored(spark):
    return {(row.left_record_id, row.right_record_id): row.asDict() for row in _scored(spark, _weights()).collect()}


def _by_splink() -> dict[tuple[str, str], tuple[float, ...]]:
    listed = _weights().comparisons[0].frequencies.listed
    known = pa.table({"name_key": list(listed), "tf_name_key": list(listed.values())})
    with duckdb.connect() as connection:
        connection.register("given", pa.Table.from_pylist(RECORDS))
        connection.execute("CREATE TABLE records AS SELECT * FROM given")
        linker = linker_on(connection, "records", _weights())
        table = linker._db_api.register(known)
        linker.table_management.register_term_frequency_lookup(table, "name_key")
        levels = ", ".join(f"gamma_{name}" for name in NAMES)
        predicted = linker.inference.predict().physical_name
        question = f"SELECT record_id_l, record_id_r, match_weight, match_probability, {levels} FROM {predicted}"
        return {(row[0], row[1]): row[2:] for row in connection.execute(question).fetchall()}


def test_weights_are_those_of_splink(scored):
    theirs = _by_splink()
    both = sorted(set(theirs) & set(scored))
    assert len(both) > 50
    for pair in both:
        weight, probability, *levels = theirs[pair]
        ours = scored[pair]
        assert [ours[level_column(name)] for name in NAMES] == levels
        assert ours["match_weight"] == pytest.approx(weight, abs=1e-9)
        assert ours["match_probability"] == pytest.approx(probability, abs=1e-9)
    assert any(COMMON in (_name(left), _name(right)) for left, right in both)


def _name(record_id: str) -> str:
    return next(record["name_key"] for record in RECORDS if record["record_id"] == record_id)


def test_what_the_comparisons_add_is_the_weight(scored):
    prior = declared_weights(MODEL).prior_bits
    for row in scored.values():
        assert prior + sum(row[bits_column(name)] for name in NAMES) == pytest.approx(row["match_weight"], abs=1e-9)


def test_the_parts_that_people_see_are_the_weight(scored):
    weights, by_id = _weights(), {record["record_id"]: record for record in RECORDS}
    for (left, _), row in scored.items():
        parts = parts_of(weights, {name: row[level_column(name)] for name in NAMES}, by_id[left])
        assert sum(parts.values()) == pytest.approx(row["match_weight"], abs=1e-9)
        assert len(parts) == 1 + sum(row[level_column(name)] >= 0 for name in NAMES) + (row["name_level"] == SAME_NAME)


def test_a_rare_name_proves_more_than_a_common_one(scored):
    by_name = {
        _name(left): row["name_bits"]
        for (left, right), row in scored.items()
        if row["name_level"] == SAME_NAME and _name(left) == _name(right)
    }
    usual = declared_weights(MODEL).comparisons[0].bits(SAME_NAME)
    assert by_name[COMMON] < usual
    assert usual in by_name.values()


@pytest.mark.parametrize(("weight", "probability"), [(0.0, 0.5), (1.0, 2 / 3), (2000.0, 1.0), (-2000.0, 0.0)])
def test_any_weight_has_a_probability(spark, weight, probability):
    found = spark.range(1).select(match_probability(F.lit(weight))).first()[0]
    assert found == pytest.approx(probability)
