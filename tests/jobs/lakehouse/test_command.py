"""How a command ends: a fault in its own sentence, anything else with where it was and without a value of the data."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.errors import DataFault, ExitCode
from jobs.lakehouse.settings import CHECKOUT

NUMBER = "11010519491231002X"
COMMANDS = sorted(path for path in (CHECKOUT / "jobs").glob("*.py") if "typer.Typer(" in path.read_text("utf-8"))


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_line_that_is_wrong_ends_like_a_faulty_contract(path: Path) -> None:
    assert path.read_text("utf-8").endswith('if __name__ == "__main__":\n    run(application)\n')


def test_a_command_line_that_is_wrong_is_not_tried_again_by_airflow(monkeypatch: pytest.MonkeyPatch) -> None:
    application = typer.Typer()
    application.command()(lambda: None)
    monkeypatch.setattr(sys, "argv", ["command", "--no-such-option"])
    with pytest.raises(SystemExit) as ended:
        run(application)
    assert ended.value.code == ExitCode.CONTRACT_FAULT


def test_a_fault_ends_with_its_sentence_and_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    @ends_in_one_sentence
    def command() -> None:
        raise DataFault("The file is empty: ask for it again.")

    with pytest.raises(SystemExit) as ended:
        command()
    assert ended.value.code == ExitCode.DATA_FAULT
    assert capsys.readouterr().err == "The file is empty: ask for it again.\n"


def test_a_command_that_ends_with_a_code_of_its_own_says_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    application = typer.Typer()

    @application.command()
    @ends_in_one_sentence
    def command() -> None:
        raise typer.Exit(ExitCode.DATA_FAULT)

    with pytest.raises(SystemExit) as ended:
        application([])
    assert ended.value.code == ExitCode.DATA_FAULT
    assert capsys.readouterr().err == ""


def test_an_error_that_nobody_foresaw_ends_with_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    @ends_in_one_sentence
    def command() -> None:
        raise AttributeError("there is no such thing\nin many lines")

    with pytest.raises(SystemExit) as ended:
        command()
    lines = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert any("test_command.py" in line for line in lines)
    assert lines[-1] == "AttributeError: there is no such thing"


def test_an_error_over_a_value_names_the_line_of_the_build_and_not_the_value(
    spark: SparkSession, capsys: pytest.CaptureFixture[str]
) -> None:
    @ends_in_one_sentence
    def command() -> None:
        spark.createDataFrame([(NUMBER,)], "number string").select(F.col("number").cast("int")).collect()

    with pytest.raises(SystemExit):
        command()
    told = capsys.readouterr().err
    assert "CAST_INVALID_INPUT" in told.splitlines()[-1]
    assert "test_command.py" in told.splitlines()[-1]
    assert NUMBER not in told
