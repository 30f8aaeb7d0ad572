"""The builds of gold.customer_wide beside DuckDB, which is told the same contract in other words."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from jobs.lakehouse.catalog import Catalog
from tests.benchmarks.wide import WideBuild
from tests.benchmarks.wide_duckdb import SHAPES, built_by_duckdb
from tests.benchmarks.wide_inputs import WIDE, WideInputs
from tests.benchmarks.wide_result import Disagreement, require_equal

CUSTOMERS = 400


@pytest.fixture(scope="module")
def built(spark, tmp_path_factory) -> tuple[str, ...]:
    """The Parquet files of the table, by Spark and by each way of DuckDB's."""
    folder, catalog = tmp_path_factory.mktemp("wide"), Catalog()
    frames = WideInputs(spark, catalog, CUSTOMERS).written(folder / "inputs")
    by_duckdb = [folder / f"by_duckdb_{shape}.parquet" for shape in SHAPES]
    for shape, file in zip(SHAPES, by_duckdb, strict=True):
        built_by_duckdb(folder / "inputs", file, "1g", shape)
    return (f"{WideBuild(spark, catalog).write(frames, folder)}/*.parquet", *map(str, by_duckdb))


def test_all_tell_the_same_of_every_customer(built):
    by_engine, *by_duckdb = built
    for file in by_duckdb:
        require_equal(by_engine, file, Catalog()[WIDE].columns)


def test_every_column_tells_something(built):
    """A column that says the same of everybody would agree whatever its build did."""
    names = [column.name for column in Catalog()[WIDE].columns]
    distinct = ", ".join(f"count(DISTINCT {name}) + bool_or({name} IS NULL)::INT" for name in names)
    told = duckdb.sql(f"SELECT {distinct} FROM '{built[0]}'").fetchone()
    assert [name for name, values in zip(names, told, strict=True) if values < 2] == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("SELECT * REPLACE (risk_level + 1 AS risk_level)", "risk_level differs"),
        ("SELECT * REPLACE (birth_date + 1 AS birth_date)", "birth_date differs"),
        ("SELECT * REPLACE (in_7_of_90_days_rate + 1e-9 AS in_7_of_90_days_rate)", "in_7_of_90_days_rate differs"),
        ("SELECT * REPLACE (NULL AS in_7_of_90_days_rate)", "in_7_of_90_days_rate differs"),
        ("SELECT * REPLACE (party_id || '0' AS party_id)", "party_id"),
    ],
)
def test_the_first_column_that_differs_is_named(built, tmp_path: Path, wrong: str, sentence: str):
    duckdb.sql(f"COPY ({wrong} FROM '{built[1]}') TO '{tmp_path}/wrong.parquet'")
    with pytest.raises(Disagreement, match=sentence):
        require_equal(built[0], f"{tmp_path}/wrong.parquet", Catalog()[WIDE].columns)
