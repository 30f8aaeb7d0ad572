"""Repairs of quarantined rows: small files that are only ever added, in ``repairs/<table>/<business date>/<row id>/``.

A proposal says what a row should hold, or that its rule is waived; a second person approves it or takes it back. What
is known of a row follows from the files that are there, in whatever order they came, so that the same words said twice,
or by two people at once, end the same. The files hold values of persons: only the owner of the home reads them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from jobs.lakehouse.book import write_once
from jobs.lakehouse.delivery import Facts
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.person import person

ROW_ID = re.compile(r"[0-9a-f]{64}")


class Answer(StrEnum):
    """What a second person says to a proposal. A rejection outweighs an approval: it takes a repair back."""

    APPROVED = "approved"
    REJECTED = "rejected"


class Proposal(Facts):
    """What one person proposes for a row: new values by column (null empties one), or an exception to its rule."""

    table: str
    business_date: date
    row_id: str
    rule: str
    first_seen_date: date
    columns: dict[str, str | None] = Field(default_factory=dict)
    is_exception: bool = False
    author: str
    reason: str
    proposed_at: str

    def id(self, key: str) -> str:
        """The same for the same proposal, whenever it is made; without the key nobody can guess values from it."""
        told = self.model_dump(mode="json", include={"table", "business_date", "row_id", "is_exception", "reason"})
        text = repr((sorted(told.items()), sorted(self.columns.items()), _written_alike(self.author)))
        return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:16]

    @property
    def about(self) -> str:
        """What it changes, in words that hold no value."""
        return f"an exception to {self.rule}" if self.is_exception else f"a new value of {', '.join(self.columns)}"


class Decision(Facts):
    """What a second person said to one proposal."""

    answer: Answer
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True)
class Heard:
    """A proposal with its id and everything that was said to it."""

    id: str
    proposal: Proposal
    decisions: tuple[Decision, ...]

    @property
    def is_rejected(self) -> bool:
        """Whether anybody, also its author, took it back."""
        return bool(self.rejecters)

    @property
    def rejecters(self) -> tuple[str, ...]:
        """Who took it back, first one first."""
        rejections = sorted((one.at, one.by) for one in self.decisions if one.answer is Answer.REJECTED)
        return tuple(by for _, by in rejections)

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who approved it, first one first; its own author does not count."""
        approvals = sorted((one.at, one.by) for one in self.decisions if one.answer is Answer.APPROVED)
        return tuple(by for _, by in approvals if person(by) and person(by) != person(self.proposal.author))


@dataclass(frozen=True)
class Case:
    """What is known of one row's repair; the later of two proposals replaces the other until one is approved."""

    heard: tuple[Heard, ...]

    @property
    def approved(self) -> Heard | None:
        """The repair that a run applies, or None."""
        return next((one for one in self._newest_first if one.approvers), None)

    @property
    def pending(self) -> Heard | None:
        """The proposal that waits for a second person, or None."""
        return None if self.approved else next(iter(self._newest_first), None)

    @property
    def _newest_first(self) -> list[Heard]:
        alive = (one for one in self.heard if not one.is_rejected)
        return sorted(alive, key=lambda one: (one.proposal.proposed_at, one.id), reverse=True)


def _written_alike(name: str) -> str:
    """The author as ids were ever made of it; another form would make every repair of before look changed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Repairs:
    """All repairs of one installation; ``key`` gives the key that its ids are made with."""

    def __init__(self, home: Path, key: Callable[[], str]) -> None:
        self._root = home / "repairs"
        self._key = key

    def propose(self, proposal: Proposal) -> str:
        """Add a proposal and give its id; one that is there already stays as it is."""
        name = proposal.id(self._key())
        write_once(self._folder(proposal) / f"{name}.proposal.json", proposal.model_dump_json(indent=1))
        return name

    def decide(self, heard: Heard, decision: Decision) -> None:
        """Add what a person says to a proposal; saying it again changes nothing."""
        who = hashlib.sha256(person(decision.by).encode()).hexdigest()[:12]
        path = self._folder(heard.proposal) / f"{heard.id}.{decision.answer}.{who}.json"
        write_once(path, decision.model_dump_json(indent=1))

    def cases(self, table: str, business_date: date) -> dict[str, Case]:
        """What is known of the rows of a table and day, by row id."""
        folders = sorted((self._root / table / business_date.isoformat()).glob("*"))
        return {folder.name: Case(tuple(self._heard(folder))) for folder in folders}

    def approved(self, table: str, business_date: date) -> tuple[Heard, ...]:
        """The repairs that a run of a table and day applies, one a row."""
        found = (case.approved for case in self.cases(table, business_date).values())
        return tuple(one for one in found if one)

    def days(self, table: str) -> tuple[date, ...]:
        """Every business date for which something was proposed for a table."""
        return tuple(date.fromisoformat(path.name) for path in sorted((self._root / table).glob("????-??-??")))

    def tables(self) -> tuple[str, ...]:
        """Every table for which something was proposed."""
        return tuple(path.name for path in sorted(self._root.glob("*.*")))

    def _heard(self, folder: Path) -> Iterable[Heard]:
        for path in sorted(folder.glob("*.proposal.json")):
            name = path.name.split(".")[0]
            proposal = Proposal.model_validate_json(path.read_text(encoding="utf-8"))
            if not hmac.compare_digest(proposal.id(self._key()), name) or proposal.row_id != folder.name:
                raise DataFault(
                    f"The repair {name} of {proposal.table} was changed after it was made: move its file aside and "
                    "propose it again."
                )
            said = sorted(one for answer in Answer for one in folder.glob(f"{name}.{answer}.*.json"))
            decisions = (Decision.model_validate_json(one.read_text(encoding="utf-8")) for one in said)
            yield Heard(name, proposal, tuple(decisions))

    def _folder(self, proposal: Proposal) -> Path:
        if not ROW_ID.fullmatch(proposal.row_id):
            raise ContractFault("A row id has 64 hexadecimal digits: take it from `python -m jobs.quarantine show`.")
        return self._root / proposal.table / proposal.business_date.isoformat() / proposal.row_id
