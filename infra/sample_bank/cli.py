"""Command line of the sample bank."""

from __future__ import annotations

import datetime
import os
from typing import Annotated

import typer

from infra.sample_bank import open_data, telecom_online
from infra.sample_bank.bank import close_day, open_bank
from infra.sample_bank.errors import SampleBankError
from infra.sample_bank.progress import Progress
from infra.sample_bank.world import World
from jobs.lakehouse.settings import Settings, read_settings

_USAGE = 64

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The sample bank: a seeded generator that fills real source systems with invented people, day by day. "
    "It writes core banking (PostgreSQL, address in YIHU_SAMPLE_BANK_DSN), the open-data site and the vendors' "
    "SFTP drop under YIHU_HOME.",
)


def _dsn() -> str:
    """The owner's address of core banking: from the environment, or as the installation wrote it down."""
    address = os.environ.get("YIHU_SAMPLE_BANK_DSN")
    written = _settings().secrets / "sample_bank_dsn"
    if address or written.exists():
        return address or written.read_text(encoding="utf-8").strip()
    raise SampleBankError("The owner's address of core banking is unknown: run `make up`, or set YIHU_SAMPLE_BANK_DSN.")


def _settings() -> Settings:
    return read_settings()


@app.command("open")
def open_command(
    customers: Annotated[int, typer.Option(min=10, max=5_000_000, help="Customer numbers of people.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Another seed makes another bank; the same seed the same bank.")] = 7,
) -> None:
    """Create schema bank in core_bank and fill it with the state on the eve of the first business date.

    Opening again with the same numbers has no effect; other numbers are refused.
    """
    settings = _settings()
    world = World(seed, customers, settings.first_business_date)
    if open_bank(_dsn(), settings.home, world, Progress(typer.echo)):
        typer.echo(f"The sample bank is open with {customers:,} customers, as of {world.eve}.")
    else:
        typer.echo("The sample bank is open with these numbers already; nothing was done.")


@app.command("close-day")
def close_day_command(
    day: Annotated[datetime.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Business date, such as 2026-06-01.")],
) -> None:
    """Add the events of one business day, publish the vendors' files and open data, and move the bank's calendar.

    Days are closed in order, Monday to Friday. Closing a closed day has no effect.
    """
    if close_day(_dsn(), _settings().home, day.date(), Progress(typer.echo)):
        typer.echo(f"{day.date()} is closed.")
    else:
        typer.echo(f"{day.date()} was closed already; nothing was done.")


@app.command("serve-open-data")
def serve_open_data_command() -> None:
    """Serve the open-data site, and the telecom vendor's online calls, at YIHU_OPEN_DATA_PORT until stopped."""
    settings = _settings()
    open_data.serve(settings.home / "open_data_site", settings.open_data_port, telecom_online.route(settings.home))


@app.command("serve-vendor-drop")
def serve_vendor_drop_command() -> None:
    """Serve the vendors' SFTP drop on the loopback at YIHU_VENDOR_DROP_PORT until stopped.

    Users telecom, court, ownership and czech; their passwords are read from secrets/.
    """
    from infra.sample_bank.vendor_drop import VendorDrop

    settings = _settings()
    VendorDrop(settings.home / "vendor_drop", settings.home / "secrets", settings.vendor_drop_port).serve()


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 64."""
    try:
        app()
    except SampleBankError as refusal:
        typer.echo(str(refusal), err=True)
        raise SystemExit(_USAGE) from None
