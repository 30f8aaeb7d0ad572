"""The book of what people said of a list: small files that are only ever added, in ``risk_list/``, a folder a proposal.

What is decided follows from the files that are there, in whatever order they came, so that the same words said twice,
or by two people at once, end the same. A file that was not finished has no name and says nothing. Only the owner reads
the folder. What is said counts from the business date after the one it was said on, as in ``review_book``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Self

from jobs.lakehouse.book import book_folder, the_proposal, write_once
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.list_statement import ListDecision, Spoken, Words
from jobs.lakehouse.person import person
from jobs.lakehouse.review_answer import Statement, Verdict

PROPOSAL, PERSON_DIGITS = "proposal.json", 12


class ListBook:
    """Everything that was said in one installation."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def at(cls, address: str) -> Self:
        """The book at an address; raises ContractFault unless it is a folder for the owner alone."""
        return cls(book_folder(address))

    def propose(self, words: Words) -> None:
        """Add what one person proposes."""
        write_once(self._root / words.id / PROPOSAL, words.model_dump_json(indent=1))

    def say(self, words: Words, statement: Statement) -> None:
        """Add what a person says to a proposal; saying it again changes nothing."""
        digest = hashlib.sha256(person(statement.by).encode()).hexdigest()[:PERSON_DIGITS]
        write_once(self._root / words.id / f"{statement.verdict}.{digest}.json", statement.model_dump_json(indent=1))

    def spoken(self) -> Iterator[Spoken]:
        """Everything that was proposed, with what was said to it, in the order of the ids."""
        return (_read(path.parent) for path in sorted(self._root.glob(f"*/{PROPOSAL}")))

    def about(self, entry_id: str) -> list[Spoken]:
        """What was said of an entry, oldest first."""
        found = (one for one in self.spoken() if one.words.entry_id == entry_id)
        return sorted(found, key=lambda one: (one.words.proposed_at, one.words.id))

    def in_force(self, business_date: date) -> list[ListDecision]:
        """Every decision as of the start of a business date, in the order of the ids."""
        known = (one.before(business_date) for one in self.spoken())
        return [one.decided for one in known if one and one.decided]

    def find(self, proposal_id: str) -> Spoken:
        """The proposal whose id begins so; raises DataFault unless there is exactly one."""
        return _read(the_proposal(self._root, f"{{id}}*/{PROPOSAL}", proposal_id, "jobs.risk_list").parent)


def _read(folder: Path) -> Spoken:
    words = Words.model_validate_json((folder / PROPOSAL).read_text(encoding="utf-8"))
    if words.id != folder.name:
        raise DataFault(
            f"The proposal {folder.name} was changed after it was made: move its folder out of the book and propose it "
            "again."
        )
    said = sorted(one for verdict in Verdict for one in folder.glob(f"{verdict}.*.json"))
    texts = (one.read_text(encoding="utf-8") for one in said)
    return Spoken(words, tuple(map(Statement.model_validate_json, texts)))
