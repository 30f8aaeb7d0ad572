"""Each variable by bin: what the applicants of the last months are, beside those whom the scorecard was fitted on."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.gold.feature_shift import build
from jobs.models.scorecard import Bin, Characteristic, Scorecard
from jobs.models.stability import shift
from tests.jobs.frames import column_names, frame_of

D = datetime.date
TODAY = D(2026, 6, 1)


def _bin(rows: int, label: str, **more: object) -> Bin:
    return Bin(label=label, woe=0.0, weight=0.0, rows=rows, bad_rate=None, **more)


FLAG = Characteristic(
    name="has_telecom_profile", kind="flag", reason="NO_TELECOM_PROFILE", needs=None, coefficient=1.0,
    bins=(_bin(80, "found", codes=("true",)), _bin(20, "not found", codes=("false",))),
    missing=_bin(0, "missing"), absent=None,
)  # fmt: skip
TENURE = Characteristic(
    name="telecom_tenure_months", kind="number", reason="SHORT_TENURE", needs="has_telecom_profile", coefficient=1.0,
    bins=(_bin(30, "below 12", upper=12.0), _bin(50, "12 and more", lower=12.0)),
    missing=_bin(0, "missing"), absent=_bin(20, "not purchased"),
)  # fmt: skip
MODEL = Scorecard(
    name="credit_score", version="3", positive_class="bad", sample_definition="by hand", base_rate=0.14, intercept=0.0,
    points_to_double_odds=20, even_odds_score=468, minimum=300, maximum=900, band_cuts=(510,), pass_from=505,
    reject_below=480, characteristics=(FLAG, TENURE),
)  # fmt: skip


def _loans(spark: SparkSession, *groups: tuple[D, bool, int | None, int]) -> DataFrame:
    """So many loans of a day, with a profile or not, and the tenure that the vendor told at application."""
    rows = [
        {
            "loan_id": f"L{place}-{number}",
            "originated_date": day,
            "has_telecom_profile": has,
            "telecom_tenure_months": tenure,
        }
        for place, (day, has, tenure, size) in enumerate(groups)
        for number in range(size)
    ]
    return frame_of(spark, "gold.loan_outcome", *rows)


@pytest.fixture(scope="module")
def bins(spark: SparkSession) -> dict[tuple[str, str], object]:
    loans = _loans(
        spark,
        (D(2026, 4, 1), True, 3, 30),
        (D(2026, 5, 1), True, 12, 6),
        (D(2026, 5, 2), False, 40, 4),  # not purchased for this loan, whatever stands beside it
        (D(2026, 3, 1), True, 3, 500),  # a day too old
    )
    built = build(loans, MODEL, TODAY)
    assert built.columns == column_names("gold.feature_shift")
    return {(row.feature_name, row.bin_name): row for row in built.collect()}


def test_every_bin_is_told_with_the_training_sample_and_the_applicants_of_the_last_months(bins: dict) -> None:
    found = {key: (row.bin_number, row.training_count, row.applicant_count) for key, row in bins.items()}
    assert found == {
        ("has_telecom_profile", "found"): (1, 80, 36),
        ("has_telecom_profile", "not found"): (2, 20, 4),
        ("has_telecom_profile", "missing"): (3, 0, 0),
        ("telecom_tenure_months", "below 12"): (1, 30, 30),
        ("telecom_tenure_months", "12 and more"): (2, 50, 6),
        ("telecom_tenure_months", "missing"): (3, 0, 0),
        ("telecom_tenure_months", "not purchased"): (4, 20, 4),
    }


def test_a_bin_that_nobody_is_in_adds_nothing_to_the_index(bins: dict) -> None:
    filled = shift([80, 20], [36, 4])
    assert bins["has_telecom_profile", "missing"].stability_index == pytest.approx(filled.value, abs=1e-8)


@pytest.mark.parametrize(
    ("feature", "training", "found"),
    [("has_telecom_profile", [80, 20, 0], [36, 4, 0]), ("telecom_tenure_months", [30, 50, 0, 20], [30, 6, 0, 4])],
)
def test_each_variable_has_the_index_and_the_limit_of_the_reference(
    bins: dict, feature: str, training: list[int], found: list[int]
) -> None:
    expected = shift(training, found)
    rows = [row for (name, _), row in bins.items() if name == feature]
    assert len(rows) == len(found)
    assert all(row.stability_limit_index == pytest.approx(expected.limit, abs=1e-8) for row in rows)
    assert all(row.stability_index == pytest.approx(expected.value, abs=1e-8) for row in rows)


def test_a_variable_of_the_champion_that_nobody_declares_any_more_is_still_read(spark: SparkSession) -> None:
    former = TENURE.model_copy(update={"name": "former_months", "training_column": "telecom_tenure_months"})
    model = MODEL.model_copy(update={"characteristics": (FLAG, former)})
    rows = build(_loans(spark, (D(2026, 4, 1), True, 3, 30)), model, TODAY).collect()
    assert {row.bin_name: row.applicant_count for row in rows if row.feature_name == "former_months"} == {
        "below 12": 30, "12 and more": 0, "missing": 0, "not purchased": 0,
    }  # fmt: skip


def test_months_without_a_loan_have_bins_and_no_index(spark: SparkSession) -> None:
    rows = build(_loans(spark, (D(2025, 1, 1), True, 3, 5)), MODEL, TODAY).collect()
    assert len(rows) == 7
    assert {row.applicant_count for row in rows} == {0}
    assert all(row.applicant_rate is row.stability_index is row.stability_limit_index is None for row in rows)
