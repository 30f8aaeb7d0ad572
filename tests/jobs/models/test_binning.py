from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.lakehouse.errors import DataFault
from jobs.models.binning import characteristic
from jobs.models.counts import rounded
from jobs.models.declaration import ModelDeclaration, Reason, Special, Variable
from jobs.models.evidence import RowEvidence
from jobs.models.scorecard import Characteristic
from jobs.models.scoring import positions, weights

REASON = Reason(code="X", en="x", zh="x")


def _variable(**fields: Any) -> Variable:
    return Variable(**{"name": "x", "about": "x", "reason": REASON, **fields})


def _cut(declaration: ModelDeclaration, variable: Variable, rows: pd.DataFrame) -> Characteristic:
    alone = declaration.model_copy(update={"variables": (variable,)})
    return characteristic(variable, RowEvidence(alone, rows).counts()["x"], declaration.binning)


def _rows(values: object, is_bad: object) -> pd.DataFrame:
    return pd.DataFrame({"x": values, "is_bad": np.asarray(is_bad, dtype=int)})


@pytest.fixture
def tenures() -> pd.DataFrame:
    source = np.random.default_rng(1)
    values = source.integers(0, 120, 4000).astype(float)
    return _rows(values, source.random(4000) < 0.5 - values / 300)


def test_bins_are_counted_as_rows_fall_into_them(declaration: ModelDeclaration, tenures: pd.DataFrame) -> None:
    item = _cut(declaration, _variable(risk="falls"), tenures)
    place = positions(item, tenures)
    assert len(item.bins) > 3
    for number, one in enumerate(item.bins):
        assert one.rows == (place == number).sum()
        assert one.bad_rate == pytest.approx(tenures["is_bad"][place == number].mean())


def test_a_special_value_has_a_bin_of_its_own_outside_the_order(
    declaration: ModelDeclaration, tenures: pd.DataFrame
) -> None:
    never = _rows([-1.0] * 1000, [1] * 700 + [0] * 300)
    rows = pd.concat([tenures, never], ignore_index=True)
    item = _cut(declaration, _variable(risk="falls", special=(Special(value=-1, about="never"),)), rows)
    assert [one.bad_rate for one in item.special] == [0.7]
    assert item.special[0].weight > max(one.weight for one in item.bins)
    assert all(one.lower is None or one.lower > 0 for one in item.bins)
    assert weights(item, _rows([-1.0], [0])).tolist() == [item.special[0].weight]


def test_a_rare_special_value_counts_like_the_riskiest_bin(
    declaration: ModelDeclaration, tenures: pd.DataFrame
) -> None:
    rows = pd.concat([tenures, _rows([-1.0] * 3, [0, 0, 0])], ignore_index=True)
    item = _cut(declaration, _variable(risk="falls", special=(Special(value=-1, about="never"),)), rows)
    assert item.special[0].weight == max(one.weight for one in item.bins)


def test_codes_of_like_risk_are_joined_and_rare_ones_with_them(declaration: ModelDeclaration) -> None:
    codes = ["A"] * 1000 + ["B"] * 1000 + ["C"] * 1000 + ["RARE"] * 20
    bad = [1] * 100 + [0] * 900 + [1] * 102 + [0] * 898 + [1] * 400 + [0] * 600 + [1] * 9 + [0] * 11
    item = _cut(declaration, _variable(kind="code"), _rows(codes, bad))
    assert [one.codes for one in item.bins][-1] == ("C", "RARE")
    assert sorted(code for one in item.bins for code in one.codes) == ["A", "B", "C", "RARE"]
    assert [one.bad_rate for one in item.bins] == sorted(one.bad_rate for one in item.bins)


def test_a_code_that_training_did_not_know_counts_like_a_missing_one(declaration: ModelDeclaration) -> None:
    item = _cut(declaration, _variable(kind="code"), _rows(["A", "B"] * 500, [0, 1, 0, 0, 1] * 200))
    assert weights(item, _rows(["NEW", None], [0, 0])).tolist() == [item.missing.weight] * 2
    assert item.missing.weight == max(one.weight for one in item.bins)


@pytest.mark.parametrize("codes", [[1, 2], [1.0, 2.0, np.nan], [10, 2], [True, False]])
def test_codes_that_are_no_text_fall_into_their_bins(declaration: ModelDeclaration, codes: list[object]) -> None:
    """Whole numbers with gaps are doubles in memory; in the engine the code 1 reads "1", and true reads "true"."""
    rows = _rows(codes * 300, [0, 1, 0, 0, 1, 0] * (50 * len(codes)))
    item = _cut(declaration, _variable(kind="code"), rows)
    known = [one for one in codes if one == one]
    assert sorted(code for one in item.bins for code in one.codes) == sorted(
        str(one).lower().removesuffix(".0") for one in known
    )
    assert (positions(item, rows) < len(item.bins)).mean() == pytest.approx(len(known) / len(codes))


def test_an_infinite_value_counts_like_a_missing_one(declaration: ModelDeclaration, tenures: pd.DataFrame) -> None:
    item = _cut(declaration, _variable(risk="falls"), tenures)
    assert weights(item, _rows([np.inf, -np.inf, np.nan], [0, 0, 0])).tolist() == [item.missing.weight] * 3


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("number", [1.0] * 100, "x has fewer than two values in 100 training rows: see why its source fell silent"),
        ("number", [None] * 100, "x has fewer than two values in 100 training rows"),
        ("code", [None] * 100, "x has fewer than two values in 100 training rows"),
        ("flag", [True] * 100, "x has fewer than two values in 100 training rows"),
        ("number", [1.0, np.inf] * 50, "x is infinite in 50 training rows: correct the build that divides by zero"),
    ],
)
def test_a_column_that_says_nothing_is_refused_in_one_sentence(
    declaration: ModelDeclaration, kind: str, values: list[object], sentence: str
) -> None:
    with pytest.raises(DataFault, match=sentence):
        _cut(declaration, _variable(kind=kind), _rows(values, [0, 1] * 50))


def test_a_variable_of_special_values_alone_still_weighs(declaration: ModelDeclaration) -> None:
    special = (Special(value=1, about="one"), Special(value=2, about="two"))
    item = _cut(declaration, _variable(special=special), _rows([1.0, 2.0] * 500, [1, 1, 1, 0, 1, 0, 0, 0, 1, 0] * 100))
    assert item.bins == ()
    riskier, safer = item.special
    assert weights(item, _rows([1.0, 2.0, 3.0], [0, 0, 0])).tolist() == [riskier.weight, safer.weight, riskier.weight]


@settings(deadline=None)
@given(st.lists(st.floats(-1e280, 1e280), min_size=2, max_size=40))
def test_numbers_are_counted_together_in_their_order_and_only_when_they_are_near(values: list[float]) -> None:
    ordered = np.sort(values)
    counted = rounded(ordered)
    assert (np.diff(counted) >= 0).all()
    assert (np.abs(counted - ordered) <= np.abs(ordered) / 512 + 1e-300).all()


def test_whole_numbers_up_to_a_thousand_are_never_counted_together() -> None:
    whole = np.arange(-1024.0, 1025.0)
    assert rounded(whole).tolist() == whole.tolist()
