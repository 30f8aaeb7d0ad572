"""What is in quarantine and what became of it, from the lake and the repairs; needs no engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.log_check import oldest_version
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.repair import Case, Repairs

if TYPE_CHECKING:
    import polars as pl

NO_CASE = Case(())


class RowState(StrEnum):
    """Where a row stands. STALE: its repair finds no such row any more, since the delivery was corrected meanwhile."""

    OPEN = "open"
    PROPOSED = "proposed"
    APPROVED = "approved"
    STILL_BAD = "still bad"
    HEALED = "healed"
    STALE = "stale"


@dataclass(frozen=True)
class BadRow:
    """A row that broke a rule, or did so before its repair; ``count`` is the number of rows that are alike in all."""

    row_id: str
    rule: str
    reason: str
    first_seen: date
    delivery: str
    count: int
    state: RowState
    row_json: str = ""


def quarantine_folder(lake: Path, table: str) -> Path:
    """Folder of the rows of a table that broke a rule."""
    return lake / "quarantine" / table


class Quarantine:
    """The quarantine of one installation as people see it."""

    def __init__(self, lake: Path, repairs: Repairs) -> None:
        self._lake = lake
        self._publications = Publications(lake)
        self._repairs = repairs

    def rows(self, table: str, business_date: date) -> list[BadRow]:
        """The rows of a table and day: what is bad now, then what was healed and what is stale."""
        published = self._publications.get(table, business_date)
        cases = self._repairs.cases(table, business_date)
        bad = [_bad_row(line, cases, published) for line in self._stored(table, published)] if published else []
        known = {row.row_id for row in bad}
        gone = (_gone(row_id, case, published) for row_id, case in cases.items() if row_id not in known)
        return [*bad, *(row for row in gone if row)]

    def days(self, table: str) -> list[date]:
        """The days on which a table had bad rows, or somebody proposed to repair some."""
        bad = {one.day for one in self._publications.of_table(table) if one.account.get("quarantined")}
        return sorted(bad | set(self._repairs.days(table)))

    def _stored(self, table: str, published: Publication) -> list[dict]:
        """The rows as they were when the day was published, alike ones once with their count.

        Where Delta has cleaned that version from the log, as it did after 30 days, the oldest one that is left tells
        them: a day's rows stay as they are until the day is published anew.
        """
        path = quarantine_folder(self._lake, table)
        if published.quarantine_version is None or not published.account.get("quarantined"):
            return []
        import polars as pl

        stored = pl.scan_delta(str(path), version=max(published.quarantine_version, oldest_version(path)))
        return _counted(stored.filter(pl.col(BUSINESS_DATE) == published.partition_date).collect())


def _counted(stored: pl.DataFrame) -> list[dict]:
    counts = Counter(stored["row_id"].to_list())
    once = stored.unique("row_id", keep="first").sort("rule", "row_id")
    return [line | {"count": counts[line["row_id"]]} for line in once.to_dicts()]


def _bad_row(line: dict, cases: dict[str, Case], published: Publication) -> BadRow:
    return BadRow(
        row_id=line["row_id"],
        rule=line["rule"],
        reason=line["reason"],
        first_seen=line["first_seen_date"],
        delivery=line["delivery"],
        count=line["count"],
        state=_state_of_bad(cases.get(line["row_id"], NO_CASE), published),
        row_json=line["row_json"],
    )


def _state_of_bad(case: Case, published: Publication) -> RowState:
    if case.approved:
        return RowState.STILL_BAD if case.approved.id in published.repairs else RowState.APPROVED
    return RowState.PROPOSED if case.pending else RowState.OPEN


def _gone(row_id: str, case: Case, published: Publication | None) -> BadRow | None:
    """A row that is not in quarantine and has a repair; one whose repair was taken back is nobody's business."""
    heard = case.approved or case.pending
    if heard is None:
        return None
    is_held = published is not None and heard.id in published.repairs
    proposal, state = heard.proposal, RowState.HEALED if is_held else RowState.STALE
    return BadRow(row_id, proposal.rule, heard.proposal.about, proposal.first_seen_date, "", 1, state)
