"""The windows over which a model is watched: sealed days, of which each tells its own window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import polars as pl

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_reader import open_curated
from jobs.lakehouse.manifest import Manifests
from jobs.models.declared import Monitoring

BANDS, FEATURES, TRENDS = WATCHED = ("gold.band_monitor", "gold.feature_shift", "gold.trend_check")


@dataclass(frozen=True)
class Window:
    """What a sealed day says of the model in use: its bands, the bins of its features, and their directions."""

    day: date
    bands: pl.DataFrame
    features: pl.DataFrame
    trends: pl.DataFrame

    @property
    def version(self) -> str:
        """The version of the model that was in use."""
        return self.bands["model_version"][0]


def last_windows(lake: Path, monitoring: Monitoring, until: date) -> tuple[Window, ...]:
    """The last windows that ended by a day, oldest first, as far as the version in use then was the same.

    Raises DataFault where no sealed day holds the tables.
    """
    days = ends(Manifests(lake).days(), monitoring, until, partial(_is_watched, lake))
    found = tuple(_window(lake, day) for day in days)
    if not found:
        raise DataFault(f"No day up to {until} was sealed with {', '.join(WATCHED)}: run a day, then ask again.")
    return tuple(one for one in found if one.version == found[-1].version)


def ends(days: Sequence[date], monitoring: Monitoring, until: date, is_watched: Callable[[date], bool]) -> list[date]:
    """The last watched day of each of the last windows that ended by a day, oldest first.

    A month that goes on is none yet: it looks at the same loans as the last one, so that one bad month would be an
    alarm in a window more than ``Monitoring`` allows for. Only before the first one is over it is looked at alone.
    """
    window_of = _day if monitoring.window == "business_date" else _month
    over = [day for day in days if window_of(day) < window_of(until + timedelta(days=1))]
    known = [day for day in days if day <= until]
    for some in (over, known):
        if found := sorted(islice(_last_of_each(some, window_of, is_watched), monitoring.windows)):
            return found
    return []


def _last_of_each(
    days: Sequence[date], window_of: Callable[[date], tuple[int, ...]], is_watched: Callable[[date], bool]
) -> Iterator[date]:
    """The last watched day of each window, newest first."""
    windows = groupby(sorted(days, reverse=True), key=window_of)
    return filter(None, (next(filter(is_watched, inside), None) for _, inside in windows))


def _day(day: date) -> tuple[int, ...]:
    return day.year, day.month, day.day


def _month(day: date) -> tuple[int, ...]:
    return day.year, day.month


def _is_watched(lake: Path, day: date) -> bool:
    return set(WATCHED) <= set(open_curated(day, lake=lake).manifest.tables)


def _window(lake: Path, day: date) -> Window:
    sealed = open_curated(day, lake=lake)
    bands, features, trends = (sealed.table(name).polars().collect() for name in WATCHED)
    return Window(
        day, bands.sort("band_number"), features.sort("feature_name", "bin_number"), trends.sort("feature_name")
    )
