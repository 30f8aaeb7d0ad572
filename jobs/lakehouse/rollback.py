"""Return a table of a day to what was published before, and forward again; what was made from it follows.

Rows are never made anew: they are read at the Delta version of the earlier publication, held against its content hash,
and published as a new generation. Readers of the manifest see nothing of it until all tables agree and are sealed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse.account import account_of
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import LOADED, QUARANTINED, REASON, ROW, ROW_ID, RULE, VERDICT
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.manifest import CURATED, Manifest, Manifests, seal_day
from jobs.lakehouse.publication import Publication
from jobs.lakehouse.recorded_run import require_whole

SAY_SO = "tell who decides and why"


@dataclass(frozen=True)
class Decision:
    """Who returns to an earlier content, and why; both are kept with the publication."""

    author: str
    reason: str

    def __post_init__(self) -> None:
        if not self.author.strip() or not self.reason.strip():
            raise ContractFault(f"A return to an earlier content needs a person and a reason: {SAY_SO}.")


@dataclass(frozen=True)
class Rollback:
    """Returns tables of one business date; ``run`` brings a table up to date that has no fitting generation."""

    lake: Lake
    catalog: Catalog
    manifests: Manifests
    business_date: date
    run: Callable[[str], object]
    tell: Callable[[str], object]

    def back(self, table: str, decision: Decision, generation: int | None = None) -> Manifest:
        """Return one table to the content before, or to a generation; repeated, it goes on where it was interrupted.

        Raises DataFault when there is nothing earlier, or the earlier rows are no longer all there.
        """
        in_force = self._in_force(table)
        target = self._generation(table, generation) if generation else self._before(in_force)
        self._return_to(target, in_force, decision, in_force.content_hash)
        return self._settled(decision.reason)

    def forward(self, table: str, decision: Decision) -> Manifest:
        """Return one table to the content that was taken back."""
        in_force = self._in_force(table)
        known = self.lake.publications.generations(table, self.business_date)
        taken_back = [one for one in known if in_force.withdrawn_hash and one.content_hash == in_force.withdrawn_hash]
        if not taken_back:
            raise DataFault(f"Nothing of {table} for {self.business_date} was taken back: there is no way forward.")
        self._return_to(taken_back[-1], in_force, decision, "")
        return self._settled(decision.reason)

    def all_back(self, decision: Decision, edition: int | None = None, channel: str = CURATED) -> Manifest:
        """Return every table of the day to what an edition of its manifest says, the one before if none is named."""
        target = self._edition(edition, channel)
        for name, entry in target.tables.items():
            in_force = self._in_force(name)
            self._return_to(self._generation(name, entry.generation), in_force, decision, in_force.content_hash)
        return self._settled(decision.reason)

    def _return_to(self, target: Publication, in_force: Publication, decision: Decision, withdrawn: str) -> None:
        if target.content_hash == in_force.content_hash:
            return
        author, reason = decision.author, decision.reason
        self._publish_again(replace(target, author=author, reason=reason, withdrawn_hash=withdrawn))

    def _publish_again(self, target: Publication) -> None:
        """Publish the rows of an earlier generation as a new one, if they are still exactly those."""
        contract, run_id = self.catalog[target.table], uuid.uuid4().hex
        require_whole(self.lake, target.table, target.version)
        staged = self.lake.stage(self._rows(target, contract), contract, self.business_date, run_id)
        try:
            if account_of(staged.rows(), contract).content_hash != target.content_hash:
                raise DataFault(
                    f"The rows of {target.table} as published with generation {target.generation} are no longer all "
                    "there: nothing was changed; run the table again from its sources."
                )
            draft = replace(target, version=-1, run_id=run_id, published_at="", partition="", judged=target.judged_date)
            published = self.lake.publish(staged, draft)
        finally:
            staged.discard()
        self.tell(
            f"{target.table} {self.business_date}: generation {target.generation} again, version {published.version}"
        )

    def _rows(self, target: Publication, contract: Contract) -> DataFrame:
        nothing = F.lit(None).cast("string")
        loaded = self.lake.brought(target).select(
            "*", *(nothing.alias(name) for name in (ROW, RULE, REASON, ROW_ID)), F.lit(LOADED).alias(VERDICT)
        )
        bad = self.lake.quarantined(target)
        if bad is None:
            return loaded
        columns = (F.lit(None).cast(column.type).alias(column.name) for column in contract.columns)
        told = (
            F.col("row_json").alias(ROW),
            F.col("rule").alias(RULE),
            F.col("reason").alias(REASON),
            F.col("row_id").alias(ROW_ID),
        )
        return loaded.unionByName(bad.select(*columns, *told, F.lit(QUARANTINED).alias(VERDICT)))

    def _settled(self, reason: str) -> Manifest:
        """Let what was made from other inputs follow, then seal: from a generation that fits, or by a run."""
        for contract in self.catalog.in_order:
            if contract.layer in ("silver", "gold"):
                self._follow(contract)
        return seal_day(self.manifests, self.catalog, self.business_date, self.lake.publications, reason)

    def _follow(self, contract: Contract) -> None:
        name, day = contract.name, self.business_date
        in_force = self.lake.publications.get(name, day)
        if in_force is None or in_force.author:
            return
        read = {one: self.lake.pin(one, day).content_hash for one in contract.reads}
        if in_force.inputs == read:
            return
        fitting = [one for one in self.lake.publications.generations(name, day) if one.inputs == read]
        if fitting:
            self._publish_again(replace(fitting[-1], reason="follows its inputs", author="", withdrawn_hash=""))
        else:
            self.tell(f"{name} {day}: runs again")
            self.run(name)

    def _in_force(self, table: str) -> Publication:
        published = self.lake.publication(self.catalog[table].name, self.business_date)
        if published is None:
            raise DataFault(f"{table} has nothing published for {self.business_date}: there is nothing to return.")
        return published

    def _before(self, in_force: Publication) -> Publication:
        """The latest earlier content; one that was returned to stays, so that a repeated command goes no further."""
        if in_force.withdrawn_hash:
            return in_force
        known = self.lake.publications.generations(in_force.table, self.business_date)
        earlier = [one for one in known if one.content_hash != in_force.content_hash]
        if not earlier:
            raise DataFault(
                f"{in_force.table} was published for {self.business_date} with one content only: nothing is before it."
            )
        return earlier[-1]

    def _generation(self, table: str, number: int) -> Publication:
        known = self.lake.publications.generations(table, self.business_date)
        found = next((one for one in known if one.generation == number), None)
        if found is None:
            numbers = ", ".join(str(one.generation) for one in known)
            raise DataFault(f"{table} has no generation {number} for {self.business_date}; known: {numbers or 'none'}.")
        return found

    def _edition(self, number: int | None, channel: str) -> Manifest:
        editions = self.manifests.editions(self.business_date, channel)
        earlier = [
            one for one in editions[: None if self._is_under_way(editions) else -1] if not self._holds_withdrawn(one)
        ]
        wanted = [one for one in editions if one.edition == number] if number else earlier[-1:]
        if not wanted:
            name = f"edition {number}" if number else "earlier edition"
            raise DataFault(
                f"{channel} has no {name} for {self.business_date}: the day was sealed {len(editions)} times."
            )
        return wanted[0]

    def _is_under_way(self, editions: Sequence[Manifest]) -> bool:
        """Whether a return of the day was begun: repeated, it goes to the same edition and no further."""
        return any(self._in_force(name).withdrawn_hash for name in (editions[-1].tables if editions else ()))

    def _holds_withdrawn(self, manifest: Manifest) -> bool:
        return any(entry.content_hash == self._in_force(name).withdrawn_hash for name, entry in manifest.tables.items())
