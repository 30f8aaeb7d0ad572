"""What people may say about a quarantined row, and what is refused, each in one sentence that holds no value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from jobs.lakehouse.conform import REQUIRED_RULES, accepts_text
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.person import person
from jobs.lakehouse.quarantine_reader import BadRow, Quarantine, RowState
from jobs.lakehouse.repair import Answer, Case, Decision, Heard, Proposal, Repairs
from jobs.lakehouse.settings import Settings

# Enough digits of a row id to name a row by.
SHORTEST_ID = 8


@dataclass(frozen=True)
class RepairDesk:
    """The repairs of one table and business date."""

    contract: Contract
    business_date: date
    settings: Settings

    @property
    def repairs(self) -> Repairs:
        """The files behind it."""
        return Repairs(self.settings.home, self.settings.gate_key)

    def rows(self) -> list[BadRow]:
        """Every row of the table and day that is bad, or was before its repair."""
        return Quarantine(self.settings.lake, self.repairs).rows(self.contract.name, self.business_date)

    def row(self, row_id: str) -> BadRow:
        """The row whose id begins with what is given; raises DataFault when there is none, or more than one."""
        found = [row for row in self.rows() if row.row_id.startswith(row_id)] if len(row_id) >= SHORTEST_ID else []
        if len(found) != 1:
            raise DataFault(
                f"{len(found)} rows of {self.contract.name} for {self.business_date} have an id that begins so: give "
                f"at least {SHORTEST_ID} digits of one that `python -m jobs.quarantine show` lists."
            )
        return found[0]

    def case(self, row_id: str) -> Case:
        """What was said about a row."""
        return self.repairs.cases(self.contract.name, self.business_date).get(row_id, Case(()))

    def waiting(self) -> list[Heard]:
        """The proposals that wait for a second person, of rows that are still in quarantine."""
        rows = (row.row_id for row in self.rows() if row.state is RowState.PROPOSED)
        return [heard for heard in (self.case(row_id).pending for row_id in rows) if heard]

    def propose_values(self, row_id: str, columns: Mapping[str, str | None], author: str, reason: str) -> str:
        """Propose new values of some columns; gives the id of the proposal."""
        if not columns:
            raise ContractFault("A patch names at least one column with its new value.")
        for name, value in columns.items():
            self._require_value(name, value)
        return self._propose(self._in_quarantine(row_id), author, reason, columns)

    def propose_exception(self, row_id: str, author: str, reason: str) -> str:
        """Propose to waive, for this row, the rule that it breaks; gives the id of the proposal."""
        row = self._in_quarantine(row_id)
        if row.rule in REQUIRED_RULES:
            raise ContractFault(
                f"No exception to {row.rule} can be accepted: the contract of {self.contract.name} promises it to "
                "every reader; propose new values instead."
            )
        return self._propose(row, author, reason, {})

    def approve(self, row_id: str, by: str, proposal_id: str = "") -> Heard:
        """Approve what is proposed for a row; ``proposal_id`` makes sure that it is what the person has read."""
        row = self.row(row_id)
        heard = self._read(row, proposal_id)
        self._require_second_person(heard, by)
        if row.state is RowState.STALE:
            raise DataFault(
                f"The proposal {heard.id} is stale: the row is no longer in what was delivered of "
                f"{self.contract.name} for {self.business_date}; reject it."
            )
        self.repairs.decide(heard, Decision(answer=Answer.APPROVED, by=by, at=_now()))
        return heard

    def reject(self, row_id: str, by: str, reason: str, proposal_id: str = "") -> Heard:
        """Reject what is proposed for a row, or take back what was approved; the next run is without it."""
        heard = self._read(self.row(row_id), proposal_id)
        _require_words(by, reason)
        self.repairs.decide(heard, Decision(answer=Answer.REJECTED, by=by, at=_now(), reason=reason))
        return heard

    def _read(self, row: BadRow, proposal_id: str) -> Heard:
        """What a person decides about: the approved repair of a row, or the proposal that waits."""
        case = self.case(row.row_id)
        heard = case.approved or case.pending
        if heard is None or (proposal_id and proposal_id != heard.id):
            raise DataFault("There is no such proposal, or a later one replaced it: look again before you decide.")
        return heard

    def _in_quarantine(self, row_id: str) -> BadRow:
        row = self.row(row_id)
        if row.state in (RowState.HEALED, RowState.STALE):
            raise DataFault(
                f"This row of {self.contract.name} for {self.business_date} is not in quarantine: it is {row.state}."
            )
        return row

    def _propose(self, row: BadRow, author: str, reason: str, columns: Mapping[str, str | None]) -> str:
        _require_words(author, reason)
        proposal = Proposal(
            table=self.contract.name,
            business_date=self.business_date,
            row_id=row.row_id,
            rule=row.rule,
            first_seen_date=row.first_seen,
            columns=dict(columns),
            is_exception=not columns,
            author=author,
            reason=reason,
            proposed_at=_now(),
        )
        case, proposal_id = self.case(row.row_id), proposal.id(self.settings.gate_key())
        _require_not_rejected(case, proposal_id)
        approved = case.approved
        if approved and approved.id != proposal_id:
            raise DataFault(
                f"The repair {approved.id} of this row is approved already: reject it first, then propose another."
            )
        return self.repairs.propose(proposal)

    def _require_value(self, name: str, value: str | None) -> None:
        column = next((one for one in self.contract.columns if one.name == name), None)
        if column is None:
            raise ContractFault(f"{self.contract.name} has no column {name}: see its contract.")
        if name == self.contract.delivery.amount_column:
            raise ContractFault(
                f"{name} is totalled in every delivery, so it stays as sent: ask the supplier for a correction."
            )
        if value is None and not column.nullable:
            raise ContractFault(f"{name} may not be empty.")
        if value is not None and not accepts_text(column.type, value):
            raise ContractFault(f"The new value of {name} is not written as {column.type}.")

    def _require_second_person(self, heard: Heard, by: str) -> None:
        if not person(by):
            raise ContractFault("An approval needs a name: give --by.")
        if person(by) == person(heard.proposal.author):
            raise DataFault(f"{by} proposed this repair: a second person approves it.")


def _require_words(name: str, reason: str) -> None:
    if not person(name) or not reason.strip():
        raise ContractFault("It needs a name and a reason: give both --by and --reason.")


def _require_not_rejected(case: Case, proposal_id: str) -> None:
    """What was rejected stays so, however often it is said: proposing it again would open nothing."""
    for heard in case.heard:
        if heard.id == proposal_id and heard.is_rejected:
            raise DataFault(
                f"This very proposal, {heard.id}, was rejected by {heard.rejecters[0]} before: propose another value, "
                "or give another reason."
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
