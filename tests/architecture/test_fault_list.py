"""Every fault of the catalogue has a test that injects it, and docs/faults.md says how each of them ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests import fault_list
from tests.architecture.source import CHECKOUT

SOURCES = {f"F{number}" for number in range(14, 38)}
PUBLISHING = {f"F{number:02d}" for number in (1, 2, 7, 8, 9, 11, 13, *range(39, 47))}
PRINT = "import json; from tests.fault_list import lines_of_the_suite; print('\\n' + json.dumps(lines_of_the_suite()))"


@pytest.fixture(scope="module")
def lines() -> list[fault_list.Line]:
    """The marks of the whole suite, collected by a process of its own: this one is collecting already."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", PRINT]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    return [tuple(line) for line in json.loads(done.stdout.splitlines()[-1])]


def test_every_fault_of_sources_and_of_publishing_is_injected_by_a_test(lines: list[fault_list.Line]) -> None:
    assert (SOURCES | PUBLISHING) - {number for number, *_ in lines} == set()


def test_the_list_of_faults_is_current(lines: list[fault_list.Line]) -> None:
    page = fault_list.PAGE.read_text(encoding="utf-8")
    assert fault_list.BEGIN in page
    assert page == fault_list.page_with(fault_list.table_of(lines)), "run python -m tests.fault_list"


def test_a_line_that_is_missing_from_the_page_is_noticed(lines: list[fault_list.Line]) -> None:
    page = fault_list.PAGE.read_text(encoding="utf-8")
    assert page != fault_list.page_with(fault_list.table_of(lines[1:]))
