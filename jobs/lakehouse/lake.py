"""The lake: the only object that reads and writes tables.

Reading a table for a business date gives exactly what was published for that date. Publishing is one Delta commit per
table under a lock that holds across processes and dies with its holder; the commit carries run and gate.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import LOADED, QUARANTINED, REASON, ROW, RULE, VERDICT
from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.settings import Settings

TABLE_PROPERTIES = {
    # Readers outside Spark cannot read deletion vectors; history must outlive the longest replay.
    "delta.enableDeletionVectors": "false",
    "delta.enableInCommitTimestamps": "true",
    "delta.logRetentionDuration": "interval 400 days",
    "delta.deletedFileRetentionDuration": "interval 30 days",
}
QUARANTINE_COLUMNS = f"`rule` STRING, reason STRING, row_json STRING, {BUSINESS_DATE} DATE"


@dataclass(frozen=True)
class Staged:
    """A conformed result written aside, before anybody may read it."""

    contract: Contract
    business_date: date
    run_id: str
    path: Path


class Lake:
    """Tables of one installation as a client of its engine sees them."""

    def __init__(self, spark: SparkSession, settings: Settings, catalog: Catalog) -> None:
        self._spark = spark
        self._root = settings.lake
        self._catalog = catalog
        self.publications = Publications(settings.lake)

    def read(self, name: str, business_date: date) -> DataFrame:
        """The rows of a table as published for a day: its partition, or for merged tables everything up to the day.

        Raises DataFault when the table has not been published for that day.
        """
        contract = self._catalog[name]
        published = self._published(contract, business_date)
        path = str(self.path(name))
        frame = self._spark.read.format("delta").option("versionAsOf", published.version).load(path)
        if contract.write == "replace_partition":
            frame = frame.where(F.col(BUSINESS_DATE) == F.lit(business_date))
        return frame.select(*(F.col(f"`{column}`") for column in contract.column_names))

    def version(self, name: str, business_date: date) -> int:
        """The Delta version that holds a table for a day."""
        return self._published(self._catalog[name], business_date).version

    def rows(self, name: str, business_date: date) -> int:
        """How many rows were published of a table for a day."""
        return self._published(self._catalog[name], business_date).rows

    def path(self, name: str) -> Path:
        """Folder of a table: ``lake/<layer>/<noun>``."""
        layer, noun = name.split(".")
        return self._root / layer / noun

    def quarantine_path(self, name: str) -> Path:
        """Folder of the rows of a table that broke a rule."""
        return self._root / "quarantine" / name

    def _published(self, contract: Contract, business_date: date) -> Publication:
        if contract.write == "replace":
            published = self.publications.latest(contract.name)
        else:
            published = self.publications.get(contract.name, business_date)
        if published is None:
            raise DataFault(f"{contract.name} has nothing published for {business_date}: run it for that day first.")
        return published

    def stage(self, conformed: DataFrame, contract: Contract, business_date: date, run_id: str) -> Staged:
        """Write a conformed result aside, one folder per verdict."""
        path = self._root / "_staging" / contract.name / run_id
        path.parent.mkdir(parents=True, exist_ok=True)
        conformed.write.mode("overwrite").partitionBy(VERDICT).parquet(str(path))
        return Staged(contract, business_date, run_id, path)

    def staged_rows(self, staged: Staged) -> DataFrame:
        """Every staged row with its verdict, read back from where it was written."""
        columns = ", ".join(f"`{column.name}` {column.type}" for column in staged.contract.columns)
        schema = f"{columns}, {ROW} STRING, {RULE} STRING, {REASON} STRING, {VERDICT} STRING"
        return self._spark.read.schema(schema).parquet(str(staged.path))

    def loaded_rows(self, staged: Staged) -> DataFrame:
        """The staged rows that will be published, in contract order."""
        names = [F.col(f"`{name}`") for name in staged.contract.column_names]
        return self.staged_rows(staged).where(F.col(VERDICT) == LOADED).select(*names)

    def publish(self, staged: Staged, proof: dict[str, str], content_hash: str, rows: int) -> Publication:
        """Make a staged result the published one, in one commit; the caller has the gate's consent in ``proof``."""
        contract = staged.contract
        with self.lock(contract.name):
            self._create(contract)
            self._replace_quarantine(staged)
            self._write(staged, json.dumps(proof))
            published = Publication(
                table=contract.name,
                business_date=staged.business_date.isoformat(),
                version=DeltaTable(str(self.path(contract.name))).version(),
                content_hash=content_hash,
                rows=rows,
                run_id=staged.run_id,
                gate_id=proof["gate_id"],
            )
            self.publications.put(published)
        return published

    def discard(self, staged: Staged) -> None:
        """Remove what was written aside."""
        shutil.rmtree(staged.path, ignore_errors=True)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """One writer per table across processes; the operating system drops the lock when its holder dies."""
        folder = self._root / "_locks"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.lock").open("w", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def record(self, contract: Contract, row: DataFrame, run_id: str) -> None:
        """Add a receipt; Delta's transaction id makes a repeated attempt harmless."""
        with self.lock(contract.name):
            self._create(contract)
        options = {"txnAppId": run_id, "txnVersion": "1"}
        row.write.format("delta").mode("append").options(**options).save(str(self.path(contract.name)))

    def replace_day(self, contract: Contract, rows: list[tuple], business_date: date) -> None:
        """Replace one day of a table of operations with rows in contract order, in one commit."""
        columns = ", ".join(f"`{column.name}` {column.type}" for column in contract.columns)
        frame = self._spark.createDataFrame(rows, columns)
        with self.lock(contract.name):
            self._create(contract)
            self._replace_partition(frame, contract, business_date)

    def _replace_partition(self, rows: DataFrame, contract: Contract, day: date) -> None:
        dated = rows.select("*", F.lit(day).cast("date").alias(BUSINESS_DATE))
        writer = dated.write.format("delta").mode("overwrite").option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'")
        writer.save(str(self.path(contract.name)))

    def _create(self, contract: Contract) -> None:
        path = self.path(contract.name)
        if (path / "_delta_log").exists():
            self._require_same_columns(contract)
            return
        columns = ", ".join(map(_column_ddl, contract.columns))
        properties = ", ".join(f"'{name}' = '{value}'" for name, value in TABLE_PROPERTIES.items())
        self._spark.sql(
            f"CREATE TABLE delta.`{path}` ({columns}, {BUSINESS_DATE} DATE NOT NULL) USING DELTA "
            f"PARTITIONED BY ({BUSINESS_DATE}) COMMENT '{_quoted(contract.about)}' TBLPROPERTIES ({properties})"
        )

    def _require_same_columns(self, contract: Contract) -> None:
        """Add columns that are new at the end; anything else needs a new table, since readers rely on the old one."""
        fields = DeltaTable(str(self.path(contract.name))).schema().fields
        existing = [field.name for field in fields if field.name != BUSINESS_DATE]
        added = [column for column in contract.columns if column.name not in existing]
        if set(existing) - set(contract.column_names) or any(not column.nullable for column in added):
            raise ContractFault(
                f"The contract of {contract.name} no longer fits the published table: a column was removed or a "
                "required one added; publish it under a new name."
            )
        if added:
            columns = ", ".join(map(_column_ddl, added))
            self._spark.sql(f"ALTER TABLE delta.`{self.path(contract.name)}` ADD COLUMNS ({columns})")

    def _write(self, staged: Staged, user_metadata: str) -> None:
        contract, day = staged.contract, staged.business_date
        rows = self.loaded_rows(staged).select("*", F.lit(day).cast("date").alias(BUSINESS_DATE))
        if contract.write == "merge":
            return self._merge(rows, contract, user_metadata)
        writer = rows.write.format("delta").mode("overwrite").option("userMetadata", user_metadata)
        if contract.write == "replace_partition":
            writer = writer.option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'")
        writer.save(str(self.path(contract.name)))
        return None

    def _merge(self, rows: DataFrame, contract: Contract, user_metadata: str) -> None:
        """Upsert by key; a value of an older day never overwrites one of a newer day, an equal row is left alone."""
        view = f"staged_{contract.noun}"
        rows.createOrReplaceTempView(view)
        self._spark.conf.set("spark.databricks.delta.commitInfo.userMetadata", user_metadata)
        same_key = " AND ".join(f"target.`{name}` = staged.`{name}`" for name in contract.key)
        equal = " AND ".join(f"target.`{name}` <=> staged.`{name}`" for name in contract.column_names)
        self._spark.sql(
            f"MERGE INTO delta.`{self.path(contract.name)}` AS target USING {view} AS staged ON {same_key} "
            f"WHEN MATCHED AND staged.{BUSINESS_DATE} >= target.{BUSINESS_DATE} AND NOT ({equal}) THEN UPDATE SET * "
            "WHEN NOT MATCHED THEN INSERT *"
        )
        self._spark.conf.unset("spark.databricks.delta.commitInfo.userMetadata")

    def _replace_quarantine(self, staged: Staged) -> None:
        """Replace the day's quarantine; a day without bad rows creates no table."""
        path = self.quarantine_path(staged.contract.name)
        has_bad_rows = (staged.path / f"{VERDICT}={QUARANTINED}").exists()
        if not has_bad_rows and not path.exists():
            return
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._spark.sql(
                f"CREATE TABLE delta.`{path}` ({QUARANTINE_COLUMNS}) USING DELTA PARTITIONED BY ({BUSINESS_DATE})"
            )
        bad = self.staged_rows(staged).where(F.col(VERDICT) == QUARANTINED)
        day = F.lit(staged.business_date).cast("date").alias(BUSINESS_DATE)
        rows = bad.select(F.col(RULE).alias("rule"), F.col(REASON).alias("reason"), F.col(ROW).alias("row_json"), day)
        writer = rows.write.format("delta").mode("overwrite")
        writer.option("replaceWhere", f"{BUSINESS_DATE} = DATE'{staged.business_date}'").save(str(path))


def _column_ddl(column) -> str:
    required = "" if column.nullable else " NOT NULL"
    return f"`{column.name}` {column.type}{required} COMMENT '{_quoted(column.about)}'"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
