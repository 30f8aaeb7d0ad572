"""``why`` and ``why-not`` about two records, as commands to be added to those about parties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from jobs.lakehouse.command import business_date_of, ends_in_one_sentence
from jobs.lakehouse.lake_reader import open_curated
from jobs.lakehouse.settings import read_settings
from jobs.reviews.party_links import PartyLinks
from jobs.reviews.weight_parts import WeightParts
from jobs.reviews.why import Waterfall, why, why_not

application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Record = Annotated[str, typer.Argument(help="Id of a record, for example core_bank:C000000001")]
Day = Annotated[str, typer.Option("--date", help="Business date; the latest sealed one if left out")]


@application.command("why")
@ends_in_one_sentence
def why_one(first: Record, last: Record, day: Day = "") -> None:
    """Why two records are one party: the chain of links that joins them, with rule, weight and its parts."""
    _answer(why, first, last, day)


@application.command("why-not")
@ends_in_one_sentence
def why_two(first: Record, last: Record, day: Day = "") -> None:
    """Why two records are not one party: what was refused, or waits for people, and why."""
    _answer(why_not, first, last, day)


def _answer(explained: Callable[[PartyLinks, Waterfall], list[str]], first: str, last: str, day: str) -> None:
    settings = read_settings()
    sealed = open_curated(business_date_of(day) if day else None, lake=settings.lake)
    typer.echo("\n".join(explained(PartyLinks(sealed, first, last), WeightParts(sealed, settings).lines)))
