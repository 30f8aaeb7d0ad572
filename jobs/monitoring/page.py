"""The page of a model in use: the conclusion, its figures over the windows, and drawings of the tables behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jobs.gold.measures import BY_AMOUNT, BY_COUNT
from jobs.gold.migration import BEYOND, BUCKETS, SETTLED
from jobs.lakehouse.data_docs import TEMPLATES, draw_index, replace_page
from jobs.models.declared import Monitoring
from jobs.models.monitoring import alarms
from jobs.monitoring.chart import Chart, Series, Span, chart
from jobs.monitoring.figures import conclusion, figures_of
from jobs.monitoring.rolls import FEWEST_LOANS, roll_errors
from jobs.monitoring.windows import Window

FOLDER, TEMPLATE = "monitoring", "monitoring.html"
VINTAGES = 12
MEASURES = {BY_COUNT: "loans", BY_AMOUNT: "money lent"}
EVERY_BUCKET = (*BUCKETS, BEYOND, SETTLED)


@dataclass(frozen=True)
class Book:
    """The tables of the last day that tell of all loans: vintages and moves between buckets."""

    vintages: pl.DataFrame
    moves: pl.DataFrame


def write_page(model: str, windows: Sequence[Window], book: Book, monitoring: Monitoring, folder: Path) -> Path:
    """Draw the page of a model and the index of the Data Docs anew; returns the page's path."""
    page = folder / FOLDER / f"{model}.html"
    facts = {
        "model": model,
        "last": windows[-1],
        "conclusion": conclusion(model, windows, monitoring),
        "days": [one.day.isoformat() for one in windows],
        "figures": figure_lines(windows),
        "features": feature_lines(windows[-1].features),
        "charts": [*_shifts(windows), calibration(windows[-1]), vintages(book.vintages)],
        "matrices": [(f"By {name}", *matrix(book.moves, code)) for code, name in MEASURES.items()],
        "buckets": EVERY_BUCKET,
        "rolls": roll_errors(book.moves),
        "fewest": FEWEST_LOANS,
        "trends": windows[-1].trends.rows(named=True),
    }
    replace_page(page, TEMPLATES.get_template(TEMPLATE).render(**facts))
    draw_index(folder)
    return page


def figure_lines(windows: Sequence[Window]) -> list[tuple[str, list[tuple[float, bool] | None]]]:
    """Every figure by name with its value in each window and whether it was an alarm; None where it was not told."""
    told = [(figures_of(one), alarms(figures_of(one))) for one in windows]
    names = dict.fromkeys(one.name for figures, _ in told for one in figures)
    by_window = [({one.name: one.value for one in figures}, raised) for figures, raised in told]
    return [
        (name, [(values[name], name in raised) if name in values else None for values, raised in by_window])
        for name in names
    ]


def feature_lines(features: pl.DataFrame) -> list[dict[str, object]]:
    """Each variable with its index, the limit of its sample sizes, and the bin whose share has moved most."""
    moved = (pl.col("applicant_rate") - pl.col("training_rate")).abs()
    most = features.sort(moved, descending=True, nulls_last=True, maintain_order=True)
    return most.group_by("feature_name", maintain_order=True).first().sort("feature_name").rows(named=True)


def calibration(window: Window) -> Chart:
    """Expected and observed default rate by band, with the interval of what was observed."""
    bands = window.bands
    ends = zip(bands["closed_default_low_rate"], bands["closed_default_high_rate"], bands["closed_count"], strict=True)
    return chart(
        "Default rate by score band",
        "Loans whose 12 months ended of late: what the score expected (line), what came (points, with 95 % interval).",
        [f"{number}" for number in bands["band_number"]],
        (
            Series("expected", "expected", bands["closed_expected_rate"].to_list()),
            Series("observed", "points", bands["closed_default_rate"].to_list()),
        ),
        [Span(low, high) if rows else Span(None, None) for low, high, rows in ends],
    )


def vintages(table: pl.DataFrame) -> Chart:
    """Bad rate by months on book, a line for each of the latest months of origination; darker is younger."""
    rows = table.filter((pl.col("measure_code") == BY_COUNT) & pl.col("is_complete"))
    months = sorted(rows["origination_month_date"].unique())[-2 * VINTAGES :: 2]
    places = range(1, (rows["on_book_months"].max() or 1) + 1)
    series = []
    for number, month in enumerate(months):
        found = dict(rows.filter(pl.col("origination_month_date") == month).select("on_book_months", "bad_rate").rows())
        age = f"age{3 * number // len(months)}"
        series.append(Series(f"{month:%Y-%m}", age, [found.get(place) for place in places]))
    note = "Share of loans ever more than 30 days past due, by months on book; every second month of origination."
    return chart("Vintages", f"{note} Darker is younger.", [f"{place}" for place in places], series)


def matrix(moves: pl.DataFrame, measure: str) -> tuple[str, dict[str, dict[str, float]]]:
    """The last month end, and for each bucket before the share that moved into each bucket, over all products."""
    rows = moves.filter(pl.col("measure_code") == measure)
    last = rows["month_end_date"].max()
    moved = "moved_count" if measure == BY_COUNT else "moved_amount"
    summed = rows.filter(pl.col("month_end_date") == last).group_by("from_bucket_code", "to_bucket_code")
    found: dict[str, dict[str, float]] = {}
    for start, end, value in summed.agg(pl.col(moved).sum()).rows():
        found.setdefault(start, {})[end] = float(value)
    shares = {
        start: {end: value / sum(found[start].values()) for end, value in found[start].items()}
        for start in EVERY_BUCKET
        if start in found
    }
    return f"{last}", shares


def _shifts(windows: Sequence[Window]) -> list[Chart]:
    """The stability index of applicants and of customers over the windows, beside what chance explains."""
    days = [one.day.isoformat() for one in windows]
    notes = {"applicant": "Retraining looks at these.", "customer": "Other people than the training sample: for sight."}
    return [
        chart(
            f"Shift of {people}s from the training sample",
            f"Population stability index (line), and what 95 of 100 samples stay below unchanged (dashed). {note}",
            days,
            [
                Series(name, style, [one.bands[f"{people}_{column}"][0] for one in windows])
                for name, style, column in (
                    ("index", "expected", "stability_index"),
                    ("limit", "limit", "stability_limit_index"),
                )
            ],
        )
        for people, note in notes.items()
    ]
