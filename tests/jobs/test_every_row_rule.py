"""The row rules of every table can be judged on rows as its contract declares them."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.table_code import rules_of

CURATED = [contract for contract in Catalog().in_order if contract.layer in ("silver", "gold")]


@pytest.mark.parametrize("contract", CURATED, ids=lambda contract: contract.name)
def test_the_engine_understands_every_row_rule_of_a_table(spark: SparkSession, contract) -> None:
    """Asking for the columns makes the engine resolve each name and type of each rule; no row is needed."""
    rows = spark.createDataFrame([], ", ".join(f"{column.name} {column.type}" for column in contract.columns))
    judged = conform(rows, contract, rules_of(contract).row_rules())
    assert set(contract.column_names) <= set(judged.columns)
