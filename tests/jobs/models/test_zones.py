from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.models.zones import ZONES, zone_table


def _scored(zones: list[str], is_bad: list[int], rate: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"zone_code": zones, "is_bad": is_bad, "pd_rate": rate})


def test_every_applicant_is_in_one_zone_and_the_bad_are_counted_where_they_are() -> None:
    scored = _scored(["PASS", "PASS", "MANUAL", "REJECT"], [0, 1, 0, 1], [0.1, 0.3, 0.4, 0.9])
    table = zone_table(scored).set_index("zone")
    assert table["rows"].to_dict() == {"PASS": 2, "MANUAL": 1, "REJECT": 1}
    assert table["share"].sum() == pytest.approx(1.0)
    assert table["bad"].to_dict() == {"PASS": 1, "MANUAL": 0, "REJECT": 1}
    assert table.loc["PASS", "expected_bad_rate"] == pytest.approx(0.2)
    assert (table["share_low"] < table["share"]).all()
    assert (table["share"] < table["share_high"]).all()


def test_a_zone_that_takes_nobody_is_told_and_has_no_rate() -> None:
    table = zone_table(_scored(["PASS"] * 3, [0, 0, 1], [0.1, 0.1, 0.2])).set_index("zone")
    assert tuple(table.index) == ZONES
    assert table.loc["REJECT", "share"] == 0.0
    assert np.isnan(table.loc["REJECT", "bad_rate"])
