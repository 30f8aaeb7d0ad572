"""A new source from nothing to published rows: the generator, its stubs, the answers of a person, and a day's run."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from infra.new_source.__main__ import _one_of
from jobs.lakehouse.errors import ExitCode
from jobs.lakehouse.settings import CHECKOUT, read_settings
from tests.jobs.lakehouse.publishing import give_gate_key

DAY = "2026-06-01"
COPIED = ("jobs", "expectations", "infra", "tests")
WRITTEN = (
    "jobs/bronze/vendor_fines.yml",
    "jobs/silver/vendor_fine.yml",
    "jobs/silver/vendor_fine.py",
    "expectations/silver/vendor_fine.py",
    "tests/jobs/silver/test_vendor_fine.py",
)
# What a person answers: text of the stub, and what is written in its place.
ANSWERS = {
    "kind: sftp": "kind: folder",
    "FILL_IN: what one row of this file is, and who sends it": "A traffic fine, from the vendor of fines",
    "FILL_IN: department that answers for it": "credit risk",
    "FILL_IN: what the rows may be used for, for example credit_risk": "credit_risk",
    "FILL_IN: what the rows may be used for": "credit_risk",
    "FILL_IN: the column that names a row, as the file calls it; then the others\", class: C1}": (
        "Number of the fine\", class: C1}\n"
        "  - {name: day, about: \"Day of the fine\", class: C1}\n"
        "  - {name: amount, about: \"Amount of the fine\", class: C1, unit: CNY}"
    ),
    "FILL_IN: what one row of this table is": "One traffic fine",
    "FILL_IN: what names a row; then the other columns with their types\", class: C1}": (
        "Number of the fine\", class: C1}\n"
        "  - {name: fined_date, type: date, nullable: false, about: \"Day of the fine\", class: C1}\n"
        "  - {name: fine_amount, type: \"decimal(18,2)\", about: \"Amount of the fine\", class: C1, unit: CNY}"
    ),
    "FILL_IN: what this table says about the bank's customers, in one sentence.": "Traffic fines of persons.",
    'alias("vendor_fine_id"),': (
        'alias("vendor_fine_id"),\n'
        '        F.col("day").alias("fined_date"),\n'
        '        F.col("amount").alias("fine_amount"),'
    ),
    "FILL_IN: what must be true beyond the contract, in one sentence.": "A fine has a number.",
    "FILL_IN: what this table promises, in one sentence.": "One row for each fine.",
    "FILL_IN: a value as the source writes it": " 007 ",
    "FILL_IN: what the table makes of it": "007",
}  # fmt: skip
ROWS = [
    ("record_number", "day", "amount"),
    ("007", "2026-05-30", "200.00"),
    ("8", "2026-05-31", "1500.5"),
    ("9", "2026-02-30", "200.00"),
    ("10", "2026-05-31", "2e2"),
]


@dataclass(frozen=True)
class Copy:
    """A checkout of its own, with a home of its own, on the engine that runs."""

    checkout: Path
    home: Path
    standing_home: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        settings = read_settings()
        own = {
            "PYTHONPATH": str(self.checkout),
            "PYTHONDONTWRITEBYTECODE": "1",
            "YIHU_HOME": str(self.home),
            "YIHU_TEST_HOME": str(self.standing_home),
            "YIHU_ENGINE": settings.engine_address,
            "YIHU_ENGINE_TOKEN": settings.engine_token,
            "YIHU_SOURCE_VENDOR": f"file://{self.home}/handed_over",
        }
        return subprocess.run([sys.executable, "-m", *command], cwd=self.checkout, env={**os.environ, **own},
                              capture_output=True, text=True, check=False)  # fmt: skip

    def job(self, name: str) -> subprocess.CompletedProcess[str]:
        return self.run("jobs.run", name, "--date", DAY)

    def stub_tests(self) -> subprocess.CompletedProcess[str]:
        return self.run("pytest", "-q", "-p", "no:cacheprovider", "tests/jobs/silver/test_vendor_fine.py")

    def files(self) -> dict[str, str]:
        """Every file of the checkout with a hash of what is in it."""
        paths = [path for folder in COPIED for path in (self.checkout / folder).rglob("*") if path.is_file()]
        digest = hashlib.sha256
        return {path.relative_to(self.checkout).as_posix(): digest(path.read_bytes()).hexdigest() for path in paths}

    def answer(self) -> None:
        """Replace every question of the stubs."""
        for name in WRITTEN:
            path = self.checkout / name
            text = path.read_text(encoding="utf-8")
            for question, said in ANSWERS.items():
                text = text.replace(question, said)
            path.write_text(text, encoding="utf-8")

    def hand_over(self) -> None:
        """The vendor's file of the day, and the control file that makes it complete."""
        text = io.StringIO()
        csv.writer(text).writerows(ROWS)
        folder = self.home / "handed_over"
        folder.mkdir(parents=True)
        give_gate_key(self.home)
        (folder / "fines_20260601.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
        (folder / "fines_20260601.ctl").write_text(f"rows={len(ROWS) - 1}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def copy(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    checkout = tmp_path_factory.mktemp("checkout")
    left_out = shutil.ignore_patterns("__pycache__", "open_data")
    for folder in COPIED:
        shutil.copytree(CHECKOUT / folder, checkout / folder, ignore=left_out)
    shutil.copy(CHECKOUT / "pyproject.toml", checkout)
    (checkout / "var").symlink_to(CHECKOUT / "var")
    return Copy(checkout, tmp_path_factory.mktemp("home"), home)


def test_a_new_source_is_five_files_that_say_what_they_lack_and_then_a_published_table(copy: Copy) -> None:
    before = copy.files()
    made = copy.run("infra.new_source", "vendor_fines")
    assert made.returncode == ExitCode.DONE, made.stderr
    assert {name for name, digest in copy.files().items() if before.get(name) != digest} == set(WRITTEN)
    assert "YIHU_SOURCE_VENDOR" in made.stdout
    the_stubs_say_what_they_lack(copy)
    copy.answer()
    copy.hand_over()
    done = copy.stub_tests()
    assert done.returncode == 0, done.stdout
    for name in ("landing.vendor", "bronze.vendor_fines", "silver.vendor_fine"):
        done = copy.job(name)
        assert done.returncode == ExitCode.DONE, done.stderr
    the_rows_are_right(copy)
    unchanged = {name: digest for name, digest in copy.files().items() if name not in WRITTEN}
    assert unchanged == before


def the_stubs_say_what_they_lack(copy: Copy) -> None:
    """The tests fail in words; the table is known, and not run."""
    failed = copy.stub_tests()
    assert "4 failed" in failed.stdout
    for told in (
        "jobs/bronze/vendor_fines.yml still says FILL_IN in about, owner, purpose, columns",
        "jobs/silver/vendor_fine.yml still says FILL_IN in about, owner, purpose, columns",
        f"replace FILL_IN in {', '.join(WRITTEN)}",
        "FILL_IN: what the table makes of it",
    ):
        assert told in failed.stdout
    for name in ("landing.vendor", "bronze.vendor_fines"):
        refused = copy.job(name)
        assert refused.returncode == ExitCode.CONTRACT_FAULT
        assert refused.stderr == (
            "jobs/bronze/vendor_fines.yml still says FILL_IN in about, owner, purpose, columns: write what the source "
            "is before it is run.\n"
        )


def the_rows_are_right(copy: Copy) -> None:
    lake = copy.home / "lake"
    found = pl.read_delta(str(lake / "silver" / "vendor_fine")).sort("vendor_fine_id").rows()
    assert found == [
        ("007", date(2026, 5, 30), Decimal("200.00"), date(2026, 6, 1)),
        ("8", date(2026, 5, 31), Decimal("1500.50"), date(2026, 6, 1)),
    ]
    assert pl.read_delta(str(lake / "bronze" / "vendor_fines")).height == len(ROWS) - 1
    told = pl.read_delta(str(lake / "quarantine" / "silver.vendor_fine"))
    assert sorted(told["rule"]) == ["BAD_DATE", "BAD_NUMBER"]


def test_a_name_that_is_taken_ends_in_one_sentence_and_nothing_is_written(copy: Copy) -> None:
    (copy.checkout / "jobs" / "silver" / "vendor_tax.py").write_text("a file of somebody's")
    before = copy.files()
    refused = copy.run("infra.new_source", "vendor_taxes")
    assert refused.returncode == ExitCode.CONTRACT_FAULT
    assert refused.stderr == "jobs/silver/vendor_tax.py exists already: nothing was written, choose another name.\n"
    assert copy.files() == before


@pytest.mark.parametrize(
    "name", ["fines", "Vendor_fines", "vendor-fines", "../vendor_fines", "vendor_fines\n", "", "法_x"]
)
def test_a_name_that_is_no_name_ends_in_one_sentence_and_nothing_is_written(copy: Copy, name: str) -> None:
    before = copy.files()
    refused = copy.run("infra.new_source", name)
    assert refused.returncode == ExitCode.CONTRACT_FAULT
    assert refused.stderr.count("\n") == 1
    assert "is no name of a source: write <system>_<things> in small letters" in refused.stderr
    assert copy.files() == before


def test_one_of_many_has_a_name_that_people_use() -> None:
    many = ("fines", "companies", "addresses", "taxes", "class", "status", "news", "fleet", "s")
    assert [_one_of(word) for word in many] == [
        "fine", "company", "address", "tax", "class", "status", "new", "fleet", "s",
    ]  # fmt: skip
