"""Sealed days in, a page and one sentence out: one bad month asks for nothing, three of four do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import DataFault, ExitCode
from jobs.lakehouse.manifest import Entry, Manifests
from jobs.models.declared import Monitoring
from jobs.models.monitoring import alarms
from jobs.monitor import application
from jobs.monitoring.figures import asks, conclusion, figures_of
from jobs.monitoring.page import feature_lines, matrix
from jobs.monitoring.rolls import END, MONTH, START, RollError, roll_errors
from jobs.monitoring.windows import ends, last_windows

MONTHLY = Monitoring(window="month", windows=4, alarms=3, recent_months=2)
DAYS = tuple(date(2026, month, 28) for month in (6, 7, 8, 9))
TRAINING, MOVED = (400, 400, 200), (100, 100, 200)


CATALOG = Catalog()


def _bands(applicants: tuple[int, ...], version: str) -> pl.DataFrame:
    """Three bands in which what comes is what was expected, with so many applicants each."""
    facts = {
        "model_name": "credit_score", "training_profile_rate": 0.8, "customer_count": 10,
        "customer_stability_index": 0.2, "customer_stability_limit_index": 0.1, "applicant_stability_index": 0.02,
        "applicant_stability_limit_index": 0.03, "closed_expected_rate": 0.1, "closed_default_rate": 0.1,
        "closed_default_low_rate": 0.05, "closed_default_high_rate": 0.18, "closed_count": 100,
        "closed_bad_count": 10, "calibration_code": "HOLDS",
    }  # fmt: skip
    rows = [
        {"band_number": number, "training_count": training, "applicant_count": found,
         "applicant_profile_count": round(0.8 * found), "model_version": version, **facts}
        for number, (training, found) in enumerate(zip(TRAINING, applicants, strict=True), start=1)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _features(applicants: tuple[int, int] = (90, 10)) -> pl.DataFrame:
    """One variable of two bins, of which the first held nine tenths of the training sample."""
    rows = [
        {"model_version": "3", "feature_name": "income_amount", "bin_number": number, "bin_name": label,
         "training_count": training, "training_rate": training / 1000, "applicant_count": found,
         "applicant_rate": found / 100, "stability_index": 0.3, "stability_limit_index": 0.04}
        for number, (label, training, found) in enumerate(
            zip(("below 5000", "5000 and more"), (900, 100), applicants, strict=True), start=1
        )
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _trends(agree: int, contrary: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "feature_name": ["telecom_tenure_months"], "expected_sign_code": ["FALLS"], "seen_sign_code": ["FALLS"],
            "agreeing_month_count": [agree], "contrary_month_count": [contrary], "rank_correlation": [-0.1],
            "chance_probability": [0.0001], "adjusted_probability": [0.0008],
            "verdict_code": ["HOLDS" if agree > contrary else "FLIPPED"],
        }
    )  # fmt: skip


def _vintages() -> pl.DataFrame:
    month = date(2026, 1, 1)
    rows = [(month, age, "BY_COUNT", age / 100, True) for age in (1, 2, 3)]
    names = ("origination_month_date", "on_book_months", "measure_code", "bad_rate", "is_complete")
    return pl.DataFrame(rows, schema=names, orient="row")


def _moves() -> pl.DataFrame:
    day, start, end = date(2026, 8, 31), "CURRENT", "DAYS_1_TO_30"
    rows = [
        (day, product, start, to, code, count if code == "BY_COUNT" else None, lent if code == "BY_AMOUNT" else None)
        for product, to, count, lent in (("CASH", start, 30, 500.0), ("CAR", start, 60, 300.0), ("CAR", end, 10, 200.0))
        for code in ("BY_COUNT", "BY_AMOUNT")
    ]
    names = ("month_end_date", "product_code", "from_bucket_code", "to_bucket_code", "measure_code")
    return pl.DataFrame(rows, schema=(*names, "moved_count", "moved_amount"), orient="row")


def _seal(lake: Path, day: date, tables: dict[str, pl.DataFrame]) -> None:
    """Seal a day with tables of which only what the monitor reads is filled."""
    entries = {}
    for name, rows in tables.items():
        full = rows.with_columns(
            business_date=pl.lit(day),
            **{one: pl.lit(None) for one in CATALOG[name].column_names if one not in rows.columns},
        )
        path = lake / name.replace(".", "/")
        known = pl.read_delta(str(path)) if path.exists() else full.clear()
        both = pl.concat([known.cast(dict(full.schema)), full], how="diagonal") if len(known) else full
        both.with_columns(pl.col(pl.Null).cast(pl.String)).write_delta(str(path), mode="overwrite")
        version = len(list((path / "_delta_log").glob("*.json"))) - 1
        entries[name] = Entry(version, day.isoformat(), full.height, "hash", 1, "run", "gate")
    Manifests(lake).seal(day, lambda: entries, "for the tests")


def _sealed(lake: Path, applicants: tuple[tuple[int, ...], ...], versions: str = "3333") -> None:
    for day, found, version in zip(DAYS, applicants, versions, strict=True):
        bands = _bands(found, version)
        tables = {"gold.band_monitor": bands, "gold.feature_shift": _features(), "gold.trend_check": _trends(18, 0)}
        _seal(lake, day, {**tables, "gold.vintage": _vintages(), "gold.migration": _moves()})


def test_one_bad_month_asks_for_nothing_and_three_of_four_ask_for_retraining(tmp_path: Path) -> None:
    _sealed(tmp_path / "once", (TRAINING, MOVED, TRAINING, TRAINING))
    _sealed(tmp_path / "thrice", (MOVED, MOVED, TRAINING, MOVED))
    once, thrice = (last_windows(tmp_path / name, MONTHLY, date(2026, 12, 1)) for name in ("once", "thrice"))
    assert asks(once, MONTHLY) == {}
    assert asks(thrice, MONTHLY) == {"score of applicants": 3}
    assert "no retraining is asked for" in conclusion("credit_score", once, MONTHLY)
    assert "retraining is asked for, with alarms" in conclusion("credit_score", thrice, MONTHLY)


def test_windows_of_another_version_and_of_later_days_do_not_count(tmp_path: Path) -> None:
    _sealed(tmp_path, (MOVED, MOVED, MOVED, TRAINING), versions="2233")
    assert [one.day for one in last_windows(tmp_path, MONTHLY, date(2026, 12, 1))] == list(DAYS[2:])
    assert [one.day for one in last_windows(tmp_path, MONTHLY, date(2026, 7, 31))] == list(DAYS[:2])
    with pytest.raises(DataFault, match="No day up to 2026-01-01 was sealed with"):
        last_windows(tmp_path, MONTHLY, date(2026, 1, 1))


def test_a_window_ends_with_the_last_day_of_a_month_or_with_each_day() -> None:
    days = [date(2026, 6, 1), date(2026, 6, 2), date(2026, 7, 1)]
    daily = Monitoring(window="business_date", windows=2, alarms=1)
    assert ends(days, MONTHLY, date(2026, 7, 31), _always) == [date(2026, 6, 2), date(2026, 7, 1)]
    assert ends(days, daily, date(2026, 7, 1), _always) == [date(2026, 6, 2), date(2026, 7, 1)]


def test_a_month_that_goes_on_is_no_window_yet() -> None:
    days = [date(2026, 6, 29), date(2026, 7, 1), date(2026, 7, 30)]
    assert ends(days, MONTHLY, date(2026, 7, 30), _always) == [date(2026, 6, 29)]
    assert ends(days, MONTHLY, date(2026, 7, 31), _always) == [date(2026, 6, 29), date(2026, 7, 30)]


def test_before_the_first_month_is_over_it_is_looked_at_alone() -> None:
    days = [date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 4)]
    assert ends(days, MONTHLY, date(2026, 6, 3), _always) == [date(2026, 6, 2)]


def test_a_month_whose_last_day_is_not_watched_ends_with_its_last_watched_day() -> None:
    days = [date(2026, 5, 29), date(2026, 6, 26), date(2026, 6, 29)]
    found = ends(days, MONTHLY, date(2026, 7, 1), lambda day: day != date(2026, 6, 29))
    assert found == [date(2026, 5, 29), date(2026, 6, 26)]


def _always(_: date) -> bool:
    return True


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        ({"windows": 4, "alarms": 3, "recent_months": 3}, "one bad month is seen in as many windows"),
        ({"windows": 3, "alarms": 4}, "more alarms are asked for than there are windows"),
    ],
)
def test_a_patience_that_one_bad_month_exhausts_is_refused(declared: dict[str, int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Monitoring(**declared)


def test_a_flipped_direction_is_an_alarm_and_one_that_holds_is_none(tmp_path: Path) -> None:
    tables = {"gold.feature_shift": _features(), "gold.trend_check": _trends(0, 18)}
    _seal(tmp_path, DAYS[0], {"gold.band_monitor": _bands(TRAINING, "3"), **tables})
    (flipped,) = last_windows(tmp_path, MONTHLY, date(2026, 6, 30))
    by_name = {one.name: one for one in figures_of(flipped)}
    assert by_name["direction of telecom_tenure_months"].chance == 0.0001
    assert by_name["default rate of band 1"].chance > 0.5
    assert by_name["hit rate of purchased data"].value == pytest.approx(0.8)


def test_a_variable_that_moves_is_an_alarm_though_the_score_stands_still(tmp_path: Path) -> None:
    tables = {"gold.band_monitor": _bands(TRAINING, "3"), "gold.trend_check": _trends(18, 0)}
    _seal(tmp_path, DAYS[0], {**tables, "gold.feature_shift": _features((50, 50))})
    (moved,) = last_windows(tmp_path, MONTHLY, date(2026, 6, 30))
    assert alarms(figures_of(moved)) == {"income_amount of applicants"}
    assert [one["bin_name"] for one in feature_lines(moved.features)] == ["below 5000"]


def test_a_matrix_adds_up_products_and_keeps_counts_and_amounts_apart() -> None:
    assert matrix(_moves(), "BY_COUNT") == ("2026-08-31", {"CURRENT": {"CURRENT": 0.9, "DAYS_1_TO_30": 0.1}})
    assert matrix(_moves(), "BY_AMOUNT") == ("2026-08-31", {"CURRENT": {"CURRENT": 0.8, "DAYS_1_TO_30": 0.2}})


def test_the_roll_rates_of_a_month_are_a_forecast_of_the_next_and_its_error_is_told_with_how_many() -> None:
    june, july, august, current, late = (
        date(2026, 6, 30),
        date(2026, 7, 31),
        date(2026, 8, 31),
        "CURRENT",
        "DAYS_1_TO_30",
    )
    rows = [
        (june, "CASH", current, current, 90), (june, "CAR", current, late, 10), (june, "CASH", late, current, 29),
        (july, "CASH", current, current, 160), (july, "CASH", current, late, 20), (july, "CAR", current, "SETTLED", 20),
        (july, "CASH", late, current, 40), (august, "CASH", late, current, 40),
    ]  # fmt: skip
    names = (MONTH, "product_code", START, END, "moved_count")
    moves = pl.DataFrame(rows, schema=names, orient="row").with_columns(measure_code=pl.lit("BY_COUNT"))
    # July: 90 foreseen of 80, 10 of 10, none of 10 per cent; what 29 late loans did in June foresees nothing.
    assert roll_errors(moves) == [
        RollError(july, pytest.approx((0.1 / 0.8 + 0 + 1) / 3), 3, 200),
        RollError(august, 0.0, 1, 40),
    ]


def test_the_command_writes_a_page_that_loads_nothing_and_says_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    _sealed(tmp_path / "lake", (MOVED, MOVED, MOVED, MOVED))
    done = CliRunner().invoke(application, ["credit_score", "--date", "2026-09-30"])
    assert done.exit_code == 0, done.output
    sentence = done.output.splitlines()[-1]
    assert sentence == (
        "credit_score version 3 up to 2026-09-28: retraining is asked for, with alarms among the last 6 months of "
        "score of applicants in 4."
    )
    page = (tmp_path / "data_docs/monitoring/credit_score.html").read_text(encoding="utf-8")
    assert sentence in page
    assert page.count("<svg") == 4
    assert "no two months with enough moves yet" in page
    assert "src=" not in page
    assert "https:" not in page
    assert "monitoring/credit_score.html" in (tmp_path / "data_docs/index.html").read_text(encoding="utf-8")


def test_a_model_that_scores_nobody_is_not_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    done = CliRunner().invoke(application, ["german_credit", "--date", "2026-09-30"])
    assert done.exit_code == ExitCode.CONTRACT_FAULT
    assert "gold.band_monitor is about credit_score" in done.output
    assert not (tmp_path / "data_docs").exists()
