"""`make` alone says what one can do."""

from __future__ import annotations

import subprocess

from infra.paths import CHECKOUT


def test_make_lists_at_most_twenty_four_targets_with_one_line_each() -> None:
    command = ["make", "--no-print-directory"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    listed = done.stdout.splitlines()
    names = [line.split()[1] for line in listed]
    assert {"run", "test", "up", "down", "status", "day", "show", "check", "clean"} <= set(names)
    assert len(names) <= 24
    assert all(len(line.split()) > 3 for line in listed)
