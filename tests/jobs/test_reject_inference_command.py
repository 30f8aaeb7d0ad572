"""Refused applicants in, a range of what may follow out; no model is made of an assumption."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobs.lakehouse.errors import ExitCode
from jobs.models.declaration import DECLARATIONS, read_declaration
from jobs.reject_inference import METHODS, TIMES, application
from jobs.training_data import read_sample

GERMAN = read_declaration("german_credit")
ASKED = ["german_credit", "--date", "2026-06-01", "--refused"]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return read_sample(GERMAN, DECLARATIONS / GERMAN.training.sample)


def test_every_method_and_assumption_is_told_with_what_follows_and_the_band(rows: pd.DataFrame, tmp_path: Path) -> None:
    """The refused here are the bad cases of the sample themselves, so any assumption finds them worse than the rest."""
    path = tmp_path / "refused.csv"
    rows[rows["is_bad"] == 1].drop(columns="is_bad").to_csv(path, index=False)
    done = CliRunner().invoke(application, [*ASKED, str(path)])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "german_credit: 1000 accepted applicants, 300 refused ones in refused.csv"
    assert len(lines) == 2 + 1 + len(METHODS) * len(TIMES) + 1
    assert lines[2].endswith("  none")
    assert lines[-1].startswith("Assumed, not observed: between 3")
    assert lines[-1].endswith("of the accepted 30.00% are.")
    assert min(float(line.split("%")[0]) for line in lines[3:-1] if "extrapolation" not in line) > 30


@pytest.mark.parametrize("content", [b"", b"\n", b"a,b\n1,2\n1,2,3\n", "年龄\n三十".encode("GB18030")])
def test_a_file_that_is_no_table_is_told_without_what_it_holds(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "refused.csv"
    path.write_bytes(content)
    done = CliRunner().invoke(application, [*ASKED, str(path)])
    assert done.exit_code == ExitCode.DATA_FAULT
    assert done.output.startswith("refused.csv cannot be read as CSV")
    assert len(done.output.splitlines()) == 1


def test_text_among_the_numbers_of_an_applicant_is_told_by_its_column_alone(rows: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "refused.csv"
    rows.assign(credit_amount="about 4321").to_csv(path, index=False)
    done = CliRunner().invoke(application, [*ASKED, str(path)])
    assert done.exit_code == ExitCode.DATA_FAULT
    assert done.output == "principal_amount holds what is no number: correct it where the rows come from.\n"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda rows: rows.drop(columns="credit_amount"), "refused.csv lacks credit_amount: name the columns as"),
        (lambda rows: rows.iloc[:0], "There are no refused applicants"),
    ],
)
def test_a_file_that_is_of_no_use_is_told_in_one_sentence(
    rows: pd.DataFrame, tmp_path: Path, change: object, problem: str
) -> None:
    path = tmp_path / "refused.csv"
    change(rows).to_csv(path, index=False)
    done = CliRunner().invoke(application, [*ASKED, str(path)])
    assert done.exit_code == ExitCode.DATA_FAULT
    assert problem in done.output


def test_a_file_that_is_not_there_and_a_method_that_nobody_knows_are_told(tmp_path: Path) -> None:
    absent = CliRunner().invoke(application, [*ASKED, str(tmp_path / "none.csv")])
    assert (absent.exit_code, "There is no file" in absent.output) == (ExitCode.DATA_FAULT, True)
    hoped = CliRunner().invoke(application, [*ASKED, str(tmp_path / "none.csv"), "--method", "hope"])
    assert (hoped.exit_code, "no method of reject inference" in hoped.output) == (ExitCode.CONTRACT_FAULT, True)
