"""A scorecard fitted from counts of the engine is the one fitted from rows in memory, to the last bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.errors import DataFault
from jobs.models import engine_cases
from jobs.models.declaration import ModelDeclaration, Special
from jobs.models.engine_evidence import EngineEvidence
from jobs.models.evidence import RowEvidence
from jobs.models.expressions import bin_of
from jobs.models.fit import fit
from jobs.models.outcomes import known_outcomes
from jobs.models.scoring import positions
from tests.jobs.models.planted import planted_loans


@pytest.fixture(scope="module")
def awkward(declaration: ModelDeclaration) -> ModelDeclaration:
    """The declaration with a special value among numbers, so that every kind of bin occurs."""
    never = (Special(value=0.0, about="no media at all"), Special(value=199.0, about="every day"))
    variables = tuple(
        one.model_copy(update={"special": never}) if one.name == "finance_media_days" else one
        for one in declaration.variables
    )
    return declaration.model_copy(update={"variables": variables})


@pytest.fixture(scope="module")
def rows(declaration: ModelDeclaration) -> pd.DataFrame:
    loans = planted_loans(4000)
    loans.loc[loans.index % 7 == 0, "income_amount"] = np.nan
    loans.loc[loans.index % 11 == 0, "housing_type_code"] = None
    loans.loc[loans.index % 13 == 0, "housing_type_code"] = "missing"
    loans.loc[loans.index % 5 == 0, "finance_media_days"] = 0.0
    return known_outcomes(declaration, loans)


def _sent(spark: SparkSession, rows: pd.DataFrame) -> DataFrame:
    kinds = {"housing_type_code": "string", "has_telecom_profile": "boolean", "is_bad": "int"}
    columns = [name for name in rows.columns if name not in ("loan_id", "originated_date")]
    sent = rows[columns].astype(object)
    schema = ", ".join(f"{name} {kinds.get(name, 'double')}" for name in columns)
    return spark.createDataFrame(sent.where(sent.notna(), None), schema).repartition(3)


def test_the_engine_and_the_memory_fit_the_same_scorecard(
    spark: SparkSession, awkward: ModelDeclaration, rows: pd.DataFrame
) -> None:
    in_memory = fit(awkward, RowEvidence(awkward, rows))
    in_engine = fit(awkward, EngineEvidence(awkward, _sent(spark, rows)))
    assert in_engine == in_memory
    assert in_engine.sha256 == in_memory.sha256
    assert [one.value for item in in_engine.characteristics for one in item.special] == [0.0, 199.0]


def test_codes_that_are_whole_numbers_are_read_alike(
    spark: SparkSession, declaration: ModelDeclaration, rows: pd.DataFrame
) -> None:
    numbered = rows.assign(housing_type_code=rows["housing_type_code"].map({"OWN": 1, "RENT": 2, "FAMILY": 10}))
    table = _sent(spark, rows.assign(housing_type_code=numbered["housing_type_code"].map("{:.0f}".format)))
    table = table.withColumn("housing_type_code", F.expr("try_cast(housing_type_code AS int)"))
    fitted = fit(declaration, RowEvidence(declaration, numbered))
    assert fit(declaration, EngineEvidence(declaration, table)) == fitted
    assert fit(declaration, RowEvidence(declaration, engine_cases.rows_of(table, declaration))) == fitted
    housing = fitted.characteristics[-1]
    assert sorted(code for one in housing.bins for code in one.codes) == ["1", "10", "2"]
    found = np.bincount(positions(housing, numbered), minlength=len(housing.every_bin))
    letters = table.groupBy(bin_of(housing, [F.lit(place) for place in range(len(found))]).alias("place")).count()
    assert {row["place"]: row["count"] for row in letters.collect()} == dict(enumerate(found.tolist()))


def test_infinite_values_are_refused_by_the_engine_as_well(
    spark: SparkSession, awkward: ModelDeclaration, rows: pd.DataFrame
) -> None:
    endless = rows.copy()
    endless.loc[0:2, "monthly_income_amount"] = np.inf
    with pytest.raises(DataFault, match="monthly_income_amount is infinite in 3 training rows"):
        fit(awkward, EngineEvidence(awkward, _sent(spark, endless)))
