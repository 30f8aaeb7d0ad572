"""A full disk, too few open files: a clear failure, the last good version readable, and recovery when there is room."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from jobs.lakehouse.errors import DataFault, InfrastructureFault
from jobs.lakehouse.exhaustion import exhausted
from tests.jobs.lakehouse.test_runner import OneTable, table

__all__ = ["table"]
FIRST, SECOND = date(2026, 6, 1), date(2026, 6, 2)


@pytest.fixture
def small_disk(table: OneTable) -> Iterator[Path]:
    """The lake of the table on a disk of 1 MiB; needs the right to mount one."""
    lake = table.settings.lake
    lake.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(lake)], check=False)
    if mounted.returncode:
        pytest.skip("only an administrator can mount a small disk")
    yield lake
    subprocess.run(["umount", "-l", str(lake)], check=True)


@pytest.mark.fault(
    "F09",
    "the disk of the lake is full",
    "75; the last version stays; with room the run succeeds",
)
def test_a_full_disk_is_told_and_when_there_is_room_the_run_succeeds(table: OneTable, small_disk: Path) -> None:
    table.run(FIRST, ("a", "1"))
    ballast = small_disk / "ballast"
    room = os.statvfs(small_disk)
    ballast.write_bytes(b"0" * (room.f_bavail * room.f_bsize))
    with pytest.raises(InfrastructureFault, match=r"silver.thing ended because the disk is full: free space"):
        table.run(SECOND, ("a", "2"))
    assert [row.piece_count for row in table.workshop.lake.read("silver.thing", FIRST).collect()] == [1]
    with pytest.raises(DataFault, match="nothing published for 2026-06-02"):
        table.workshop.lake.read("silver.thing", SECOND)
    ballast.unlink()
    assert table.run(SECOND, ("a", "2")).status == "PUBLISHED"
    assert [row.piece_count for row in table.workshop.lake.read("silver.thing", FIRST).collect()] == [1]


@pytest.mark.fault(
    "F11",
    "too many files are open",
    "75; the run again ends what was begun",
)
def test_too_many_open_files_are_told_and_the_run_again_ends_what_was_begun(table: OneTable) -> None:
    """Where the files run out is a matter of chance: before the commit, or after it."""
    table.run(FIRST, ("a", "1"))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_now = len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_now, hard))
    try:
        with pytest.raises(InfrastructureFault, match="too many files are open"):
            table.run(FIRST, ("a", "2"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [row.piece_count for row in table.workshop.lake.read("silver.thing", FIRST).collect()] == [1]
    assert table.run(FIRST, ("a", "2")).status in ("PUBLISHED", "UNCHANGED")
    assert [row.piece_count for row in table.workshop.lake.read("silver.thing", FIRST).collect()] == [2]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("java.lang.OutOfMemoryError: Java heap space", "the engine ran out of memory: raise YIHU_ENGINE_MEMORY"),
        (
            "java.io.FileNotFoundException: /lake/x (Permission denied)",
            "give the owner of the services its rights back",
        ),
        ("java.io.IOException: Read-only file system", "mount it for writing"),
    ],
)
@pytest.mark.fault(
    "F08",
    "the engine tells that memory, rights or a writable disk are missing",
    "one sentence, 75",
)
def test_what_the_engine_says_in_many_words_is_told_in_one_sentence(said: str, told: str) -> None:
    fault = exhausted(RuntimeError(f"Job aborted due to stage failure: {said}\nat org.apache"), "silver.thing")
    assert told in str(fault)
    assert "\n" not in str(fault)


def test_other_errors_stay_what_they_are() -> None:
    assert exhausted(ValueError("a wrong value"), "silver.thing") is None
    assert exhausted(DataFault("Permission denied is a value."), "silver.thing") is None
