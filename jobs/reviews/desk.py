"""What people may say about a pair of records, and what is refused, each in one sentence that holds no value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.lake_reader import CuratedDay, open_curated
from jobs.lakehouse.person import person
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.review_answer import Answer, Heard, Proposal, Statement, Verdict, moment
from jobs.lakehouse.review_book import ReviewBook
from jobs.lakehouse.settings import Settings
from jobs.reviews.open_pair import OpenPair
from jobs.reviews.reason import require_reason
from jobs.reviews.tokens import record_token

BOOK, WAITING, RECORDS = "review_desk", "silver.match_review", "silver.match_record"


@dataclass(frozen=True)
class ReviewDesk:
    """The pairs that wait on a sealed day, and the book that the answers go into."""

    settings: Settings
    day: CuratedDay

    @classmethod
    def of(cls, settings: Settings, business_date: date | None = None) -> ReviewDesk:
        """The desk of a sealed day, the latest one if none is named; raises DataFault where none is sealed."""
        return cls(settings, open_curated(business_date, lake=settings.lake))

    @cached_property
    def book(self) -> ReviewBook:
        """The book; raises ContractFault where its address is no folder for the owner alone."""
        return ReviewBook.at(self.settings.source_address(BOOK))

    def waiting(self) -> list[OpenPair]:
        """What waits for people, customers first, then the weightiest; what was decided since the run is not there."""
        rows = self.day.table(WAITING).polars().collect().to_dicts()
        known = {case.heard[0].proposal.pair: case for case in self.book.cases()}
        cases = ((row, known.get((row["left_record_id"], row["right_record_id"]))) for row in rows)
        found = [OpenPair(row, case.pending if case else None) for row, case in cases if not (case and case.decided)]
        return sorted(found, key=lambda one: one.rank)

    def proposals(self) -> list[Heard]:
        """Every proposal that waits for another person, oldest first, also about pairs that nobody was asked about."""
        found = (case.pending for case in self.book.cases())
        return sorted((one for one in found if one), key=lambda one: (one.proposal.proposed_at, one.proposal.id))

    def find(self, left: str, right: str) -> OpenPair:
        """The waiting pair of two records or tokens; raises DataFault when it does not wait."""
        names = {left, right}
        for one in self.waiting():
            if any(names == {first, second} for first in _names(one, 0) for second in _names(one, 1)):
                return one
        raise DataFault("This pair does not wait for people: see `python -m jobs.review list`.")

    def propose(self, left: str, right: str, answer: Answer, author: str, reason: str) -> Heard:
        """Say of two records, named by id or token, that they are the same or different.

        Raises ContractFault for words that are missing or hold a value, DataFault for unknown records and for what is
        proposed or decided already.
        """
        pair = self._pair(left, right)
        _require_name(author)
        require_reason(reason, self._records(pair))
        case = self.book.case(pair)
        if case.decided and case.decided.decision_code is answer and not case.pending:
            raise DataFault(f"It is decided already that these two are {answer}: nothing is left to say.")
        waits = case.pending if case.pending and case.pending.proposal.answer is answer else None
        if waits and person(waits.proposal.author) == person(author):
            return waits
        if waits:
            raise DataFault(
                f"{waits.proposal.author} proposed that already: read it and run `python -m jobs.review approve "
                f"{waits.proposal.id}`."
            )
        proposal = Proposal(
            left_record_id=pair[0], right_record_id=pair[1], answer=answer, author=author, reason=reason.strip(),
            business_date=self._today(), proposed_at=moment(),
        )  # fmt: skip
        self.book.propose(proposal)
        return Heard(proposal, ())

    def approve(self, proposal_id: str, by: str) -> Heard:
        """Approve what another person proposed; what is in force stays so. Raises DataFault for what is over."""
        found = self.book.find(proposal_id).proposal
        # One look at the pair: what waits and what is decided then agree, whoever approves meanwhile.
        case = self.book.case(found.pair)
        heard = next(one for one in case.heard if one.proposal.id == found.id)
        _require_name(by)
        if case.decided and case.decided.proposal_id == found.id:
            return heard
        if case.pending is None or case.pending.proposal.id != found.id:
            raise DataFault("This proposal was taken back, or a later one replaced it: look again before you decide.")
        if person(by) == person(found.author):
            raise DataFault(f"{by} proposed this: another person approves it.")
        return self._say(heard, Verdict.APPROVED, by, "")

    def reject(self, proposal_id: str, by: str, reason: str) -> Heard:
        """Reject a proposal, or take back what it decided: the decision before it is in force again.

        Without one before it nothing is decided, and the pair waits for people wherever no rule settles it.
        """
        heard = self.book.find(proposal_id)
        _require_name(by)
        require_reason(reason, self._records(heard.proposal.pair))
        return self._say(heard, Verdict.REJECTED, by, reason.strip())

    def tokens(self, pair: tuple[str, str]) -> tuple[str, str]:
        """What stands for two records."""
        key = self.settings.identity_key()
        return record_token(pair[0], key), record_token(pair[1], key)

    def _say(self, heard: Heard, verdict: Verdict, by: str, reason: str) -> Heard:
        words = Statement(verdict=verdict, by=by, at=moment(), business_date=self._today(), reason=reason)
        self.book.say(heard.proposal, words)
        return self.book.find(heard.proposal.id)

    def _pair(self, left: str, right: str) -> tuple[str, str]:
        """The two record ids, the smaller one first."""
        first, second = sorted(one if ":" in one else self._record_of(one) for one in (left, right))
        if first == second:
            raise ContractFault("Both are the same record: name two.")
        if len(self._records((first, second))) != 2:
            raise DataFault(f"{RECORDS} of {self.day.manifest.business_date} does not know both records: correct them.")
        return first, second

    def _record_of(self, token: str) -> str:
        for one in self.waiting():
            if token in one.tokens:
                return one.pair[one.tokens.index(token)]
        raise DataFault("No waiting pair has a record with this token: take it from `python -m jobs.review list`.")

    def _records(self, pair: Iterable[str]) -> list[dict[str, object]]:
        return self.day.table(RECORDS).polars().filter(pl.col("record_id").is_in(list(pair))).collect().to_dicts()

    def _today(self) -> date:
        """The business date whose list is answered; it counts from the next one, also while a run is under way."""
        return Publications(self.settings.lake).latest_day() or self.day.manifest.day


def _names(one: OpenPair, side: int) -> tuple[str, str]:
    return one.pair[side], one.tokens[side]


def _require_name(name: str) -> None:
    if not person(name):
        raise ContractFault("An answer needs the name of who gives it: give --by.")
