"""Repairs on frames: what a row id depends on, what a patch changes, and what it cannot."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.healing import repaired
from jobs.lakehouse.repair import Heard, Proposal

DAY = date(2026, 6, 1)
SENT = "thing_id STRING, piece_count STRING, _record BIGINT, _malformed STRING"


def column(name: str, spark_type: str = "string", **more: object) -> Column:
    return Column(name=name, type=spark_type, about="A column", sensitivity="internal", **more)


def contract(layer: str, *columns: Column, **more: object) -> Contract:
    return Contract(
        name=f"{layer}.thing", about="Things for the tests.", owner="tests", purpose=["tests"], retention="1y",
        columns=columns, **more,
    )  # fmt: skip


BRONZE = contract(
    "bronze",
    column("thing_id", nullable=False),
    column("piece_count", pattern="^[0-9]+$"),
    source={"system": "vendor", "kind": "folder", "path": "thing.csv", "format": {"kind": "delimited"}},
)
SILVER = contract("silver", column("thing_id"), column("piece_count", "int", nullable=False))


def repair(row_id: str, **columns: str | None) -> Heard:
    proposal = Proposal(
        table="silver.thing", business_date=DAY, row_id=row_id, rule="NOT_NULL", first_seen_date=DAY, columns=columns,
        author="Li Lei", reason="read", proposed_at="2026-06-02T08:00:00",
    )  # fmt: skip
    return Heard("0f1e", proposal, ())


def ids(built: DataFrame, judged_by: Contract) -> list[str]:
    bad = conform(built, judged_by).where("_verdict = 'quarantined'").orderBy("_row")
    return [row["_row_id"] for row in bad.collect()]


def told(built: DataFrame, judged_by: Contract) -> list[tuple]:
    rows = conform(built, judged_by).select("thing_id", "piece_count", "_rule").collect()
    return sorted((tuple(row) for row in rows), key=repr)


def test_a_row_keeps_its_id_wherever_it_stands_in_a_corrected_file(spark: SparkSession) -> None:
    first = spark.createDataFrame([("a", "1", 1, None), ("b", "many", 2, None)], SENT)
    corrected = spark.createDataFrame([("b", "many", 7, None), ("a", "1", 8, None)], SENT)
    assert ids(first, BRONZE) == ids(corrected, BRONZE)
    assert len(ids(first, BRONZE)[0]) == 64


def test_a_record_that_could_not_be_split_is_whole_once_every_column_is_told(spark: SparkSession) -> None:
    sent = spark.createDataFrame([(None, None, 1, "b;;;many"), ("a", "1", 2, None)], SENT)
    (row_id,) = ids(sent, BRONZE)
    in_part = repaired(spark, sent, BRONZE, [repair(row_id, thing_id="b")])
    assert told(in_part, BRONZE) == [("a", "1", None), ("b", None, "MALFORMED_ROW")]
    whole = repaired(spark, sent, BRONZE, [repair(row_id, thing_id="b", piece_count="2")])
    assert told(whole, BRONZE) == [("a", "1", None), ("b", "2", None)]


def test_a_value_that_does_not_fit_a_typed_column_is_a_breach_and_not_a_null(spark: SparkSession) -> None:
    built = spark.createDataFrame([("a", 1), ("b", None), ("c", 3)], "thing_id STRING, piece_count INT")
    (row_id,) = ids(built, SILVER)
    fits = repaired(spark, built, SILVER, [repair(row_id, piece_count="2")])
    assert told(fits, SILVER) == [("a", 1, None), ("b", 2, None), ("c", 3, None)]
    too_large = repaired(spark, built, SILVER, [repair(row_id, piece_count="99999999999")])
    assert told(too_large, SILVER) == [("a", 1, None), ("b", None, "BAD_REPAIR"), ("c", 3, None)]


def test_two_alike_rows_are_repaired_together_and_no_row_is_added(spark: SparkSession) -> None:
    built = spark.createDataFrame([("b", "many"), ("b", "many"), ("a", "1")], "thing_id STRING, piece_count STRING")
    alike = set(ids(built, SILVER))
    assert len(alike) == 1
    healed = repaired(spark, built, SILVER, [repair(alike.pop(), piece_count="2")])
    assert told(healed, SILVER) == [("a", 1, None), ("b", 2, None), ("b", 2, None)]
