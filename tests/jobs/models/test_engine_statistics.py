"""What the engine says of chance and intervals is what the reference in Python says."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from scipy.stats import binomtest

from jobs.models.engine_chance import holm_adjusted, sign_chance
from jobs.models.engine_intervals import share_bounds
from jobs.models.intervals import share


def test_the_sign_test_and_its_adjustment_are_exact(spark: SparkSession) -> None:
    pairs = [(0, 0), (18, 0), (3, 15), (9, 9), (200, 160), (7, 1)]
    rows = spark.createDataFrame(
        [(f"f{place}", *pair) for place, pair in enumerate(pairs)], "name string, a int, b int"
    )
    judged = rows.withColumn("chance", sign_chance(F.col("a"), F.col("b")))
    found = {row.name: row for row in judged.withColumn("adjusted", holm_adjusted("chance", "name")).collect()}
    expected = {f"f{n}": binomtest(a, a + b).pvalue if a + b else 1.0 for n, (a, b) in enumerate(pairs)}
    assert {name: row.chance for name, row in found.items()} == pytest.approx(expected, rel=1e-9)
    highest = 0.0
    for place, name in enumerate(sorted(expected, key=lambda one: (expected[one], one))):
        highest = max(highest, expected[name] * (len(pairs) - place))
        assert found[name].adjusted == pytest.approx(min(1.0, highest), rel=1e-9), name


def test_the_interval_of_a_share_is_that_of_wilson_and_wider_for_more_looks(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(0, 0), (0, 40), (7, 40), (40, 40)], "bad int, rows int")
    low, high = share_bounds(F.col("bad"), F.col("rows"))
    wide_low, wide_high = share_bounds(F.col("bad"), F.col("rows"), looks=10)
    found = rows.select("bad", "rows", low, high, wide_low, wide_high).collect()
    for bad, size, *bounds in found:
        reference = share(bad, size)
        assert bounds[:2] == pytest.approx([reference.low, reference.high], abs=1e-12)
        assert bounds[2] <= bounds[0] <= bounds[1] <= bounds[3]
