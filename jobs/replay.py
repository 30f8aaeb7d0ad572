"""Build again what a run built, and compare: ``python -m jobs.replay <run_id>``; run ids stand in ``ops.run``.

Reads the very versions that the receipt names and publishes nothing. Exit codes: 0 equal, 65 different, or what was
read is gone; 64 no such run, 3 the run did not publish.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.errors import ExitCode
from jobs.lakehouse.settings import read_settings

if TYPE_CHECKING:
    from jobs.lakehouse.difference import Difference
    from jobs.lakehouse.replay import Replayed

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(run_id: Annotated[str, typer.Argument(help="run_id of a row of ops.run")] = "") -> None:
    """Repeat a run and tell whether the same came out."""
    from jobs.lakehouse.replay import replay
    from jobs.lakehouse.runner import open_workshop
    from jobs.lakehouse.session import current_attempt, open_session

    settings = read_settings()
    workshop = open_workshop(open_session(settings, current_attempt("replay")), settings, Catalog())
    replayed = replay(workshop, run_id)
    for line in in_words(replayed):
        typer.echo(line)
    if not replayed.is_equal:
        raise typer.Exit(int(ExitCode.DATA_FAULT))


def in_words(replayed: Replayed) -> Iterator[str]:
    """What came out, one sentence a line."""
    run = replayed.run
    verdict = "equal" if replayed.is_equal else "DIFFERENT"
    yield (
        f"{run.table} {run.business_date} run {run.run_id}: {verdict}; published {run.content_hash}, "
        f"rebuilt {replayed.content_hash}"
    )
    yield from replayed.code_notes
    if replayed.difference:
        yield from _told(replayed.difference)


def _told(difference: Difference) -> Iterator[str]:
    yield f"{difference.only_published} rows were published only, {difference.only_rebuilt} rebuilt only"
    if not difference.only_published and not difference.only_rebuilt:
        yield "The published rows are equal; what differs is the quarantine."
    if difference.key:
        yield f"First key that differs: {', '.join(f'{name}={value}' for name, value in difference.key.items())}"
    if difference.key and not difference.columns:
        yield "  one side does not have it"
    for one in difference.columns:
        yield f"  {one.column}: published {one.published}, rebuilt {one.rebuilt}"


if __name__ == "__main__":
    run(application)
