from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.gold.credit_score import build
from jobs.lakehouse.contract import read_contract
from jobs.models.declaration import read_declaration
from jobs.models.scorecard import Bin, Characteristic, Scorecard
from tests.jobs.frames import column_names, frame_of

CONTRACT = Path(__file__).resolve().parents[3] / "jobs/gold/credit_score.yml"

FLAG = "has_telecom_profile"


def _bin(label: str, weight: float, **limits: object) -> Bin:
    return Bin(label=label, woe=weight, weight=weight, rows=10, bad_rate=None, **limits)


def _characteristic(
    name: str, kind: str, reason: str, bins: tuple[Bin, ...], needs: str | None = None
) -> Characteristic:
    absent = _bin("no purchased data", 0.0) if needs else None
    worst = _bin("missing", max(one.weight for one in bins))
    return Characteristic(
        name=name,
        kind=kind,
        reason=reason,
        needs=needs,
        coefficient=1.0,
        bins=bins,
        missing=worst,
        absent=absent,
    )


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    flag = (_bin("false", 0.7, codes=("false",)), _bin("true", -0.2, codes=("true",)))
    tenure = (_bin("< 24", 0.5, upper=24.0), _bin(">= 24", -0.5, lower=24.0))
    income = (_bin("< 5000", 0.4, upper=5000.0), _bin(">= 5000", -0.4, lower=5000.0))
    return Scorecard(
        name="credit_score", version="3", positive_class="bad", sample_definition="by hand", base_rate=0.14,
        intercept=-1.0, points_to_double_odds=20, even_odds_score=468, minimum=300, maximum=900,
        band_cuts=(510, 480), pass_from=505, reject_below=480,
        characteristics=(
            _characteristic(FLAG, "flag", "NO_TELECOM_PROFILE", flag),
            _characteristic("telecom_tenure_months", "number", "SHORT_TELECOM_TENURE", tenure, FLAG),
            _characteristic("monthly_income_amount", "number", "LOW_INCOME", income),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def scored(spark: SparkSession, scorecard: Scorecard) -> DataFrame:
    from decimal import Decimal

    income = {"best": Decimal("9000.00"), "poor": Decimal("4999.99"), "unknown": Decimal("9000.00"), "blank": None}
    telecom = {"best": (True, 24), "poor": (True, 3), "blank": (False, None)}
    return build(
        frame_of(
            spark,
            "gold.customer_profile",
            *({"party_id": name, "monthly_income_amount": amount} for name, amount in income.items()),
        ),
        frame_of(
            spark,
            "gold.customer_telecom",
            *(
                {"party_id": name, "has_telecom_profile": found, "telecom_tenure_months": months}
                for name, (found, months) in telecom.items()
            ),
        ),
        scorecard,
    ).cache()


def test_the_result_has_the_columns_and_types_of_its_contract(scored: DataFrame) -> None:
    contract = read_contract(CONTRACT)
    declared = [(column.name, column.type) for column in contract.columns]
    assert [(name, kind) for name, kind in scored.dtypes] == declared
    assert contract.model == "credit_score"


def test_every_declared_variable_is_in_a_block_that_is_read() -> None:
    read = {name for block in read_contract(CONTRACT).inputs for name in column_names(block)}
    assert {one.name for one in read_declaration("credit_score").variables} <= read


def test_points_zone_band_and_reasons_follow_the_scorecard(scored: DataFrame) -> None:
    found = {row["party_id"]: row for row in scored.collect()}
    # log odds -1.0 - 0.2 - 0.5 - 0.4 = -2.1: 468 + 20 / ln 2 * 2.1 = 528.6
    assert (found["best"]["score"], found["best"]["zone_code"], found["best"]["band_number"]) == (
        529,
        "PASS",
        1,
    )
    assert found["best"]["reason_1_code"] is None
    assert found["best"]["pd_rate"] == pytest.approx(0.109096821, abs=1e-9)
    # log odds -1.0 - 0.2 + 0.5 + 0.4 = -0.3: 476.7
    assert (found["poor"]["score"], found["poor"]["zone_code"], found["poor"]["band_number"]) == (
        477,
        "REJECT",
        3,
    )
    assert [found["poor"][f"reason_{number}_code"] for number in (1, 2, 3)] == [
        "SHORT_TELECOM_TENURE",
        "LOW_INCOME",
        None,
    ]


def test_an_unknown_profile_is_no_profile_and_the_only_telecom_reason(scored: DataFrame) -> None:
    found = {row["party_id"]: row for row in scored.collect()}
    assert found["unknown"]["has_telecom_profile"] is False
    assert found["unknown"]["reason_1_code"] == "NO_TELECOM_PROFILE"
    assert found["unknown"]["reason_2_code"] is None
    assert found["blank"]["reason_2_code"] == "LOW_INCOME"


def test_every_score_names_model_and_version(scored: DataFrame) -> None:
    assert {(row["model_name"], row["model_version"]) for row in scored.collect()} == {("credit_score", "3")}
    assert scored.count() == 4
