from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.contract import read_contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.settings import CHECKOUT
from jobs.models.declaration import ModelDeclaration
from jobs.models.engine_cases import rows_of
from jobs.models.outcomes import excluded_rows, known_outcomes
from tests.jobs.models.planted import planted_loans


@pytest.fixture
def loans() -> pd.DataFrame:
    return planted_loans(200).astype({"is_bad": object})


def test_loans_whose_window_is_open_are_excluded_and_counted(
    declaration: ModelDeclaration, loans: pd.DataFrame
) -> None:
    loans.loc[:29, ["is_window_closed", "is_bad"]] = [False, None]
    assert len(known_outcomes(declaration, loans)) == 170
    assert excluded_rows(declaration, loans) == {"WINDOW_OPEN": 30}


def test_a_table_of_the_engine_gives_the_same_cases(
    spark: SparkSession, declaration: ModelDeclaration, loans: pd.DataFrame
) -> None:
    loans.loc[:29, ["is_window_closed", "is_bad"]] = [False, None]
    contract = read_contract(CHECKOUT / "jobs/gold/loan_outcome.yml")
    types = {column.name: column.type for column in contract.columns if column.name in loans}
    sent = loans.astype(object).where(loans.notna(), None)
    doubles = ", ".join(f"{name} {'double' if 'decimal' in kind else kind}" for name, kind in types.items())
    whole = {name for name, kind in types.items() if kind == "int"}
    values = [
        tuple(int(row[name]) if name in whole and row[name] is not None else row[name] for name in types)
        for row in sent.to_dict("records")
    ]
    typed = [F.col(name).cast(kind) for name, kind in types.items()]
    frame = spark.createDataFrame(values, doubles).select(*typed)
    cases = known_outcomes(declaration, rows_of(frame, declaration))
    expected = known_outcomes(declaration, loans)
    assert len(cases) == 170
    pd.testing.assert_frame_equal(cases, expected, check_dtype=False)


def test_the_order_of_the_rows_does_not_matter(declaration: ModelDeclaration, loans: pd.DataFrame) -> None:
    shuffled = known_outcomes(declaration, loans.sample(frac=1, random_state=5))
    pd.testing.assert_frame_equal(shuffled, known_outcomes(declaration, loans))


def test_thirty_days_past_due_are_good_and_thirty_one_bad(declaration: ModelDeclaration, loans: pd.DataFrame) -> None:
    loans.loc[0, ["worst_days_past_due", "is_bad"]] = [30, False]
    loans.loc[1, ["worst_days_past_due", "is_bad"]] = [31, True]
    assert known_outcomes(declaration, loans)["is_bad"].head(2).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        (["worst_days_past_due", "is_bad"], [30, True]),
        (["worst_days_past_due", "is_bad"], [31, False]),
        (["worst_days_past_due", "is_bad"], [31, None]),
        (["originated_date"], [date(2025, 6, 2)]),
    ],
)
def test_an_outcome_that_contradicts_the_declared_label_is_refused(
    declaration: ModelDeclaration, loans: pd.DataFrame, columns: list[str], values: list[object]
) -> None:
    loans.loc[7, columns] = values
    with pytest.raises(DataFault, match="has 1 of 200 outcomes that are not worst_days_past_due above 30 within 12"):
        known_outcomes(declaration, loans)


def test_a_table_without_a_needed_column_is_refused(declaration: ModelDeclaration, loans: pd.DataFrame) -> None:
    with pytest.raises(DataFault, match="lacks game_spend_amount, worst_days_past_due"):
        known_outcomes(declaration, loans.drop(columns=["game_spend_amount", "worst_days_past_due"]))


def test_outcomes_of_one_class_are_refused(declaration: ModelDeclaration, loans: pd.DataFrame) -> None:
    with pytest.raises(DataFault, match="of one class"):
        known_outcomes(declaration, loans[~loans["is_bad"].astype(bool)])
