"""The champion by band: shift from its training sample, hit rate, and what came of the loans that it never saw."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.gold.band_monitor import build
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import DataFault
from jobs.models.scorecard import Bin, Characteristic, Scorecard
from jobs.models.stability import shift
from tests.jobs.frames import frame_of

D = datetime.date
TODAY = D(2026, 6, 1)


def _bin(rows: int, weight: float, code: str = "") -> Bin:
    codes = (code,) if code else ()
    return Bin(label=code, woe=weight, weight=weight, rows=rows, bad_rate=None, codes=codes)


def _scorecard(band_rows: tuple[int, ...]) -> Scorecard:
    """People with a profile are in band 1 (10 % bad expected), people without in band 3 (one half)."""
    flag = Characteristic(
        name="has_telecom_profile", kind="flag", reason="NO_TELECOM_PROFILE", needs=None, coefficient=1.0,
        bins=(_bin(80, -2.197225, "true"), _bin(20, 0.0, "false")), missing=_bin(0, 0.0), absent=None,
    )  # fmt: skip
    return Scorecard(
        name="credit_score", version="3", positive_class="bad", sample_definition="by hand", base_rate=0.14,
        intercept=0.0, points_to_double_odds=20, even_odds_score=468, minimum=300, maximum=900,
        band_cuts=(510, 480), band_rows=band_rows, pass_from=505, reject_below=480, characteristics=(flag,),
    )  # fmt: skip


SCORECARD = _scorecard((790, 10, 200))


def _loans(spark: SparkSession, *groups: tuple[D, bool, bool | None, int]) -> DataFrame:
    """So many loans of a day, with a profile or not, bad, good or not known yet."""
    rows = [
        {
            "loan_id": f"L{place}-{number}",
            "originated_date": day,
            "is_window_closed": is_bad is not None,
            "is_bad": is_bad,
            "has_telecom_profile": has_profile,
        }
        for place, (day, has_profile, is_bad, size) in enumerate(groups)
        for number in range(size)
    ]
    return frame_of(spark, "gold.loan_outcome", *rows)


def _customers(spark: SparkSession, *groups: tuple[int, bool, float, int], version: str = "3") -> DataFrame:
    rows = [
        {"band_number": band, "has_telecom_profile": has, "pd_rate": rate, "model_version": version}
        for band, has, rate, size in groups
        for _ in range(size)
    ]
    return frame_of(spark, "gold.credit_score", *rows)


@pytest.fixture(scope="module")
def bands(spark: SparkSession) -> dict[int, object]:
    loans = _loans(
        spark,
        (D(2026, 4, 1), True, None, 30),  # applicants of late
        (D(2026, 4, 1), False, None, 10),
        (D(2025, 4, 1), True, True, 20),  # known for two months: 20 of 60 bad where one in ten was expected
        (D(2025, 4, 1), True, False, 40),
        (D(2025, 4, 1), False, True, 10),  # too few to say
        (D(2025, 3, 1), True, True, 500),  # 15 months old: the version may have been fitted on them
    )
    customers = _customers(spark, (1, True, 0.1, 60), (1, False, 0.2, 20), (3, False, 0.5, 20))
    built = build(customers, loans, SCORECARD, TODAY)
    assert built.dtypes == [(one.name, one.type) for one in Catalog()["gold.band_monitor"].columns]
    return {row.band_number: row for row in built.collect()}


def test_every_band_is_told_with_its_customers_and_the_training_sample(bands: dict) -> None:
    assert [
        (bands[one].training_count, bands[one].customer_count, bands[one].applicant_count) for one in (1, 2, 3)
    ] == [
        (790, 80, 30),
        (10, 0, 0),
        (200, 20, 10),
    ]
    assert [bands[one].customer_rate for one in (1, 2, 3)] == [0.8, 0.0, 0.2]
    assert (bands[1].expected_default_rate, bands[2].expected_default_rate) == (0.125, None)


def test_the_shift_and_its_limit_are_those_of_the_reference(bands: dict) -> None:
    found = shift([790, 10, 200], [30, 0, 10])
    assert bands[2].applicant_stability_index == pytest.approx(found.value, abs=1e-8)
    assert bands[2].applicant_stability_limit_index == pytest.approx(found.limit, abs=1e-8)
    assert bands[1].applicant_stability_index == bands[3].applicant_stability_index


def test_the_hit_rate_of_purchased_data_stands_beside_that_of_the_training_sample(bands: dict) -> None:
    assert (bands[1].customer_profile_rate, bands[3].customer_profile_rate) == (0.75, 0.0)
    assert (bands[1].applicant_profile_count, bands[2].applicant_profile_rate) == (30, None)
    assert bands[1].training_profile_rate == 0.8


def test_only_loans_too_young_for_the_fit_are_judged_and_a_rate_beyond_chance_is_told(bands: dict) -> None:
    first = bands[1]
    assert (first.closed_count, first.closed_bad_count, first.calibration_code) == (60, 20, "TOO_LOW")
    assert first.closed_expected_rate == pytest.approx(0.1, abs=1e-6)
    assert first.closed_default_low_rate < first.closed_default_rate < first.closed_default_high_rate
    assert [bands[one].calibration_code for one in (2, 3)] == ["NOT_ENOUGH_DATA"] * 2


def test_from_the_safest_band_down_a_cut_passes_ever_more_and_lets_in_what_turned_bad(bands: dict) -> None:
    assert [bands[one].cumulative_pass_rate for one in (1, 2, 3)] == [0.75, 0.75, 1.0]
    found = [bands[one].cumulative_bad_rate for one in (1, 2, 3)]
    assert found == pytest.approx([20 / 60, 20 / 60, 30 / 70], abs=1e-8)


def test_a_variable_of_the_champion_that_nobody_declares_any_more_is_still_read(spark: SparkSession) -> None:
    loans = _loans(spark, (D(2026, 4, 1), True, None, 30))
    customers = _customers(spark, (1, True, 0.1, 60))
    built = build(customers, loans, _with_former("principal_amount"), TODAY).collect()
    assert sum(row.applicant_count for row in built) == 30
    with pytest.raises(
        DataFault, match=r"gold\.loan_outcome lacks left_long_ago, which version 3 of credit_score needs"
    ):
        build(customers, loans, _with_former("left_long_ago"), TODAY)


def _with_former(column: str) -> Scorecard:
    former = Characteristic(
        name="former_amount", training_column=column, kind="number", reason="FORMER", needs=None, coefficient=1.0,
        bins=(_bin(100, 0.0),), missing=_bin(0, 0.0), absent=None,
    )  # fmt: skip
    return SCORECARD.model_copy(update={"characteristics": (*SCORECARD.characteristics, former)})


def test_customers_of_another_version_and_a_version_without_training_bands_are_not_compared(
    spark: SparkSession,
) -> None:
    loans = _loans(spark, (D(2025, 4, 1), True, False, 100))
    other = build(_customers(spark, (1, True, 0.1, 9), version="2"), loans, SCORECARD, TODAY).collect()
    assert {(row.customer_count, row.customer_rate, row.customer_stability_index) for row in other} == {(0, None, None)}
    assert {row.calibration_code for row in other} == {"TOO_HIGH", "NOT_ENOUGH_DATA"}
    earlier = build(_customers(spark, (1, True, 0.1, 9)), loans, _scorecard(()), TODAY).collect()
    assert {(row.training_count, row.customer_stability_index) for row in earlier} == {(None, None)}
