"""The list of faults in docs/faults.md, drawn from the tests that inject them: ``python -m tests.fault_list``.

Every test marked ``fault(id, what_happens, how_it_ends)`` is a line; the suite that holds them has to pass, so a line
that stands here is a fault that ends as it says. With ``--check`` nothing is written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = CHECKOUT / "docs" / "faults.md"
BEGIN, END = "<!-- faults: drawn by python -m tests.fault_list -->\n", "<!-- end of faults -->\n"
Line = tuple[str, str, str, str]


class _Collector:
    """Gathers the marks while pytest only collects."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for mark in item.iter_markers("fault"):
                self.lines.add((*mark.args, item.path.relative_to(CHECKOUT).as_posix()))


def lines_of_the_suite() -> list[Line]:
    """Fault, what happens, how it ends, and the file of the test; by number of the fault."""
    collector = _Collector()
    # The DAG tests load under another interpreter.
    elsewhere = f"--ignore={CHECKOUT / 'tests' / 'dags'}"
    quietly = ("--collect-only", "--quiet", "--no-summary")
    pytest.main([*quietly, elsewhere, f"--rootdir={CHECKOUT}", str(CHECKOUT / "tests")], plugins=[collector])
    return sorted(collector.lines, key=lambda line: (int(line[0][1:]), line[1:]))


def table_of(lines: list[Line]) -> str:
    """The list as a Markdown table."""
    rows = [f"| {number} | {what} | {end} | `{path}` |" for number, what, end, path in lines]
    return "\n".join(["| fault | what happens | how it ends | test |", "|---|---|---|---|", *rows, ""])


def page_with(table: str) -> str:
    """The page with this table in its place."""
    text = PAGE.read_text(encoding="utf-8")
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: BEGIN + table + END, text, flags=re.DOTALL)


def main() -> None:
    """Write the list, or say that it is not current."""
    text = page_with(table_of(lines_of_the_suite()))
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif text != PAGE.read_text(encoding="utf-8"):
        sys.exit("docs/faults.md is not what the tests say: run python -m tests.fault_list.")


if __name__ == "__main__":
    main()
