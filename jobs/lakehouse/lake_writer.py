"""Writing the Delta tables of a lake: commits that carry their run, refused from a writer that was passed by.

Whoever calls holds the claim of the table. Every commit has the claim's token as its transaction id: Delta skips one
whose token is not higher than the last one, also where it began before and ends after.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.conform import QUARANTINED, VERDICT
from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, VALID_TO, Contract
from jobs.lakehouse.durable import sync
from jobs.lakehouse.history import INTERVAL, changes_by_delivery, changes_by_snapshot, reaches, span_of
from jobs.lakehouse.lake_versions import names_at
from jobs.lakehouse.layout import add_columns, added_columns, apply_changes, columns_to_add, create_table
from jobs.lakehouse.publication import Publication
from jobs.lakehouse.quarantine import replace_quarantine, told_rows
from jobs.lakehouse.staging import Staged

# Delta's settings for statements, which have no options of their own.
IN_STATEMENTS = {
    "userMetadata": "spark.databricks.delta.commitInfo.userMetadata",
    "txnAppId": "spark.databricks.delta.write.txnAppId",
    "txnVersion": "spark.databricks.delta.write.txnVersion",
}
# What a commit says of its run.
TOLD = ("run_id", "attempt", "gate_id", "business_date", "delivery_sequence", "generation", "content_hash")


@dataclass(frozen=True)
class TableWriter:
    """Writes one table; ``path`` and ``quarantine`` are its folders."""

    spark: SparkSession
    contract: Contract
    path: Path
    quarantine: Path

    def create(self) -> None:
        """Make the table, or add the columns that are new in its contract."""
        if not (self.path / "_delta_log").exists():
            self.spark.sql(create_table(self.contract, self.path))
            return
        if added := columns_to_add(self.contract, names_at(self.path)):
            self.spark.sql(add_columns(self.path, added))

    def write(self, staged: Staged, draft: Publication, next_day: Callable[[], date | None]) -> None:
        """Commit a staged result; ``next_day`` tells the published day after it, which ends what a history says."""
        options = self._options(draft)
        if self.contract.keeps_time and self._has_rows():
            return self._apply(self._changes(staged, next_day), staged.business_date, options)
        day = staged.business_date
        # The first day of a table that keeps time is valid from then on, without end.
        dates = ((name, None if name == VALID_TO else day) for name in added_columns(self.contract))
        rows = staged.loaded().select("*", *(F.lit(value).cast("date").alias(name) for name, value in dates))
        writer = rows.write.format("delta").mode("overwrite").options(**options)
        if self.contract.write == "replace_partition":
            writer = writer.option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'")
        return writer.save(str(self.path))

    def replace_quarantine(self, staged: Staged, draft: Publication, before: Publication | None) -> int | None:
        """Replace the day's quarantine and give its version; a day without bad rows creates no table.

        ``before`` is the published day before: a row that was bad there too has been known since then.
        """
        has_bad_rows = (staged.path / f"{VERDICT}={QUARANTINED}").exists()
        if not has_bad_rows and not self.quarantine.exists():
            return None
        bad = told_rows(staged.rows().where(F.col(VERDICT) == QUARANTINED), _came_in(draft), self.contract.owner)
        days = [staged.business_date, *([before.partition_date] if before else [])]
        replace_quarantine(self.spark, self.quarantine, bad, days, self._options(draft))
        version = commit_of(self.quarantine, draft.run_id)
        if version is not None:
            sync_commit(self.quarantine, version)
        return version

    def replace_partition(self, rows: DataFrame, day: date) -> None:
        """Replace one day of a table of operations."""
        dated = rows.select("*", F.lit(day).cast("date").alias(BUSINESS_DATE))
        writer = dated.write.format("delta").mode("overwrite").option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'")
        writer.save(str(self.path))

    def fence(self, token: int) -> None:
        """Commit nothing but the token: whatever earlier writers still have under way is refused from here on."""
        for path in (self.path, self.quarantine):
            if (path / "_delta_log").exists():
                nothing = self.spark.read.format("delta").load(str(path)).limit(0)
                options = _transaction(self.contract.name, 2 * token)
                nothing.write.format("delta").mode("append").options(**options).save(str(path))

    def _options(self, draft: Publication) -> dict[str, str]:
        told = json.dumps({name: getattr(draft, name) for name in TOLD})
        return {"userMetadata": told, **_transaction(self.contract.name, 2 * draft.generation + 1)}

    def _has_rows(self) -> bool:
        return DeltaTable(str(self.path)).version() > 0

    def _changes(self, staged: Staged, next_day: Callable[[], date | None]) -> DataFrame:
        """What a day changes in a table that keeps time, with the business date that the written rows carry."""
        day, key = staged.business_date, self.contract.key
        names = (*self.contract.column_names, *INTERVAL)
        table = self.spark.read.format("delta").load(str(self.path))
        stored, rows = table.where(reaches(F.lit(day))).select(*names), staged.loaded()
        if self.contract.write == "merge":
            changes = changes_by_delivery(stored, rows, key, F.lit(day))
            return changes.select("*", F.col(VALID_FROM).alias(BUSINESS_DATE))
        changes = changes_by_snapshot(stored, rows, key, span_of(day, next_day()))
        return changes.select("*", F.lit(day).alias(BUSINESS_DATE))

    def _apply(self, changes: DataFrame, day: date, options: dict[str, str]) -> None:
        view = f"changes_of_{self.contract.noun}"
        changes.createOrReplaceTempView(view)
        for name, value in options.items():
            self.spark.conf.set(IN_STATEMENTS[name], value)
        try:
            self.spark.sql(apply_changes(self.contract, self.path, view, day))
        finally:
            for name in options:
                self.spark.conf.unset(IN_STATEMENTS[name])


def commit_of(path: Path, run_id: str, among: int | None = None) -> int | None:
    """The version that a run committed, or None; looks at the newest commits only, if ``among`` says how many."""
    if not (path / "_delta_log").exists():
        return None
    commits = DeltaTable(str(path)).history(among)
    return next((one["version"] for one in commits if run_id in (one.get("userMetadata") or "")), None)


def sync_commit(path: Path, version: int) -> None:
    """Bring a commit and the files that it adds to the disk, before anything names it."""
    log = path / "_delta_log" / f"{version:020d}.json"
    actions = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    files = [path / unquote(action["add"]["path"]) for action in actions if "add" in action]
    sync(*files, *{file.parent for file in files}, log, log.parent)


def _came_in(draft: Publication) -> str:
    """What the rows of a publication were delivered in: the number of the delivery, or what its inputs held."""
    number = [f"delivery {draft.delivery_sequence}"] if draft.delivery_sequence is not None else []
    return ", ".join([*number, *(f"{name} {content[:12]}" for name, content in sorted(draft.inputs.items()))])


def _transaction(table: str, number: int) -> dict[str, str]:
    """Two numbers a token, so that a writer can refuse those before it and commit afterwards."""
    return {"txnAppId": f"yihu/{table}", "txnVersion": str(number)}
