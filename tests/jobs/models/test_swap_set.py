from __future__ import annotations

import numpy as np
import pytest

from jobs.models.bands import band_table
from jobs.models.metrics import GroupedOutcome
from jobs.models.swap_set import cut_table, swap_set

# The published in-loan score: bad rates of ten bands of equal count.
BAD_RATES = np.array([0.096, 0.178, 0.236, 0.274, 0.361, 0.411, 0.486, 0.562, 0.611, 0.699])


def test_every_row_is_in_one_set_and_the_bad_are_counted_where_they_are() -> None:
    before, after = np.array([1, 1, 0, 0, 1, 0]), np.array([1, 0, 1, 0, 0, 0])
    table = swap_set(before, after, np.array([0, 1, 0, 1, 0, 1])).set_index("set")
    assert table["rows"].to_dict() == {
        "passed by both": 1,
        "swapped in": 1,
        "swapped out": 2,
        "refused by both": 2,
    }
    assert table.loc["swapped out", "bad_rate"] == 0.5
    assert table["bad"].sum() == 3


def test_nobody_swapped_in_has_no_bad_rate() -> None:
    table = swap_set(np.array([1, 0]), np.array([1, 0]), np.array([0, 1]))
    assert np.isnan(table["bad_rate"].iloc[1])


def test_passing_from_the_published_cut_of_505_gives_the_bad_rate_of_the_two_best_bands() -> None:
    inside = [517, 506, 496, 488, 482, 478, 471, 461, 443, 400]
    score = np.repeat(inside, 1000)
    is_bad = np.concatenate([np.arange(1000) < round(rate * 1000) for rate in BAD_RATES])
    table = cut_table(score, is_bad, range(505, 507)).set_index("cut")
    published = band_table(GroupedOutcome((1 - BAD_RATES) * 1000, BAD_RATES * 1000))
    assert table.loc[505, "pass_rate"] == 0.2
    assert table.loc[505, "passed_bad_rate"] == pytest.approx(published["cumulative_bad_rate"].iloc[1])
    assert table.loc[505, "refused_bad_rate"] == pytest.approx(BAD_RATES[2:].mean())
