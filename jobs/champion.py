"""Which version of a model is in use, and who put it there: ``python -m jobs.champion list credit_score``.

``appoint`` puts a version into use that passed its gates; whoever trained it cannot. ``back`` returns to the version
that was in use before. ``report`` writes the report of a version as HTML and PDF, and adds it to its run.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from jobs.lakehouse import registry_champion
from jobs.lakehouse.champion_history import Appointment
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.registry_runs import keep_files, kept_run
from jobs.lakehouse.settings import Settings, read_settings

application = typer.Typer(add_completion=False, help=__doc__)
Model = Annotated[str, typer.Argument(help="name of a model, such as credit_score")]
Version = Annotated[str, typer.Option("--version", help="Number of the version in MLflow")]
Person = Annotated[str, typer.Option("--by", default_factory=getpass.getuser, help="Who says so; you, if left out")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept in the history")]


@application.command("list")
@ends_in_one_sentence
def list_appointments(model: Model) -> None:
    """Who was champion when, by whom and why; fails when the history was changed by hand."""
    told = registry_champion.history(model, read_settings())
    typer.echo("\n".join(map(_told, told)) or f"No version of {model} was put into use.")


@application.command()
@ends_in_one_sentence
def appoint(model: Model, version: Version, by: Person, reason: Reason) -> None:
    """Put a version into use."""
    settings = read_settings()
    typer.echo(_told(registry_champion.appoint(model, version, by, reason, settings)))
    write_report(model, version, settings)


@application.command()
@ends_in_one_sentence
def back(model: Model, by: Person, reason: Reason) -> None:
    """Return to the version that was in use before."""
    typer.echo(_told(registry_champion.take_back(model, by, reason, read_settings())))


@application.command()
@ends_in_one_sentence
def report(model: Model, version: Version, to: Annotated[Path, typer.Option(help="Folder for the files")]) -> None:
    """Write the report of a version, made from its run and the history."""
    to.mkdir(parents=True, exist_ok=True)
    for path, content in write_report(model, version, read_settings()).items():
        (to / Path(path).name).write_bytes(content)
        typer.echo(f"{to / Path(path).name}: {len(content):,} bytes")


def write_report(model: str, version: str, settings: Settings) -> dict[str, bytes]:
    """The report of a version, added to its run, by path."""
    from jobs.lakehouse.model_report import report_files

    run = kept_run(model, version, settings)
    files = report_files(run, registry_champion.history(model, settings))
    keep_files(run.run_id, files, settings)
    return files


def _told(one: Appointment) -> str:
    return f"{one.number:4}  {one.decided_at}  {one.in_words} by {one.by} (trained by {one.trained_by}): {one.reason}"


if __name__ == "__main__":
    run(application)
