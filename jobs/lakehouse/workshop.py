"""What every run needs: the engine, the lake, the contracts and the settings."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.repair import Repairs
from jobs.lakehouse.settings import Settings


@dataclass(frozen=True)
class Workshop:
    """One installation as a run sees it."""

    spark: SparkSession
    lake: Lake
    catalog: Catalog
    settings: Settings

    @property
    def repairs(self) -> Repairs:
        """What people said about quarantined rows."""
        return Repairs(self.settings.home, self.settings.gate_key)
