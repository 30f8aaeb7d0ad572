"""The lake: the only object that reads and writes tables.

Reading a table for a business date gives exactly what was published for that date. Publishing is one Delta commit per
table under a lock that holds across processes and dies with its holder; the commit carries run and gate.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.account import Account
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import QUARANTINED, VERDICT
from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, VALID_TO, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.history import INTERVAL, changes_by_delivery, changes_by_snapshot, reaches, span_of, valid_on
from jobs.lakehouse.layout import (
    add_columns,
    added_columns,
    apply_changes,
    columns_to_add,
    create_table,
)
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.quarantine import replace_quarantine
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.staging import Staged
from jobs.lakehouse.table_lock import table_lock


class Lake:
    """Tables of one installation as a client of its engine sees them."""

    def __init__(self, spark: SparkSession, settings: Settings, catalog: Catalog) -> None:
        self._spark = spark
        self._root = settings.lake
        self._catalog = catalog
        self.publications = Publications(settings.lake)

    def read(self, name: str, business_date: date) -> DataFrame:
        """The rows of a table as published for a day: its partition, or what is valid on the day where it keeps time.

        Raises DataFault when the table has not been published for that day.
        """
        contract = self._catalog[name]
        frame = self._at(name, self.version(name, business_date))
        if contract.keeps_time:
            frame = frame.where(valid_on(F.lit(business_date)))
        elif contract.write == "replace_partition":
            partition = self._published(contract, business_date).partition_date
            frame = frame.where(F.col(BUSINESS_DATE) == F.lit(partition))
        return frame.select(*(F.col(f"`{column}`") for column in contract.column_names))

    def intervals(self, name: str) -> DataFrame:
        """Every row that a table that keeps time ever held, with the days from and until which it is valid.

        Raises DataFault when the table has not been published.
        """
        names = (*self._catalog[name].column_names, *INTERVAL)
        return self._at(name, self._newest_version(name)).select(*(F.col(f"`{column}`") for column in names))

    def version(self, name: str, business_date: date) -> int:
        """The Delta version that answers for a day: the pinned one, or the newest where the table keeps time."""
        contract = self._catalog[name]
        published = self._published(contract, business_date)
        return self._newest_version(name) if contract.keeps_time else published.version

    def rows(self, name: str, business_date: date) -> int:
        """How many rows were published of a table for a day."""
        return self._published(self._catalog[name], business_date).rows

    def content_hash(self, name: str, business_date: date) -> str:
        """Hash of what was published of a table for a day."""
        return self._published(self._catalog[name], business_date).content_hash

    def keeps_time(self, name: str) -> bool:
        """Whether a table shows for a day more than what that day brought."""
        return self._catalog[name].keeps_time

    def path(self, name: str) -> Path:
        """Folder of a table: ``lake/<layer>/<noun>``."""
        layer, noun = name.split(".")
        return self._root / layer / noun

    def quarantine_path(self, name: str) -> Path:
        """Folder of the rows of a table that broke a rule."""
        return self._root / "quarantine" / name

    def _lock(self, name: str) -> AbstractContextManager[None]:
        return table_lock(self._root, name)

    def _at(self, name: str, version: int) -> DataFrame:
        return self._spark.read.format("delta").option("versionAsOf", version).load(str(self.path(name)))

    def _newest_version(self, name: str) -> int:
        version = self.publications.newest_version(name)
        if version is None:
            raise DataFault(f"{name} has nothing published: run it for a business date first.")
        return version

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
        return Staged(contract, business_date, run_id, path, self._spark)

    def publish(self, staged: Staged, proof: dict[str, str], account: Account, made_from: str) -> Publication:
        """Make a staged result the published one, in one commit; the caller has the gate's consent in ``proof``."""
        contract = staged.contract
        draft = Publication(
            table=contract.name,
            business_date=staged.business_date.isoformat(),
            version=-1,
            content_hash=account.content_hash,
            rows=account.loaded,
            run_id=staged.run_id,
            gate_id=proof["gate_id"],
            made_from=made_from,
            account=account.facts(),
        )
        with self._lock(contract.name):
            self._finish_interrupted(contract.name)
            self._create(contract)
            self._replace_quarantine(staged)
            self.publications.announce(draft)
            self._write(staged, json.dumps(proof))
            published = replace(draft, version=DeltaTable(str(self.path(contract.name))).version())
            self.publications.put(published)
        return published

    def same_origin(self, contract: Contract, business_date: date, made_from: str) -> Publication | None:
        """What this day, or the published day before it, made from the same inputs with the same code, or None.

        A day of a merged table is what it brought itself, so only its own publication counts.
        """
        known = [self.publication(contract.name, business_date)]
        if contract.write != "merge":
            known.append(self.publications.previous(contract.name, business_date))
        return next((one for one in known if one and made_from and one.made_from == made_from), None)

    def carry(self, contract: Contract, business_date: date, earlier: Publication) -> Publication:
        """Publish for a day what an earlier one holds; nothing is written but the publication."""
        day, partition = business_date.isoformat(), earlier.partition_date.isoformat()
        carried = replace(earlier, business_date=day, partition=partition)
        if carried.business_date != earlier.business_date:
            with self._lock(contract.name):
                self.publications.put(carried)
        return carried

    def publication(self, name: str, business_date: date) -> Publication | None:
        """The publication of a table for a day, or None; what a killed run left half published is finished first."""
        with self._lock(name):
            self._finish_interrupted(name)
        return self.publications.get(name, business_date)

    def _finish_interrupted(self, name: str) -> None:
        """A commit carries its gate's consent: it is published even if its run died before it could say so."""
        for draft in self.publications.announced(name):
            commits = DeltaTable(str(self.path(name))).history()
            written = [one["version"] for one in commits if draft.run_id in (one.get("userMetadata") or "")]
            if written:
                self.publications.put(replace(draft, version=written[0]))
            self.publications.withdraw(draft)

    def record(self, contract: Contract, row: DataFrame, run_id: str) -> None:
        """Add a receipt; Delta's transaction id makes a repeated attempt harmless."""
        with self._lock(contract.name):
            self._create(contract)
        options = {"txnAppId": run_id, "txnVersion": "1"}
        row.write.format("delta").mode("append").options(**options).save(str(self.path(contract.name)))

    def replace_day(self, contract: Contract, rows: list[tuple], business_date: date) -> None:
        """Replace one day of a table of operations with rows in contract order, in one commit."""
        columns = ", ".join(f"`{column.name}` {column.type}" for column in contract.columns)
        frame = self._spark.createDataFrame(rows, columns)
        with self._lock(contract.name):
            self._create(contract)
            self._replace_partition(frame, contract, business_date)

    def _replace_partition(self, rows: DataFrame, contract: Contract, day: date) -> None:
        dated = rows.select("*", F.lit(day).cast("date").alias(BUSINESS_DATE))
        writer = dated.write.format("delta").mode("overwrite").option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'")
        writer.save(str(self.path(contract.name)))

    def _create(self, contract: Contract) -> None:
        path = self.path(contract.name)
        if not (path / "_delta_log").exists():
            self._spark.sql(create_table(contract, path))
            return
        existing = {field.name for field in DeltaTable(str(path)).schema().fields}
        if added := columns_to_add(contract, existing):
            self._spark.sql(add_columns(path, added))

    def _write(self, staged: Staged, user_metadata: str) -> None:
        contract, day = staged.contract, staged.business_date
        if contract.keeps_time and self.publications.latest(contract.name):
            return self._apply(self._changes(staged), contract, day, user_metadata)
        # The first day of a table that keeps time is valid from then on, without end.
        dates = ((name, None if name == VALID_TO else day) for name in added_columns(contract))
        rows = staged.loaded().select("*", *(F.lit(value).cast("date").alias(name) for name, value in dates))
        writer = rows.write.format("delta").mode("overwrite").option("userMetadata", user_metadata)
        if contract.write == "replace_partition":
            writer = writer.option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'")
        writer.save(str(self.path(contract.name)))
        return None

    def _changes(self, staged: Staged) -> DataFrame:
        """What a day changes in a table that keeps time, with the business date that the written rows carry."""
        contract, day = staged.contract, staged.business_date
        names = (*contract.column_names, *INTERVAL)
        table = self._spark.read.format("delta").load(str(self.path(contract.name)))
        stored, rows = table.where(reaches(F.lit(day))).select(*names), staged.loaded()
        if contract.write == "merge":
            changes = changes_by_delivery(stored, rows, contract.key, F.lit(day))
            return changes.select("*", F.col(VALID_FROM).alias(BUSINESS_DATE))
        span = span_of(day, self.publications.next_day(contract.name, day))
        return changes_by_snapshot(stored, rows, contract.key, span).select("*", F.lit(day).alias(BUSINESS_DATE))

    def _apply(self, changes: DataFrame, contract: Contract, day: date, user_metadata: str) -> None:
        view = f"changes_of_{contract.noun}"
        changes.createOrReplaceTempView(view)
        self._spark.conf.set("spark.databricks.delta.commitInfo.userMetadata", user_metadata)
        try:
            self._spark.sql(apply_changes(contract, self.path(contract.name), view, day))
        finally:
            self._spark.conf.unset("spark.databricks.delta.commitInfo.userMetadata")

    def _replace_quarantine(self, staged: Staged) -> None:
        """Replace the day's quarantine; a day without bad rows creates no table."""
        path = self.quarantine_path(staged.contract.name)
        has_bad_rows = (staged.path / f"{VERDICT}={QUARANTINED}").exists()
        if not has_bad_rows and not path.exists():
            return
        bad = staged.rows().where(F.col(VERDICT) == QUARANTINED)
        replace_quarantine(self._spark, path, bad, staged.business_date)
