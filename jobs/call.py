"""Ask a supplier about one person: ``python -m jobs.call telecom_profile --purpose credit_risk --stage APPLICATION``.

The identity number comes on standard input, never on the command line, which other users of the machine can read.
The answer is one line of JSON on standard output: ``call_id``, ``is_cached``, ``is_hit`` and, for a hit, the fields
that the contract declares; ``{"is_hit": false, ...}`` is an answer too: the supplier does not know the person.

A call without an allowed purpose, without a consent in force, after the agreement ended or over the day's limit is
refused before anything is sent, and stands in the ledger. A call that was sent and not answered is cleared with
``python -m jobs.clearing``. Exit codes: 0 answered, 64 a contract, an address or the command is wrong, 65 refused or
not an answer (do not ask again the same way), 75 the supplier cannot be reached now.
"""

from __future__ import annotations

import getpass
import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from jobs.lakehouse.call_book import Stage
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.settings import read_settings
from jobs.supplier_calls.asking import ask, business_date_at, online_contract
from jobs.supplier_calls.permission import Question

# A traceback that shows variables would show the identity number.
application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
# Longer than any spelling of an identity number.
LONGEST_INPUT = 256


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    product: Annotated[str, typer.Argument(help="Purchased product, as a bronze contract declares it online")],
    stage: Annotated[Stage, typer.Option(help="Where in the bank's work the answer is needed")],
    purpose: Annotated[str, typer.Option(help="What the answer is for; one that the agreement allows")] = "",
    day: Annotated[
        str, typer.Option("--date", help="Business date, yyyy-mm-dd; left out, the bank's own by the clock")
    ] = "",
) -> None:
    """Ask about the person whose identity number stands on standard input."""
    contract = online_contract(product, Catalog())
    business_date = business_date_of(day) if day else business_date_at(datetime.now(UTC))
    question = Question(purpose, _number(), business_date)
    answer = ask(contract, question, stage, read_settings())
    typer.echo(json.dumps(answer.as_document(), ensure_ascii=False))


def _number() -> str:
    """One line; a person at a terminal types it unseen."""
    if sys.stdin.isatty():
        return getpass.getpass("Identity number: ")
    return sys.stdin.buffer.readline(LONGEST_INPUT).decode("utf-8", errors="replace").strip()


if __name__ == "__main__":
    run(application)
