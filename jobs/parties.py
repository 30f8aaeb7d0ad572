"""Who is who, from the command line: ``python -m jobs.parties report``, ``why`` and ``why-not``.

Reads the sealed day; needs no running service.
"""

from __future__ import annotations

from typing import Annotated

import typer

from jobs.hub_report import Hubs, hubs_of
from jobs.identity.matching.declaration import read_match_model
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.lake_reader import CuratedDay, open_curated
from jobs.party_report import LargestParty, largest_party, sizes_of
from jobs.reviews import why_commands

application = typer.Typer(add_completion=False, help=__doc__)
application.add_typer(why_commands.application)
MODELS = ("person_match", "organisation_match")
Day = Annotated[str, typer.Option("--date", help="Business date; the latest sealed one if left out")]


@application.command()
@ends_in_one_sentence
def report(day: Day = "") -> None:
    """How many parties have how many records, the largest party with its weakest link, and values that find nobody."""
    sealed = sealed_day(day)
    parties, links = (sealed.table(name).polars().collect() for name in ("silver.party_xref", "silver.party_link"))
    typer.echo(f"Parties of {sealed.manifest.business_date}\n")
    typer.echo("\n".join(f"{count:>9} of {records} {_plural(records)}" for records, count in sizes_of(parties)))
    typer.echo(f"\n{in_words(largest_party(parties, links))}\n")
    records = sealed.table("silver.match_record").polars()
    hubs = [one for model in MODELS for one in hubs_of(records, read_match_model(model))]
    typer.echo("\n".join(map(_told, hubs)) or "No value is shared by so many records that it finds nobody.")


def sealed_day(day: str) -> CuratedDay:
    """The tables of a business date as sealed, of the latest one for an empty text."""
    return open_curated(business_date_of(day) if day else None)


def in_words(largest: LargestParty | None) -> str:
    """The largest party as a sentence."""
    if largest is None:
        return "There are no records."
    told = f"The largest party is {largest.party_id} with {largest.records} {_plural(largest.records)}"
    if largest.weakest is None:
        return f"{told}."
    link = largest.weakest
    weight = "" if link.match_weight is None else f" with weight {link.match_weight:.1f}"
    return (
        f"{told}; its weakest link is {link.left_record_id} - {link.right_record_id}, by {link.link_rule_code}{weight}."
    )


def _told(hubs: Hubs) -> str:
    values = "1 value" if hubs.values == 1 else f"{hubs.values} values"
    return f"{hubs.rule_code}: {values} of {hubs.records} records together, too common to find anybody by."


def _plural(records: int) -> str:
    return "record" if records == 1 else "records"


if __name__ == "__main__":
    run(application)
