"""The book of what people decided about pairs of records: small files that are only ever added, in ``reviews/``.

A proposal says of two records that they are the same or different; others approve it or take it back. What is decided
follows from the files that are there, in whatever order they came, so that the same words said twice, or by two people
at once, end the same. A file that was not finished has no name and says nothing. Only the owner reads the folder.

An answer counts from the business date after the one it was given on: a day that has been run keeps what it knew, and
what is decided on its list is in the next run. It names records, not parties or scores, so it outlives every new run,
every new model and every new party.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Self

from jobs.lakehouse.book import book_folder, the_proposal, write_once
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.person import person
from jobs.lakehouse.review_answer import Case, Decided, Heard, Proposal, Statement, Verdict

PAIR_DIGITS, PERSON_DIGITS = 32, 12


class ReviewBook:
    """All decisions of one installation: a folder for each pair."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def at(cls, address: str) -> Self:
        """The book at an address; raises ContractFault unless it is a folder for the owner alone."""
        return cls(book_folder(address))

    def propose(self, proposal: Proposal) -> None:
        """Add a proposal."""
        write_once(self._pair(proposal.pair) / f"{proposal.id}.proposal.json", proposal.model_dump_json(indent=1))

    def say(self, proposal: Proposal, statement: Statement) -> None:
        """Add what a person says to a proposal; saying it again changes nothing."""
        name = f"{proposal.id}.{statement.verdict}.{_digest(person(statement.by), PERSON_DIGITS)}.json"
        write_once(self._pair(proposal.pair) / name, statement.model_dump_json(indent=1))

    def case(self, pair: tuple[str, str]) -> Case:
        """What was said about a pair."""
        return Case(tuple(self._heard(self._pair(pair))))

    def cases(self) -> Iterator[Case]:
        """What was said about each pair that anything was said about, always in the same order."""
        return (case for folder in self._folders() if (case := Case(tuple(self._heard(folder)))).heard)

    def in_force(self, business_date: date) -> list[Decided]:
        """The newest decided answer about each pair, as of the start of a business date, in the order of the pairs."""
        found = (case.before(business_date).decided for case in self.cases())
        return sorted((one for one in found if one), key=lambda one: (one.left_record_id, one.right_record_id))

    def find(self, proposal_id: str) -> Heard:
        """The proposal whose id begins so; raises DataFault unless there is exactly one."""
        path = the_proposal(self._root, "*/{id}*.proposal.json", proposal_id, "jobs.review")
        return next(one for one in self._heard(path.parent) if one.proposal.id == path.name.split(".")[0])

    def _folders(self) -> list[Path]:
        return [path for path in sorted(self._root.glob("*")) if path.is_dir()]

    def _pair(self, pair: tuple[str, str]) -> Path:
        return self._root / _digest("\n".join(pair), PAIR_DIGITS)

    def _heard(self, folder: Path) -> Iterable[Heard]:
        for path in sorted(folder.glob("*.proposal.json")):
            name = path.name.split(".")[0]
            proposal = Proposal.model_validate_json(path.read_text(encoding="utf-8"))
            if proposal.id != name or self._pair(proposal.pair) != folder:
                raise DataFault(
                    f"The proposal {name} was changed after it was made: move its file out of the folder of the "
                    "reviews and propose it again."
                )
            said = sorted(one for verdict in Verdict for one in folder.glob(f"{name}.{verdict}.*.json"))
            texts = (one.read_text(encoding="utf-8") for one in said)
            yield Heard(proposal, tuple(map(Statement.model_validate_json, texts)))


def _digest(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
