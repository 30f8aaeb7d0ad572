"""The windows over which a model is watched: sealed days, of which each tells its own window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    """The last windows up to a day, oldest first, as far as the version in use then was the same.

    Raises DataFault where no sealed day holds the tables.
    """
    days = [day for day in Manifests(lake).days() if day <= until]
    found = tuple(_window(lake, day) for day in ends(days, monitoring) if _is_watched(lake, day))
    if not found:
        raise DataFault(f"No day up to {until} was sealed with {', '.join(WATCHED)}: run a day, then ask again.")
    return tuple(one for one in found if one.version == found[-1].version)


def ends(days: Sequence[date], monitoring: Monitoring) -> list[date]:
    """The last day of each of the last windows, oldest first."""
    if monitoring.window == "business_date":
        return sorted(days)[-monitoring.windows :]
    last = {(day.year, day.month): day for day in sorted(days)}
    return sorted(last.values())[-monitoring.windows :]


def _is_watched(lake: Path, day: date) -> bool:
    return set(WATCHED) <= set(open_curated(day, lake=lake).manifest.tables)


def _window(lake: Path, day: date) -> Window:
    sealed = open_curated(day, lake=lake)
    bands, features, trends = (sealed.table(name).polars().collect() for name in WATCHED)
    return Window(
        day, bands.sort("band_number"), features.sort("feature_name", "bin_number"), trends.sort("feature_name")
    )
