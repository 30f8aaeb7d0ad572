"""Bring the calls of a business date out of the call book, as one file of JSON lines."""

from __future__ import annotations

from jobs.lakehouse.call_answers import Answers
from jobs.lakehouse.call_book import CallBook
from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.connectors.whole_file import target, written
from jobs.lakehouse.contract import Contract


def fetch(request: Request) -> tuple[Received, ...]:
    """Write every call of the day down; a call that ends later makes another delivery of the same day.

    Answers whose cache days are over by that day are deleted, so that they go also where nobody asks any more.
    """
    book = CallBook.at(request.address)
    Answers(book.root).forget_before(request.business_date)
    return tuple(_fetch(book, request, contract) for contract in request.contracts)


def _fetch(book: CallBook, request: Request, contract: Contract) -> Received:
    calls = book.calls(request.business_date)
    place = target(request, contract, request.dated(contract.source.path))
    with written(place) as file:
        file.writelines(f"{call.model_dump_json()}\n".encode() for call in calls)
    return Received(contract.name, place, {"rows": str(len(calls))})
