"""The command line of an installation: ``python -m infra init | up | down | status | run | day | clean``."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from infra import business_days, condition, leftovers, startup, supervisor
from infra.installation import erase, prepare
from infra.paths import CHECKOUT, JOBS_PYTHON
from infra.ports import free_ports
from infra.progress import Progress
from jobs.lakehouse.errors import YihuError
from jobs.lakehouse.settings import Settings, home_folder

application = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Only = Annotated[str, typer.Option(help="Comma-separated names of services; all when left out.")]
Customers = Annotated[
    int,
    typer.Option(min=5_000, help="Size of the sample bank; of fewer too few loans go bad to learn a scorecard from."),
]


def _settings() -> Settings:
    return prepare(home_folder(), {})


@application.command()
def init(
    use_free_ports: Annotated[bool, typer.Option("--free-ports", help="Take ports that nobody uses now.")] = False,
) -> None:
    """Create the folders, the credentials and settings.env."""
    settings = prepare(home_folder(), free_ports() if use_free_ports else {})
    print(f"Installation ready in {settings.home}.")


@application.command()
def up(only: Only = "") -> None:
    """Start the services and wait until each one works."""
    startup.bring_up(_settings(), startup.chosen(only), Progress())


@application.command()
def down() -> None:
    """Stop the services; no process stays."""
    startup.bring_down(_settings(), Progress())


@application.command()
def status(only: Only = "") -> None:
    """Say what each service does; exit code 1 when one that was asked for does not work."""
    settings = _settings()
    if not supervisor.describe(settings):
        left = len(leftovers.processes(settings))
        found = f"The supervisor is gone and {left} processes are left" if left else "Nothing runs"
        print(f"{found}: `make up` starts the services.")
        raise typer.Exit(1)
    rows = condition.conditions(settings, startup.chosen(only))
    print(condition.table(rows))
    if not all(row.is_right for row in rows):
        raise typer.Exit(1)


@application.command()
def run(customers: Customers = 20_000) -> None:
    """Start the services, fill the sample bank, let Airflow run its business days and show what came out."""
    progress = Progress()
    settings = _settings()
    startup.bring_up(settings, startup.chosen(""), progress)
    business_days.run_sample(settings, customers, progress)
    subprocess.run([str(JOBS_PYTHON), "-m", "jobs.summary"], cwd=CHECKOUT, check=True)


@application.command()
def day(date: str) -> None:
    """Close one business day of the sample bank and let Airflow run it."""
    business_days.business_day(date)
    progress = Progress()
    settings = _settings()
    startup.bring_up(settings, startup.chosen(""), progress)
    business_days.run_day(settings, date, progress)


@application.command()
def clean() -> None:
    """Stop the services and remove all data; settings, environments and tools stay."""
    settings = _settings()
    startup.bring_down(settings, Progress())
    erase(settings.home)


def main() -> None:
    """Run the command; an expected failure is one sentence, without a traceback."""
    try:
        application()
    except business_days.DayRefused as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(2)
    except YihuError as fault:
        print(fault, file=sys.stderr)
        sys.exit(int(fault.exit_code))


if __name__ == "__main__":
    main()
