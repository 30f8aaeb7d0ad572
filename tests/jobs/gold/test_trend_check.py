"""Signs of planted relations hold, a flipped one is caught, and a handful of months says nothing."""

from __future__ import annotations

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.gold.trend_check import build
from jobs.lakehouse.catalog import Catalog
from tests.jobs.models.planted import planted_loans

ABOUT = ("expected_sign_code", "seen_sign_code", "verdict_code")


@pytest.fixture(scope="module")
def outcomes(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> DataFrame:
    """The planted loans; how long people use financial media says the opposite of what is declared."""
    loans = planted_loans(rows=12_000)
    loans["finance_media_days"] = 200 - loans["finance_media_days"] + 80 * loans["is_bad"]
    path = tmp_path_factory.mktemp("planted") / "loans.parquet"
    loans.to_parquet(path)
    return spark.read.parquet(str(path))


def test_planted_directions_hold_and_a_flipped_one_is_caught(outcomes: DataFrame) -> None:
    built = build(outcomes)
    assert built.dtypes == [(one.name, one.type) for one in Catalog()["gold.trend_check"].columns]
    found = {row.feature_name: row for row in built.collect()}
    assert "housing_type_code" not in found
    assert len(found) == 8
    for name, sign in (
        ("has_telecom_profile", "FALLS"),
        ("telecom_tenure_months", "FALLS"),
        ("game_spend_amount", "RISES"),
    ):
        assert tuple(found[name][one] for one in ABOUT) == (sign, sign, "HOLDS")
    flipped = found["finance_media_days"]
    assert tuple(flipped[one] for one in ABOUT) == ("FALLS", "RISES", "FLIPPED")
    assert flipped.adjusted_probability <= 0.05
    assert flipped.rank_correlation > 0


def test_what_is_not_known_yet_says_nothing_and_few_months_are_not_enough(outcomes: DataFrame) -> None:
    recent = F.col("originated_date") > F.lit("2024-04-30").cast("date")
    few = outcomes.withColumn("is_bad", F.when(~recent, F.col("is_bad")))
    found = build(few).collect()
    assert {row.verdict_code for row in found} == {"NOT_ENOUGH_DATA"}
    assert {row.agreeing_month_count + row.contrary_month_count for row in found} == {5}
    open_still = build(outcomes.withColumn("is_bad", F.lit(None).cast("boolean"))).collect()
    assert {(row.loan_count, row.seen_sign_code, row.verdict_code) for row in open_still} == {
        (0, "NEITHER", "NOT_ENOUGH_DATA")
    }


def test_a_month_without_a_bad_loan_tells_no_direction(outcomes: DataFrame) -> None:
    quiet = F.trunc("originated_date", "month") == F.lit("2024-03-01").cast("date")
    months = outcomes.withColumn("is_bad", F.col("is_bad") & ~quiet)
    assert months.where(quiet).count() > 10
    before, after = ({row.feature_name: row for row in build(one).collect()} for one in (outcomes, months))
    told = {name: row.agreeing_month_count + row.contrary_month_count for name, row in before.items()}
    assert {name: row.agreeing_month_count + row.contrary_month_count + 1 for name, row in after.items()} == told
