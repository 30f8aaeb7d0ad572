"""Calls to suppliers that were sent and never seen answered: ``python -m jobs.clearing list``.

Whether such a call is on the bill only its supplier knows. Until somebody has asked, it stands in the ledger at its
price; what is cleared here reaches the ledger with the next look for corrections (``look_again``).
"""

from __future__ import annotations

from typing import Annotated

import typer

from jobs.lakehouse.call_book import Outcome
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.settings import read_settings
from jobs.supplier_calls.book import clear, open_book, unclear_calls

application = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)
Person = Annotated[str, typer.Option("--by", help="Who asked the supplier")]
Reason = Annotated[str, typer.Option("--reason", help="What the supplier said, in a few words; kept with the call")]


@application.command("list")
@ends_in_one_sentence
def list_calls() -> None:
    """Every unclear call, oldest first; one that is under way this moment is among them."""
    calls = unclear_calls(open_book(read_settings()))
    for call in calls:
        typer.echo(
            f"{call.business_date} {call.call_id} {call.product_code} {call.outcome_code} asked {call.asked_at} "
            f"{call.price_amount} {call.currency_code}"
        )
    if not calls:
        typer.echo("Every call is clear.")


@application.command()
@ends_in_one_sentence
def billed(call_id: str, by: Person, reason: Reason) -> None:
    """The supplier has the call on its bill: it is paid."""
    _clear(call_id, Outcome.BILLED, by, reason)


@application.command()
@ends_in_one_sentence
def free(call_id: str, by: Person, reason: Reason) -> None:
    """The supplier does not bill the call."""
    _clear(call_id, Outcome.FAILED, by, reason)


def _clear(call_id: str, outcome: Outcome, person: str, reason: str) -> None:
    if not person.strip() or not reason.strip():
        raise ContractFault("Clearing a call needs a name and a reason: give both --by and --reason.")
    call = clear(open_book(read_settings()), call_id, outcome, person, reason)
    typer.echo(
        f"Call {call.call_id} of {call.business_date} is {outcome} at {call.price_amount} {call.currency_code}: "
        f"`python -m jobs.deliveries look-again call_book` brings it into the ledger."
    )


if __name__ == "__main__":
    run(application)
