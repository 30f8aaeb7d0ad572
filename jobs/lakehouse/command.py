"""What all commands share: a business date that exists, and an end in one sentence with a telling exit code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

import typer

from jobs.lakehouse.errors import ContractFault, ExitCode, YihuError

# What typer ends with when a command line is wrong.
USAGE = 2
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def ends_in_one_sentence(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Turn an expected fault into its sentence and exit code; anything else keeps its traceback."""

    @functools.wraps(command)
    def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except YihuError as fault:
            typer.echo(str(fault), err=True)
            raise SystemExit(int(fault.exit_code)) from None

    return wrapped


def run(application: typer.Typer) -> None:
    """Run a command line; one that is wrong ends with 64, like a faulty contract, which Airflow does not retry."""
    try:
        application()
    except SystemExit as ended:
        sys.exit(int(ExitCode.CONTRACT_FAULT) if ended.code == USAGE else ended.code)


def business_date_of(text: str) -> date:
    """The date in ``text``; raises ContractFault for a day that does not exist."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContractFault(
            f"{text} is not a day: write a business date as yyyy-mm-dd, for example 2026-06-01."
        ) from None
