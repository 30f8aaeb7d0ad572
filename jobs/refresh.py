"""Ask suppliers anew about the customers whose data is due: ``python -m jobs.refresh FIRST --date 2026-06-03``.

Whose data is due, and in which order, the table ``gold.refresh_queue`` of the latest sealed day tells. Who was asked
since then is passed over, so a lane may run every hour; so is, for that day, whoever has a call of which nobody knows
yet whether to pay it. Whoever has a call of that day that failed goes behind all others. A call is judged, paid and
noted as by ``jobs.call``, and its answer is kept for the application that asks next. Needs no engine. Exit codes: 0
done, 3 nobody is due, 64 the command is wrong, 65 nobody may be asked about or no answer can be read, 75 the supplier
cannot be reached now.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated

import polars as pl
import typer

from jobs.freshness.lanes import Lane, read_lanes
from jobs.lakehouse.call_answers import Answers
from jobs.lakehouse.call_book import Outcome, Stage
from jobs.lakehouse.call_reply import CallRejected
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault, Skipped
from jobs.lakehouse.lake_reader import open_curated
from jobs.lakehouse.settings import Settings, read_settings
from jobs.supplier_calls.asking import CallRefused, ask, online_contract
from jobs.supplier_calls.book import open_book
from jobs.supplier_calls.permission import Question

QUEUE, PARTY = "gold.refresh_queue", "silver.party"
LIMIT_REACHED = "LIMIT_REACHED"
# What refuses one person refuses all: nobody is asked about, and somebody has to mend it.
OF_EVERYBODY = ("AGREEMENT_ENDED", "CONSENTS_OUTDATED", "NO_PURPOSE")
# One question without an answer is about one person; so many, and none that has one, are about the supplier.
MOST_WITHOUT_ANSWER = 10
# A traceback that shows variables would show the identity number.
application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    lane: Annotated[str, typer.Argument(help="FIRST or REST")],
    day: Annotated[str, typer.Option("--date", help="Business date of the calls, yyyy-mm-dd")],
    most: Annotated[int, typer.Option(min=0, help="How many are asked about; left out, what the lane declares")] = 0,
) -> None:
    """Ask about those who are due in a lane, the first in its order first."""
    settings, lanes = read_settings(), read_lanes()
    if lane not in lanes.lanes:
        raise ContractFault(f"There is no lane {lane}: name one of {', '.join(sorted(lanes.lanes))}.")
    declared = lanes.lanes[lane]
    asked = declared.model_copy(update={"most_calls": most}) if most else declared
    contract = online_contract(lanes.product, Catalog())
    outcomes = refresh(contract, lanes.purpose, asked, due(lane, settings), business_date_of(day), settings)
    told = ", ".join(f"{number} {what}" for what, number in sorted(outcomes.items()))
    typer.echo(f"Lane {lane} on {day}: {told}.")


def due(lane: str, settings: Settings) -> pl.DataFrame:
    """``subject_token`` and ``id_number`` of those who are due in a lane, in its order; raises Skipped for nobody."""
    sealed = open_curated(lake=settings.lake)
    queue = sealed.table(QUEUE).polars().filter(pl.col("place_number").is_not_null(), lane_code=lane)
    numbers = sealed.table(PARTY).polars().select("party_id", "id_number")
    found = queue.join(numbers, on="party_id").sort("place_number").select("subject_token", "id_number").collect()
    if found.is_empty():
        raise Skipped(f"Nobody is due in lane {lane} on {sealed.manifest.business_date}.")
    return found


def refresh(
    contract: Contract, purpose: str, lane: Lane, queue: pl.DataFrame, business_date: date, settings: Settings
) -> Counter[str]:
    """What became of the calls: answered, refused, rejected by the supplier, unclear, and how many wait.

    Whatever was sent counts as one that the lane may ask; an unclear call, whose answer cannot be read, may be billed.
    The day's limit of the agreement ends a run; a supplier that cannot be reached or gives no answer, and a refusal
    that would meet everybody, end it with their own fault.
    """
    waiting = _not_asked_since(queue, contract, lane, business_date, settings)
    outcomes: Counter[str] = Counter()
    for number in waiting:
        if outcomes.total() - outcomes["refused"] == lane.most_calls:
            break
        try:
            ask(contract, Question(purpose, number, business_date), Stage.MONITORING, settings, lane.fresh_days)
            outcomes["answered"] += 1
        except CallRefused as refusal:
            if refusal.code in OF_EVERYBODY:
                raise
            outcomes["refused"] += 1
            if refusal.code == LIMIT_REACHED:
                break
        except DataFault as fault:
            outcomes["rejected" if isinstance(fault, CallRejected) else "unclear"] += 1
            if outcomes["rejected"] + outcomes["unclear"] == MOST_WITHOUT_ANSWER and not outcomes["answered"]:
                raise
    return outcomes + Counter(waiting=len(waiting) - outcomes.total())


def _not_asked_since(
    queue: pl.DataFrame, contract: Contract, lane: Lane, business_date: date, settings: Settings
) -> list[str]:
    """The identity numbers of those who have no answer young enough for the lane, and no unclear call of the day.

    Whose call of the day failed goes behind all others: whoever the supplier rejects holds nobody up.
    """
    book, purchase = open_book(settings), contract.purchase
    answers = Answers(book.root)
    calls = [one for one in book.calls(business_date) if one.product_code == purchase.product]
    unclear = {one.subject_token for one in calls if one.is_unclear}
    failed = {one.subject_token for one in calls if one.outcome_code is Outcome.FAILED}
    return [
        number
        for token, number in sorted(queue.iter_rows(), key=lambda row: row[0] in failed)
        if token not in unclear
        and answers.find(purchase.product, token, business_date, purchase.cache_days, lane.fresh_days) is None
    ]


if __name__ == "__main__":
    run(application)
