from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.models.declaration import ModelDeclaration, Segment
from jobs.models.segments import part_of, segment_table
from jobs.models.stability import shift


def _declared(declaration: ModelDeclaration, *segments: Segment) -> ModelDeclaration:
    return declaration.model_copy(update={"segments": segments})


def _scored(rows: int, is_bad: np.ndarray, passes: np.ndarray, rate: np.ndarray) -> pd.DataFrame:
    zone = np.where(passes, "PASS", "REJECT")
    return pd.DataFrame({"pd_rate": rate, "is_bad": is_bad, "zone_code": zone}, index=range(rows))


def test_ranges_and_codes_are_parts_and_so_are_rows_without_a_value() -> None:
    rows = pd.DataFrame({"age_years": [20.0, 30.0, 59.9, 60.0, None], "housing": ["OWN", None, "RENT", "OWN", "OWN"]})
    ages = part_of(Segment(name="age", column="age_years", cuts=(30.0, 60.0)), rows)
    assert ages.tolist() == ["< 30", "30 to < 60", "30 to < 60", ">= 60", "missing"]
    assert part_of(Segment(name="h", column="housing"), rows).tolist() == ["OWN", "missing", "RENT", "OWN", "OWN"]


def test_a_part_whose_good_customers_are_refused_more_often_is_seen(declaration: ModelDeclaration) -> None:
    source, count = np.random.default_rng(1), 4_000
    young = source.random(count) < 0.5
    rate = np.clip(source.beta(2, 8, count), 0.01, 0.99)
    is_bad = (source.random(count) < rate).astype(int)
    passes = (rate < 0.2) & ~(young & (source.random(count) < 0.3))
    rows = pd.DataFrame({"is_young": young})
    table = segment_table(
        _declared(declaration, Segment(name="young", column="is_young")), rows, _scored(count, is_bad, passes, rate)
    ).set_index("part")
    assert table["rows"].sum() == count
    assert table.loc["True", "good_pass_rate_difference_high"] < -0.1
    assert table.loc["True", "good_pass_rate_difference"] == pytest.approx(
        -table.loc["False", "good_pass_rate_difference"]
    )
    assert table.loc["True", "bad_rate"] == pytest.approx(table.loc["True", "expected_bad_rate"], abs=0.03)
    assert (table["auc_low"] < table["auc"]).all()


def test_a_part_too_small_to_rank_has_no_area_but_its_shares(declaration: ModelDeclaration) -> None:
    rows = pd.DataFrame({"housing": ["OWN"] * 98 + ["RENT"] * 2})
    scored = _scored(100, np.arange(100) % 2, np.arange(100) < 50, np.linspace(0.1, 0.9, 100))
    table = segment_table(_declared(declaration, Segment(name="h", column="housing")), rows, scored).set_index("part")
    assert np.isnan(table.loc["RENT", "auc"])
    assert table.loc["RENT", "pass_rate_high"] < 1.0


def test_the_published_match_rate_splits_the_published_base_rate() -> None:
    """80,281 of 100,569 were found by the telecom vendor; 10.96 % of them and 27.82 % of the others turned bad."""
    found, absent = 80_281, 100_569 - 80_281
    bad = found * 0.1096 + absent * 0.2782
    assert bad / 100_569 == pytest.approx(0.1436, abs=1e-4)
    assert round(0.2782 / 0.1096, 2) == 2.54
    hits = shift([found, absent], [found // 10, absent // 10])
    assert hits.value < hits.limit
