"""Reading the curated tables outside the engine: polars, pandas, DuckDB, Arrow and delta-rs, through a manifest.

``read_curated("gold.things").polars()`` reads the latest sealed day. Who reads several tables opens the day once,
``day = open_curated()``, and asks it for each: what it gives belongs together, whatever is published meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, VALID_TO, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_versions import names_at
from jobs.lakehouse.manifest import CURATED, Entry, Manifest, Manifests
from jobs.lakehouse.publication import folder_of
from jobs.lakehouse.settings import read_settings

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa
    from deltalake import DeltaTable


@dataclass(frozen=True)
class CuratedTable:
    """A table of a sealed day: one Delta version, and which of its rows the day shows.

    A column that was added to the contract since is null in the rows.
    """

    contract: Contract
    business_date: date
    entry: Entry
    path: Path

    @property
    def condition(self) -> str:
        """The rows of the day, as a condition in SQL, for readers who open the version themselves."""
        if self.contract.keeps_time:
            day = f"DATE '{self.business_date}'"
            return f"{VALID_FROM} <= {day} AND ({VALID_TO} IS NULL OR {VALID_TO} > {day})"
        if self.contract.write == "replace_partition":
            return f"{BUSINESS_DATE} = DATE '{self.entry.partition}'"
        return "TRUE"

    def polars(self) -> pl.LazyFrame:
        """The rows as a lazy polars frame, in the order of the contract's columns."""
        table = pl.scan_delta(str(self.path), version=self.entry.version)
        rows = table.filter(self._is_of_day())
        there = table.collect_schema()
        missing = [name for name in self.contract.column_names if name not in there]
        if missing:  # the newest version may have them, and tells their types
            now = pl.scan_delta(str(self.path)).collect_schema()
            rows = rows.with_columns(pl.lit(None, now.get(name)).alias(name) for name in missing)
        return rows.select(self.contract.column_names)

    def arrow(self) -> pa.Table:
        """The rows as an Arrow table."""
        return self.polars().collect().to_arrow()

    def pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame."""
        return self.polars().collect().to_pandas()

    def find(self, **values: Any) -> pl.DataFrame:
        """The rows whose columns have these values: ``find(party_id="P...")``; what cannot hold them is not read."""
        return self.polars().filter(**values).collect()

    def duckdb(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """The rows as a relation of a DuckDB connection; its delta extension is loaded, without a download."""
        import duckdb_extensions

        duckdb_extensions.import_extension("delta", con=connection)
        there = names_at(self.path, self.entry.version)
        columns = ", ".join(
            f'"{one.name}"' if one.name in there else f'NULL::{one.type} AS "{one.name}"'
            for one in self.contract.columns
        )
        return connection.sql(
            f"SELECT {columns} FROM delta_scan('{self.path}', version={self.entry.version}) WHERE {self.condition}"
        )

    def delta(self) -> DeltaTable:
        """The Delta table at the version of the day; ``condition`` says which of its rows the day shows."""
        from deltalake import DeltaTable

        return DeltaTable(str(self.path), version=self.entry.version)

    def _is_of_day(self) -> pl.Expr:
        if self.contract.keeps_time:
            is_over = pl.col(VALID_TO).is_not_null() & (pl.col(VALID_TO) <= self.business_date)
            return (pl.col(VALID_FROM) <= self.business_date) & ~is_over
        if self.contract.write == "replace_partition":
            return pl.col(BUSINESS_DATE) == date.fromisoformat(self.entry.partition)
        return pl.lit(True)


@dataclass(frozen=True)
class CuratedDay:
    """The tables of a sealed day, which agree with each other."""

    manifest: Manifest
    lake: Path

    def table(self, name: str) -> CuratedTable:
        """A table of the day; raises DataFault for one that was not sealed with it."""
        if name not in self.manifest.tables:
            known = ", ".join(sorted(self.manifest.tables))
            raise DataFault(f"{name} is not among the tables of {self.manifest.business_date}: {known}.")
        entry, path = self.manifest.tables[name], self.lake / folder_of(name)
        return CuratedTable(Catalog()[name], self.manifest.day, entry, path)


def open_curated(business_date: date | None = None, channel: str = CURATED, lake: Path | None = None) -> CuratedDay:
    """A sealed day, the latest one if none is named; raises DataFault where nothing was sealed."""
    folder = lake or read_settings().lake
    manifests = Manifests(folder)
    manifest = manifests.get(business_date, channel) if business_date else manifests.latest(channel)
    if manifest is None:
        raise DataFault(
            f"Nothing is sealed for {business_date or 'any day'} in the channel {channel}: the daily run seals a day "
            "when all of its tables are published."
        )
    return CuratedDay(manifest, folder)


def read_curated(name: str, business_date: date | None = None) -> CuratedTable:
    """A table as sealed for a day, the latest sealed one if none is named.

    Raises DataFault where nothing was sealed, or not this table.
    """
    return open_curated(business_date).table(name)
