"""The figures of a window that may raise an alarm, and the one sentence that says whether retraining is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from jobs.models.declared import Monitoring
from jobs.models.monitoring import (
    Patience,
    Watched,
    asks_for_retraining,
    calibration_on_closed,
    drift,
    hit_rate,
)
from jobs.monitoring.windows import Window

WINDOWS_CALLED = {"month": "months", "business_date": "business dates"}
NOT_JUDGED = "NOT_ENOUGH_DATA"


def figures_of(window: Window) -> tuple[Watched, ...]:
    """Every figure of a window: shift of score and features, hit rate, default rates by band, directions.

    Customers are not among them: they are other people than those whom the scorecard was fitted on, so that their
    shift says nothing of its age.
    """
    return (
        *_of_applicants(window.bands),
        *_of_features(window.features),
        *_of_calibration(window.bands),
        *_of_directions(window.trends),
    )


def conclusion(model: str, windows: Sequence[Window], monitoring: Monitoring) -> str:
    """Whether retraining is asked for, and why, in one sentence."""
    raised = asks(windows, monitoring)
    called, version = WINDOWS_CALLED[monitoring.window], windows[-1].version
    head = f"{model} version {version} up to {windows[-1].day}"
    if raised:
        why = ", ".join(f"{name} in {count}" for name, count in raised.items())
        return f"{head}: retraining is asked for, with alarms among the last {monitoring.windows} {called} of {why}."
    known = f"{len(windows)} of {monitoring.windows} known"
    return f"{head}: no retraining is asked for, no figure was an alarm in {monitoring.alarms} {called} ({known})."


def asks(windows: Sequence[Window], monitoring: Monitoring) -> Mapping[str, int]:
    """Figures that were alarms in enough of the windows, with in how many."""
    patience = Patience(monitoring.alarms, monitoring.windows)
    return asks_for_retraining([figures_of(one) for one in windows], patience)


def _of_applicants(bands: pl.DataFrame) -> Iterator[Watched]:
    training, found = (bands[name].sum() for name in ("training_count", "applicant_count"))
    if not training or not found:
        return
    yield drift("score of applicants", bands["training_count"].to_list(), bands["applicant_count"].to_list())
    share = bands["training_profile_rate"][0]
    if share is not None:
        hits = (round(share * training), training)
        yield hit_rate("hit rate of purchased data", hits, (bands["applicant_profile_count"].sum(), found))


def _of_features(features: pl.DataFrame) -> Iterator[Watched]:
    """Where two variables move against each other, the score may stand still while the people are others."""
    for (name,), bins in features.group_by("feature_name", maintain_order=True):
        if bins["training_count"].sum() and bins["applicant_count"].sum():
            yield drift(f"{name} of applicants", bins["training_count"].to_list(), bins["applicant_count"].to_list())


def _of_calibration(bands: pl.DataFrame) -> Iterator[Watched]:
    for one in bands.filter(pl.col("calibration_code") != NOT_JUDGED).iter_rows(named=True):
        name = f"default rate of band {one['band_number']}"
        yield calibration_on_closed(name, one["closed_expected_rate"], one["closed_bad_count"], one["closed_count"])


def _of_directions(trends: pl.DataFrame) -> Iterator[Watched]:
    """A direction raises an alarm where it is contrary to what was declared; one that holds never does."""
    for one in trends.iter_rows(named=True):
        agree, contrary = one["agreeing_month_count"], one["contrary_month_count"]
        chance = one["chance_probability"] if contrary > agree else 1.0
        yield Watched(f"direction of {one['feature_name']}", agree / max(agree + contrary, 1), chance)
