"""The divisions that company names begin with are those of the committed list."""

from __future__ import annotations

from infra.company_tables.divisions import division_lines
from jobs.identity.company.word_lists import FOLDER


def test_the_table_of_divisions_is_current() -> None:
    kept = (FOLDER / "divisions.txt").read_text(encoding="utf-8").splitlines()
    assert kept == list(division_lines())
