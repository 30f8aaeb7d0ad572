"""Bring what a book of the bank says of a business date, as one file of JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from jobs.lakehouse.call_answers import Answers
from jobs.lakehouse.call_book import CallBook
from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.connectors.whole_file import target, written
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.delivery import Facts
from jobs.lakehouse.list_book import ListBook
from jobs.lakehouse.review_book import ReviewBook


def fetch(request: Request) -> tuple[Received, ...]:
    """Write down what each book says of the day; what it says later of the same day makes another delivery."""
    return tuple(_fetch(request, contract) for contract in request.contracts)


def _fetch(request: Request, contract: Contract) -> Received:
    said = BOOKS[contract.source.book](request.address, request.business_date)
    place = target(request, contract, request.dated(contract.source.path))
    with written(place) as file:
        file.writelines(f"{one.model_dump_json()}\n".encode() for one in said)
    return Received(contract.name, place, {"rows": str(len(said))})


def _calls(address: str, business_date: date) -> Sequence[Facts]:
    """The calls of the day; a call that ends later is a correction of it.

    Answers whose cache days are over by that day are deleted, so that they go also where nobody asks any more.
    """
    book = CallBook.at(address)
    Answers(book.root).forget_before(business_date)
    return book.calls(business_date)


def _decisions(address: str, business_date: date) -> Sequence[Facts]:
    """Every decision in force on the day, also those of earlier days: an answer holds until there is a newer one."""
    return ReviewBook.at(address).in_force(business_date)


def _statements(address: str, business_date: date) -> Sequence[Facts]:
    """Everything that people said of the list and that is in force on the day."""
    return ListBook.at(address).in_force(business_date)


BOOKS: Mapping[str, Callable[[str, date], Sequence[Facts]]] = {
    "calls": _calls,
    "reviews": _decisions,
    "risk_list": _statements,
}
