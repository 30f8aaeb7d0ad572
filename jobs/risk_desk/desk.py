"""What people may say of the risk list, and what is refused, each in one sentence that holds no value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.lake_reader import CuratedDay, open_curated
from jobs.lakehouse.list_book import ListBook
from jobs.lakehouse.list_statement import Hit, Kind, Listing, Spoken, Subject, Words
from jobs.lakehouse.person import person, require_name
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.review_answer import Statement, Verdict, moment
from jobs.lakehouse.settings import Settings
from jobs.reviews.reason import holds_value, require_reason
from jobs.risk.policy import read_policy
from jobs.risk_desk.sealed_list import SealedList

BOOK = "risk_desk"
APPEALS = (Kind.APPEAL, Kind.UPHELD, Kind.DISMISSED)
# What two persons decided and one could otherwise undo alone: somebody would be listed or free by the word of one.
STANDS = (Kind.ENTRY, Kind.WITHDRAWN, Kind.UPHELD, Kind.CLEARED, Kind.CONFIRMED)


@dataclass(frozen=True)
class RiskDesk:
    """The risk list of a sealed day, and the book that what people say goes into."""

    settings: Settings
    day: CuratedDay

    @classmethod
    def of(cls, settings: Settings, business_date: date | None = None) -> RiskDesk:
        """The desk of a sealed day, the latest one if none is named; raises DataFault where none is sealed."""
        return cls(settings, open_curated(business_date, lake=settings.lake))

    @cached_property
    def book(self) -> ListBook:
        """The book; raises ContractFault where its address is no folder for the owner alone."""
        return ListBook.at(self.settings.source_address(BOOK))

    @cached_property
    def sealed(self) -> SealedList:
        """What the day knows of entries and hits."""
        return SealedList(self.day)

    def pending(self) -> list[Spoken]:
        """What waits for another person, oldest first."""
        found = (one for one in self.book.spoken() if one.is_pending)
        return sorted(found, key=lambda one: (one.words.proposed_at, one.words.id))

    def appeal_of(self, entry_id: str) -> Spoken | None:
        """The latest of what was decided of an entry's appeals, at once and not only from the next run on."""
        return _newest_appeal(self.book.about(entry_id))

    def appealed(self) -> list[dict[str, object]]:
        """Entries whose appeal is open by the day and by what was said since, the one that is due first first."""
        said: dict[str, list[Spoken]] = {}
        for one in self.book.spoken():
            said.setdefault(one.words.entry_id, []).append(one)
        heard = {name for name, some in said.items() if any(one.words.kind is Kind.APPEAL for one in some)}
        rows = [one for one in self.sealed.appealed() if one["entry_id"] not in heard]
        rows += filter(None, (self._appealed(_newest_appeal(said[name])) for name in heard))
        return sorted(rows, key=lambda one: (one["appeal_due_date"], one["entry_id"]))

    def enter(self, subject: Subject, listing: Listing, author: str, reason: str) -> Spoken:
        """Propose an entry. Raises ContractFault for what the policy or the list does not allow."""
        _require_listing(listing, self.today)
        if not subject.is_somebody:
            raise ContractFault("An entry needs somebody: give name, phone or id_number on standard input.")
        if holds_value(listing.evidence_reference, _named_by(subject)):
            raise ContractFault("The evidence names its subject: give the number of the file, which many may read.")
        return self._propose(Kind.ENTRY, author, reason, subject=subject, listing=listing)

    def withdraw(self, entry_id: str, author: str, reason: str) -> Spoken:
        """Propose to take back an entry of people; what a feed brings is taken back by its source, or by an appeal."""
        if self._entry(entry_id)["source_code"] != "DESK":
            raise DataFault(f"{entry_id} comes from a feed: its source takes it back, or an appeal is upheld.")
        return self._propose(Kind.WITHDRAWN, author, reason, named_entry_id=entry_id)

    def appeal(self, entry_id: str, author: str, reason: str) -> Spoken:
        """Take in an appeal: it marks the entry at once. Raises DataFault where one is open or was upheld."""
        self._entry(entry_id)
        last = self.appeal_of(entry_id)
        if last and last.words.kind is Kind.APPEAL:
            raise DataFault(f"An appeal against {entry_id} is open since {last.words.business_date}: answer that one.")
        if last and last.words.kind is Kind.UPHELD:
            raise DataFault(
                f"The appeal against {entry_id} is upheld: the entry ends with the next business date's run."
            )
        return self._propose(Kind.APPEAL, author, reason, named_entry_id=entry_id)

    def answer(self, entry_id: str, kind: Kind, author: str, reason: str) -> Spoken:
        """Propose that an open appeal is upheld or dismissed. Raises DataFault where none is open."""
        last = self.appeal_of(entry_id)
        if last is None or last.words.kind is not Kind.APPEAL:
            raise DataFault(
                f"No appeal against {entry_id} is open: take one in with `python -m jobs.risk_list appeal`."
            )
        return self._propose(kind, author, reason, named_entry_id=entry_id)

    def judge(self, record_id: str, entry_id: str, kind: Kind, author: str, reason: str) -> Spoken:
        """Propose that a hit is somebody else (CLEARED) or the listed one (CONFIRMED), as both are on the day."""
        found = self.sealed.hit(record_id, entry_id)
        hit = Hit(record_id=record_id, record_hash=found["record_hash"], entry_hash=found["entry_hash"])
        return self._propose(kind, author, reason, named_entry_id=entry_id, hit=hit)

    def approve(self, proposal_id: str, by: str) -> Spoken:
        """Approve what another person proposed; again changes nothing. Raises DataFault for what was taken back."""
        spoken = self.book.find(proposal_id)
        require_name(by)
        if spoken.decided:
            return spoken
        if person(by) == person(spoken.words.author):
            raise DataFault(f"{by} proposed this: another person approves it.")
        if spoken.is_rejected:
            raise DataFault("This proposal was taken back: propose it again.")
        if spoken.words.kind in (Kind.UPHELD, Kind.DISMISSED):
            self._require_open_appeal(spoken.words)
        return self._say(spoken, Verdict.APPROVED, by, "")

    def reject(self, proposal_id: str, by: str, reason: str) -> Spoken:
        """Reject a proposal, or take back an appeal, which only who took it in does, or its dismissal.

        Raises DataFault for what two persons decided that would list or free somebody by the word of one.
        """
        spoken = self.book.find(proposal_id)
        require_name(by)
        require_reason(reason, self._named(spoken.words.entry_id))
        if spoken.decided and spoken.words.kind in STANDS:
            raise DataFault(
                f"Two persons decided this {spoken.words.kind} and nobody takes it back alone: withdraw the entry, "
                "enter it anew or judge the hit again, which another person approves."
            )
        if spoken.words.kind is Kind.APPEAL and person(by) != person(spoken.words.author):
            raise DataFault("Only who took an appeal in takes it back: answer it, which another person approves.")
        return self._say(spoken, Verdict.REJECTED, by, reason.strip())

    @property
    def today(self) -> date:
        """The business date on whose list something is said; it counts from the next one."""
        return Publications(self.settings.lake).latest_day() or self.day.manifest.day

    def _appealed(self, last: Spoken | None) -> dict[str, object] | None:
        """The entry of an open appeal with its days; None where it is settled or the day knows no such entry."""
        is_open = last is not None and last.words.kind is Kind.APPEAL
        entry = self.sealed.known(last.words.entry_id, None) if is_open else {}
        if not entry:
            return None
        opened = last.decided.decided_date
        due = opened + timedelta(days=read_policy().reasons[str(entry["reason_code"])].appeal_days)
        return entry | {"appeal_opened_date": opened, "appeal_due_date": due}

    def _entry(self, entry_id: str) -> dict[str, object]:
        entry = self.sealed.entry(entry_id)
        if entry["ended_date"]:
            raise DataFault(f"{entry_id} ended on {entry['ended_date']} ({entry['end_reason_code']}): nothing is left.")
        return entry

    def _require_open_appeal(self, answer: Words) -> None:
        """Raise DataFault unless what an answer answers is the appeal that is open now."""
        last = self.appeal_of(answer.entry_id)
        is_open = last is not None and last.words.kind is Kind.APPEAL and last.decided.decided_at <= answer.proposed_at
        if not is_open:
            raise DataFault(f"The appeal against {answer.entry_id} that this answers is no longer open: reject this.")

    def _named(self, entry_id: str) -> list[dict[str, object]]:
        """Whom an entry names, as far as the day knows it: a reason does not tell it."""
        known = self.sealed.known(entry_id, None)
        return [{"name_key": known.get("subject_name"), "birth_date": known.get("birth_date")}]

    def _propose(self, kind: Kind, author: str, reason: str, **about: object) -> Spoken:
        require_name(author)
        subject, named = about.get("subject"), about.get("named_entry_id")
        require_reason(reason, _named_by(subject) if isinstance(subject, Subject) else self._named(str(named)))
        words = Words(
            kind=kind, author=author, reason=reason.strip(), business_date=self.today, proposed_at=moment(), **about
        )  # fmt: skip
        self.book.propose(words)
        return Spoken(words, ())

    def _say(self, spoken: Spoken, verdict: Verdict, by: str, reason: str) -> Spoken:
        said = Statement(verdict=verdict, by=by, at=moment(), business_date=self.today, reason=reason)
        self.book.say(spoken.words, said)
        return self.book.find(spoken.words.id)


def _newest_appeal(said: Iterable[Spoken]) -> Spoken | None:
    """The latest of what was decided of appeals."""
    decided = [one for one in said if one.decided and one.words.kind in APPEALS]
    return max(decided, key=lambda one: one.decided.decided_at, default=None)


def _named_by(subject: Subject) -> list[dict[str, object]]:
    return [{"name_key": subject.subject_name, "birth_date": subject.birth_date}]


def _require_listing(listing: Listing, today: date) -> None:
    policy = read_policy()
    reason = policy.reasons.get(listing.reason_code)
    if reason is None or not reason.is_manual:
        raise ContractFault(f"People enter {', '.join(policy.manual_reasons)}; {listing.reason_code} is none of them.")
    if reason.list_type != listing.list_type_code:
        raise ContractFault(f"The policy puts {listing.reason_code} on the {reason.list_type} list.")
    if reason.needs_last_day and listing.valid_to_date is None:
        raise ContractFault("No source ends what people enter, so it needs a last day: give --until.")
    last = listing.valid_to_date
    if last and (last <= today or last < listing.valid_from_date):  # it counts from the next business date on
        raise ContractFault(f"Its last day {listing.valid_to_date} has gone, or is before its first: correct --until.")
