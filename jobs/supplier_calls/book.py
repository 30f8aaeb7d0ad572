"""The call book of this installation, and what a person writes into it once a supplier has said what was billed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from jobs.lakehouse.call_book import Call, CallBook, Outcome
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.settings import Settings

BOOK = "call_book"


def open_book(settings: Settings) -> CallBook:
    """The book; raises ContractFault where its address is no folder for the owner alone."""
    return CallBook.at(settings.source_address(BOOK))


def unclear_calls(book: CallBook) -> list[Call]:
    """Every call that nobody knows yet whether to pay, oldest first; one that is under way is among them."""
    return [call for day in book.days() for call in book.calls(day) if call.is_unclear]


def clear(book: CallBook, call_id: str, outcome: Outcome, person: str, reason: str) -> Call:
    """Write down what the supplier said: BILLED, or FAILED and free. A call that is under way is waited for first.

    Raises DataFault for a call that is not, or no longer, unclear.
    """
    found = [call for call in unclear_calls(book) if call.call_id == call_id]
    for call in found:
        with book.lock_of_subject(call.subject_token):
            now = book.find(call.call_id, call.product_code, call.business_date)
            if now and now.is_unclear:
                return _cleared(book, now, outcome, person, reason)
    raise DataFault("No unclear call has that number: see `python -m jobs.clearing list`.")


def _cleared(book: CallBook, call: Call, outcome: Outcome, person: str, reason: str) -> Call:
    price = call.price_amount if outcome is Outcome.BILLED else Decimal(0)
    said = {
        "cleared_by": person,
        "clearing_text": reason,
        "cleared_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    cleared = call.model_copy(update={"outcome_code": outcome, "price_amount": price, **said})
    book.end(cleared)
    return cleared
