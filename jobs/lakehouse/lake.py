"""The lake: the only object that reads and writes tables.

Reading a table for a business date gives exactly what was published for that date. Publishing is one Delta commit per
table under a claim that holds across processes and dies with its holder; the commit carries run, gate and token, and
a publication makes it the answer for its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import VERDICT
from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, Contract
from jobs.lakehouse.errors import Skipped
from jobs.lakehouse.history import INTERVAL, valid_on
from jobs.lakehouse.lake_columns import columns_at
from jobs.lakehouse.lake_receipts import add_receipt
from jobs.lakehouse.lake_writer import TableWriter, commit_of, sync_commit
from jobs.lakehouse.layout import compact, parquet_settings, partition_column
from jobs.lakehouse.pinning import newest_version, pin, require_current
from jobs.lakehouse.publication import Fenced, Pinned, Publication, Publications, folder_of
from jobs.lakehouse.quarantine_reader import quarantine_folder
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.staging import Staged
from jobs.lakehouse.table_claim import Claim, table_claim
from jobs.lakehouse.verdict import Verdicts

# A commit that was made a moment ago is among the newest ones of its table.
NEWEST_COMMITS = 20


class Lake:
    """Tables of one installation as a client of its engine sees them."""

    def __init__(self, spark: SparkSession, settings: Settings, catalog: Catalog) -> None:
        self._spark = spark
        self._root = settings.lake
        self._catalog = catalog
        self.publications = Publications(settings.lake)
        self.verdicts = Verdicts(settings.lake, settings.gate_key)

    def pin(self, name: str, business_date: date) -> Pinned:
        """What reading a table for a day means at this moment.

        Raises DataFault when the table has not been published for that day.
        """
        return pin(self._catalog[name], business_date, self.publications)

    def read(self, name: str, business_date: date, pinned: Pinned | None = None) -> DataFrame:
        """The rows of a table as published for a day: its partition, or what is valid on the day where it keeps time.

        Raises DataFault when the table has not been published for that day.
        """
        contract, pinned = self._catalog[name], pinned or self.pin(name, business_date)
        frame = self.at_version(name, pinned.version)
        if contract.keeps_time:
            frame = frame.where(valid_on(F.lit(business_date)))
        elif contract.write == "replace_partition":
            frame = frame.where(F.col(BUSINESS_DATE) == F.lit(pinned.publication.partition_date))
        return frame.select(*columns_at(self.path(name), pinned.version, contract.columns))

    def brought(self, published: Publication) -> DataFrame:
        """The rows that a publication brought, also one that is no longer in force."""
        contract = self._catalog[published.table]
        if contract.write != "merge":
            return self.read(contract.name, published.day, Pinned(published, published.version, ""))
        frame = self.at_version(contract.name, published.version).where(F.col(VALID_FROM) == F.lit(published.day))
        return frame.select(*columns_at(self.path(contract.name), published.version, contract.columns))

    def quarantined(self, published: Publication) -> DataFrame | None:
        """The rows that a publication put into quarantine, or None."""
        if published.quarantine_version is None:
            return None
        path, version = self.quarantine_path(published.table), published.quarantine_version
        frame = self._spark.read.format("delta").option("versionAsOf", version).load(str(path))
        return frame.where(F.col(BUSINESS_DATE) == F.lit(published.partition_date))

    def intervals(self, name: str) -> DataFrame:
        """Every row that a table that keeps time ever held, with the days from and until which it is valid.

        Raises DataFault when the table has not been published.
        """
        version = newest_version(name, self.publications)
        columns = columns_at(self.path(name), version, self._catalog[name].columns)
        return self.at_version(name, version).select(*columns, *INTERVAL)

    def keeps_time(self, name: str) -> bool:
        """Whether a table shows for a day more than what that day brought."""
        return self._catalog[name].keeps_time

    def path(self, name: str) -> Path:
        """Folder of a table: ``lake/<layer>/<noun>``."""
        return self._root / folder_of(name)

    def quarantine_path(self, name: str) -> Path:
        """Folder of the rows of a table that broke a rule."""
        return quarantine_folder(self._root, name)

    def publication(self, name: str, business_date: date) -> Publication | None:
        """The publication of a table for a day, or None; what a killed run left half published is finished first."""
        if self.publications.announced(name):
            with self.claimed(name):
                pass
        return self.publications.get(name, business_date)

    def stage(self, conformed: DataFrame, contract: Contract, business_date: date, run_id: str) -> Staged:
        """Write a conformed result aside, one folder per verdict, as the files of its table are to be."""
        self._write_as(contract)
        path = self._root / "_staging" / contract.name / run_id
        path.parent.mkdir(parents=True, exist_ok=True)
        conformed.write.mode("overwrite").partitionBy(VERDICT).parquet(str(path))
        return Staged(contract, business_date, run_id, path, self._spark)

    def publish(self, staged: Staged, draft: Publication) -> Publication:
        """Make a staged result the published one, in one commit; gives what is in force where that is the same content.

        Raises DataFault without the consent of its gate, Skipped where the table holds a newer day or a person took
        this content back, and Fenced when another run took over meanwhile.
        """
        contract, day = staged.contract, staged.business_date
        self.verdicts.require(draft)
        with self.claimed(contract.name) as claim:
            in_force = self.publications.get(contract.name, day)
            if in_force and in_force.content_hash == draft.content_hash:
                return self._confirmed(in_force, draft, claim)
            self._require_current(contract, draft, in_force)
            announced = replace(draft, generation=claim.token)
            self.publications.announce(announced)
            published = self._commit(staged, announced)
            self.publications.put(published)
        return published

    def same_origin(self, contract: Contract, business_date: date, made_from: str) -> Publication | None:
        """What this day, or the published day before it, made from the same inputs with the same code, or None.

        A day of a merged table is what it brought itself, so only its own publication counts. So it is with a history
        that holds another content for the day: what a publication says of a day does not change what is valid on it.
        """
        own = self.publication(contract.name, business_date)
        before = self.publications.previous(contract.name, business_date) if contract.write != "merge" else None
        if contract.write == "history" and own and before and own.content_hash != before.content_hash:
            before = None
        return next((one for one in (own, before) if one and made_from and one.made_from == made_from), None)

    def carry(self, contract: Contract, business_date: date, earlier: Publication, delivery: int | None) -> Publication:
        """Publish for a day what an earlier one holds, also as what its own ``delivery`` brought; writes no rows."""
        if business_date == earlier.day:
            return earlier
        with self.claimed(contract.name) as claim:
            carried = replace(earlier.carried_to(business_date), generation=claim.token, delivery_sequence=delivery)
            self._require_current(contract, carried, self.publications.get(contract.name, business_date))
            self.publications.put(carried)
        return carried

    def record(self, contract: Contract, row: Mapping[str, Any], run_id: str) -> None:
        """Add a receipt; Delta's transaction id makes a repeated attempt harmless."""
        with table_claim(self._root, contract.name, lambda: 0):
            add_receipt(self.path(contract.name), contract, row, run_id)

    def replace_day(self, contract: Contract, rows: list[tuple], business_date: date) -> None:
        """Replace one day of a table of operations with rows in contract order, in one commit."""
        columns = ", ".join(f"`{column.name}` {column.type}" for column in contract.columns)
        frame = self._spark.createDataFrame(rows, columns)
        with self.claimed(contract.name):
            self._writer(contract).create()
            self._writer(contract).replace_partition(frame, business_date)

    def compact(self, name: str, partition: date | None) -> None:
        """Make few files of the many in one partition of a table; no row and no published version changes."""
        contract = self._catalog[name]
        self._write_as(contract)
        with self.claimed(name):
            self._spark.sql(compact(self.path(name), partition_column(contract), partition))

    @contextmanager
    def claimed(self, name: str) -> Iterator[Claim]:
        """Hold the claim of a table, with what interrupted runs left finished or refused."""
        with table_claim(self._root, name, lambda: self.publications.highest_generation(name)) as claim:
            self._finish_interrupted(name, claim)
            yield claim

    def _finish_interrupted(self, name: str, claim: Claim) -> None:
        """A commit carries its gate's consent: it is published even if its run died before it could say so.

        What is announced and not committed may still be under way in the engine, so it is refused first, then judged.
        """
        drafts, path = self.publications.announced(name), self.path(name)
        if claim.is_taken_over or any(commit_of(path, draft.run_id) is None for draft in drafts):
            self._writer(self._catalog[name]).fence(claim.token)
        for draft in drafts:
            version = commit_of(path, draft.run_id)
            if version is None:
                self.publications.withdraw(draft)
                continue
            quarantine_version = commit_of(self.quarantine_path(name), draft.run_id)
            self.publications.put(replace(draft, version=version, quarantine_version=quarantine_version))

    def _commit(self, staged: Staged, announced: Publication) -> Publication:
        writer, name = self._writer(staged.contract), staged.contract.name
        writer.create()
        before = self.publications.previous(name, staged.business_date)
        quarantine_version = writer.replace_quarantine(staged, announced, before)
        writer.write(staged, announced, lambda: self.publications.next_day(name, staged.business_date))
        version = commit_of(self.path(name), announced.run_id, NEWEST_COMMITS)
        if version is None:
            self.publications.withdraw(announced)
            raise Fenced(name, staged.business_date)
        sync_commit(self.path(name), version)
        return replace(announced, version=version, quarantine_version=quarantine_version, partition="")

    def _confirmed(self, in_force: Publication, draft: Publication, claim: Claim) -> Publication:
        """What is in force, told anew where the same content came from other inputs or other code."""
        same = replace(in_force, inputs=draft.inputs, made_from=draft.made_from, repairs=draft.repairs)
        if same == in_force:
            return in_force
        told = replace(same, generation=claim.token, published_at="")
        self.publications.put(told)
        return told

    def _require_current(self, contract: Contract, draft: Publication, in_force: Publication | None) -> None:
        newest = self.publications.latest(contract.name)
        if contract.write == "replace" and newest and newest.business_date > draft.business_date:
            raise Skipped(
                f"{contract.name} already holds {newest.business_date}, which is newer than {draft.business_date}: "
                "left as it is."
            )
        if in_force and not draft.author and draft.content_hash == in_force.withdrawn_hash:
            raise Skipped(
                f"{in_force.author} took this content of {contract.name} for {draft.business_date} back: left as it "
                "is; return to it with `make rollback`, or correct what it is made from."
            )
        inputs = {name: self.pin(name, draft.day) for name in contract.reads if name in draft.inputs}
        require_current(draft, in_force, inputs)

    def _write_as(self, contract: Contract) -> None:
        """Let the session write files as those of a table are to be."""
        for name, value in parquet_settings(contract).items():
            self._spark.conf.set(name, value)

    def _writer(self, contract: Contract) -> TableWriter:
        return TableWriter(self._spark, contract, self.path(contract.name), self.quarantine_path(contract.name))

    def at_version(self, name: str, version: int) -> DataFrame:
        """All rows of one Delta version, with every column that the lake added."""
        return self._spark.read.format("delta").option("versionAsOf", version).load(str(self.path(name)))
