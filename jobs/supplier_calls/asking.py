"""Ask a supplier about one person at the time of a decision: judged, written down, sent once, and kept.

The order is what makes it exact. Everything about one person happens under that person's lock, so two that ask at once
pay once. The call is on disk before it is sent; the answer is kept before the call is closed, so that a process that
dies in between has paid for an answer that is there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from jobs.identity.one_citizen_id import normalised_number
from jobs.lakehouse.call_answers import Answers, KeptAnswer, Scalar
from jobs.lakehouse.call_book import Call, CallBook, Outcome, Stage
from jobs.lakehouse.call_reply import NoAnswer, Reply, read_reply
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.connectors.address import authority_of
from jobs.lakehouse.connectors.website_call import post
from jobs.lakehouse.connectors.website_session import Site, open_site
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.receive import BANK_TIME
from jobs.lakehouse.settings import Settings
from jobs.purchases.subject import subject_token_of
from jobs.supplier_calls.book import open_book
from jobs.supplier_calls.permission import Question, Refused, consent_for

SATURDAY = 5


@dataclass(frozen=True)
class Answer:
    """What the bank now knows of a person, and by which call; no hit is an answer, without fields."""

    call_id: str
    is_cached: bool
    is_hit: bool
    fields: dict[str, Scalar]

    def as_document(self) -> dict[str, Any]:
        """The answer as one flat JSON document."""
        return {"call_id": self.call_id, "is_cached": self.is_cached, "is_hit": self.is_hit, **self.fields}


def online_contract(product: str, catalog: Catalog) -> Contract:
    """The contract under which a product is asked for online; raises ContractFault where it is not exactly one."""
    offered = [one for one in catalog if one.purchase and one.purchase.online]
    found = [one for one in offered if one.purchase.product == product]
    if len(found) != 1:
        known = ", ".join(sorted(one.purchase.product for one in offered)) or "none"
        raise ContractFault(f"{len(found)} contracts declare that product online; products that can be asked: {known}.")
    return found[0]


def business_date_at(moment: datetime) -> date:
    """The business date that a moment belongs to in the bank's time: Saturday and Sunday are part of Monday."""
    day = moment.astimezone(BANK_TIME).date()
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


class CallRefused(DataFault):
    """A call that was not made; carries the code of the ledger."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def ask(
    contract: Contract, question: Question, stage: Stage, settings: Settings, most_days: int | None = None
) -> Answer:
    """The answer about a person, from the supplier or from what was paid before.

    ``most_days`` is how old such an answer may be, the cache days of the agreement where it is left out. Raises
    CallRefused, and nothing is sent, when the call is refused; else the fault of the supplier or its address. No
    sentence holds the identity number.
    """
    number = normalised_number(question.number)
    question = Question(question.purpose, number, question.business_date)
    book = open_book(settings)
    call = _call(contract, question, stage, subject_token_of(number, settings.identity_key()))
    try:
        consent_id = consent_for(question, contract, _today(), settings)
        call = call.model_copy(update={"consent_id": consent_id})
        return _answered(book, call, contract, number, settings, most_days)
    except Refused as refusal:
        free = {"outcome_code": Outcome.REFUSED, "refusal_code": refusal.code, "price_amount": Decimal(0)}
        book.note(call.model_copy(update=free))
        raise CallRefused(
            f"Call {call.call_id} was refused and nothing was sent ({refusal.code}): {refusal.reason}.", refusal.code
        ) from None


def _call(contract: Contract, question: Question, stage: Stage, token: str) -> Call:
    """The call as it stands before it is judged; a purpose that no agreement knows is not repeated."""
    purchase = contract.purchase
    return Call(
        call_id=uuid.uuid4().hex,
        business_date=question.business_date,
        asked_at=_now(),
        supplier_name=purchase.supplier,
        product_code=purchase.product,
        agreement_number=purchase.agreement_number,
        subject_token=token,
        purpose_code=question.purpose if question.purpose in contract.purpose else None,
        legal_basis_code=purchase.legal_basis.upper(),
        stage_code=stage,
        currency_code=purchase.currency_code,
        price_amount=Decimal(purchase.online.price_amount),
        outcome_code=Outcome.OPEN,
    )


def _answered(
    book: CallBook, call: Call, contract: Contract, number: str, settings: Settings, most_days: int | None
) -> Answer:
    answers, purchase = Answers(book.root), contract.purchase
    answers.forget_before(min(call.business_date, _today()))  # what is kept is kept, whatever day somebody types
    with book.lock_of_subject(call.subject_token):
        kept = answers.find(purchase.product, call.subject_token, call.business_date, purchase.cache_days, most_days)
        if kept:
            return _from_kept(book, call, kept)
        system = purchase.online.system
        authority, address = authority_of(system, settings.secrets), settings.source_address(system)
        site = open_site(address, system, settings.private_host_names, authority)
        with site.session:
            return _from_supplier(book, answers, call, contract, number, site)


def _from_kept(book: CallBook, call: Call, kept: KeptAnswer) -> Answer:
    """An answer that was paid is free; the call that brought it is closed if its process died before it could."""
    paid = book.find(kept.call_id, call.product_code, kept.business_date)
    if paid and paid.outcome_code is Outcome.OPEN:
        book.end(_closed(paid, kept.is_hit))
    free = {"is_cached": True, "price_amount": Decimal(0)}
    book.note(_closed(call, kept.is_hit).model_copy(update=free))
    return Answer(call.call_id, is_cached=True, is_hit=kept.is_hit, fields=kept.fields)


def _from_supplier(book: CallBook, answers: Answers, call: Call, contract: Contract, number: str, site: Site) -> Answer:
    online = contract.purchase.online
    if not book.begin(call, online.calls_per_day):
        raise Refused("LIMIT_REACHED", f"the {online.calls_per_day} calls of the contract for the day are used up")
    try:
        reply = read_reply(post(site, online, number), online)
    except NoAnswer as nothing:
        book.end(_failed(call, nothing.outcome))
        raise nothing.fault from None
    _keep(answers, call, reply, contract.purchase.cache_days)
    book.end(_closed(call, reply.is_hit))
    return Answer(call.call_id, is_cached=False, is_hit=reply.is_hit, fields=reply.fields)


def _keep(answers: Answers, call: Call, reply: Reply, cache_days: int) -> None:
    kept = KeptAnswer(call_id=call.call_id, business_date=call.business_date, is_hit=reply.is_hit, fields=reply.fields)
    answers.keep(call.product_code, call.subject_token, kept, cache_days)


def _closed(call: Call, is_hit: bool) -> Call:
    ended = {"outcome_code": Outcome.ANSWERED, "is_hit": is_hit, "answered_at": _now()}
    return call.model_copy(update=ended)


def _failed(call: Call, outcome: Outcome) -> Call:
    """What was surely not answered costs nothing; what may have been keeps its price until it is cleared."""
    price = Decimal(0) if outcome is Outcome.FAILED else call.price_amount
    return call.model_copy(update={"outcome_code": outcome, "price_amount": price})


def _today() -> date:
    return datetime.now(BANK_TIME).date()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
