"""What all commands share: a business date that exists, and an end in one sentence with a telling exit code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from datetime import date
from traceback import format_tb
from typing import ParamSpec, TypeVar

import typer

from jobs.lakehouse.errors import ContractFault, ExitCode, YihuError

# What typer ends with when a command line is wrong.
USAGE = 2
UNEXPECTED = 1
# SQLSTATE of data exceptions, whose text quotes the value that could not be cast or divided.
DATA_EXCEPTION = "22"
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def ends_in_one_sentence(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Turn an expected fault into its sentence and exit code; anything else ends with where and what it was."""

    @functools.wraps(command)
    def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except YihuError as fault:
            typer.echo(str(fault), err=True)
            raise SystemExit(int(fault.exit_code)) from None
        except typer.Exit:
            raise
        except Exception as error:
            # Without values of variables, and the sentence last: it is what Airflow shows of a task.
            typer.echo("".join(format_tb(error.__traceback__)) + unexpected(error), err=True)
            raise SystemExit(UNEXPECTED) from None

    return wrapped


def unexpected(error: Exception) -> str:
    """What an error that nobody foresaw was, in one line; the engine's text is left out where it quotes a value."""
    state, condition = (getattr(error, name, str)() or "" for name in ("getSqlState", "getCondition"))
    if state.startswith(DATA_EXCEPTION):
        return f"{type(error).__name__}: {condition} (SQLSTATE {state}){_called_from(error)}"
    told = str(error).strip().splitlines() or ["without a text"]
    return f"{type(error).__name__}: {told[0]}"


def _called_from(error: Exception) -> str:
    """The line of a build behind an error of the engine, as Spark keeps it."""
    places = {context.callSite() for context in error.getQueryContext() if context.callSite()}
    return f" in {', '.join(sorted(places))}" if places else ""


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
