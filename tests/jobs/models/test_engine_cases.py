"""A training table that is too large for memory is fitted by the engine: same cases, same samples, same scorecard."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.candidate import Fitted
from jobs.lakehouse.errors import DataFault
from jobs.models.cases import RowCases
from jobs.models.declaration import ModelDeclaration
from jobs.models.engine_cases import EngineCases
from jobs.training_data import cases_of
from tests.jobs.models.planted import planted_loans

KINDS = {
    "loan_id": "string",
    "party_id": "string",
    "housing_type_code": "string",
    "originated_date": "date",
    "observed_until_date": "date",
    "is_window_closed": "boolean",
    "is_bad": "boolean",
    "has_telecom_profile": "boolean",
}


@pytest.fixture(scope="module")
def loans() -> pd.DataFrame:
    found = planted_loans(5000).astype({"is_bad": object})
    found.loc[found.index % 11 == 0, "income_amount"] = np.nan
    found.loc[found.index % 13 == 0, "housing_type_code"] = None
    found.loc[:99, ["is_window_closed", "is_bad"]] = [False, None]
    return found


@pytest.fixture(scope="module")
def table(spark: SparkSession, loans: pd.DataFrame) -> DataFrame:
    return _sent(spark, loans)


def _sent(spark: SparkSession, loans: pd.DataFrame) -> DataFrame:
    numbers = loans.astype({name: float for name in loans.columns if name not in KINDS}).astype(object)
    schema = ", ".join(f"{name} {KINDS.get(name, 'double')}" for name in loans.columns)
    return spark.createDataFrame(numbers.where(loans.notna(), None).to_dict("records"), schema).repartition(3)


def _limited(declaration: ModelDeclaration, rows: int) -> ModelDeclaration:
    training = declaration.training.model_copy(update={"rows_in_memory": rows})
    return declaration.model_copy(update={"training": training})


def test_the_engine_splits_fits_and_measures_as_the_memory_does(
    declaration: ModelDeclaration, loans: pd.DataFrame, table: DataFrame
) -> None:
    in_memory, in_engine = RowCases(declaration, loans), EngineCases(declaration, table)
    assert in_engine.excluded == in_memory.excluded == {"WINDOW_OPEN": 100}
    for name, expected in in_memory.samples.named().items():
        found = in_engine.samples.named()[name].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, expected.reset_index(drop=True), check_dtype=False)
    one, other = (Fitted.on(declaration, cases, None) for cases in (in_engine, in_memory))
    assert one.scorecard.sha256 == other.scorecard.sha256
    assert one.gates == other.gates


def test_the_engine_brings_what_the_champion_needs_and_nobody_declares_any_more(
    declaration: ModelDeclaration, loans: pd.DataFrame, table: DataFrame
) -> None:
    champion = Fitted.on(declaration, RowCases(declaration, loans), None).scorecard
    gone = tuple(one for one in declaration.variables if one.name != "monthly_income_amount")
    smaller = declaration.model_copy(update={"variables": gone})
    expected, found = (one.samples_beside(champion) for one in (RowCases(smaller, loans), EngineCases(smaller, table)))
    assert "monthly_income_amount" in found.test
    pd.testing.assert_frame_equal(found.test.reset_index(drop=True), expected.test.reset_index(drop=True))


def test_above_the_declared_rows_all_cases_are_fitted_on_and_a_share_of_each_sample_is_measured(
    declaration: ModelDeclaration, loans: pd.DataFrame, table: DataFrame
) -> None:
    limited, whole = _limited(declaration, 2500), RowCases(declaration, loans)
    cases = cases_of(limited, table)
    assert isinstance(cases, EngineCases)
    parts = [len(cases.samples.named()[name]) / len(rows) for name, rows in whole.samples.named().items()]
    assert parts == pytest.approx([2500 / 4900] * 3, abs=0.06)
    assert set(cases.samples.test["loan_id"]) < set(whole.samples.test["loan_id"])
    assert Fitted.on(limited, cases, None).scorecard == Fitted.on(declaration, whole, None).scorecard
    assert isinstance(cases_of(declaration, table), RowCases)


def test_the_digest_of_the_cases_does_not_depend_on_their_order_but_on_each_value(
    spark: SparkSession, declaration: ModelDeclaration, loans: pd.DataFrame, table: DataFrame
) -> None:
    known = EngineCases(declaration, table).content
    assert EngineCases(declaration, table.orderBy("income_amount")).content == known
    changed = loans.copy()
    changed.loc[4000, "income_amount"] = 1.0
    assert EngineCases(declaration, _sent(spark, changed)).content != known


@pytest.mark.parametrize(
    ("columns", "values"),
    [(["worst_days_past_due", "is_bad"], [31, False]), (["is_bad"], [None]), (["originated_date"], [date(2025, 6, 2)])],
)
def test_an_outcome_that_contradicts_the_label_is_refused_by_the_engine_too(
    spark: SparkSession, declaration: ModelDeclaration, columns: list[str], values: list[object]
) -> None:
    loans = planted_loans(200).astype({"is_bad": object})
    loans.loc[7, columns] = values
    with pytest.raises(DataFault, match="has 1 of 200 outcomes that are not worst_days_past_due above 30 within 12"):
        EngineCases(declaration, _sent(spark, loans))
