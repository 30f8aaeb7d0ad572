"""A full disk, too few open files: a clear failure, the last good version readable, and recovery when there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobs.lakehouse.errors import DataFault, InfrastructureFault
from jobs.lakehouse.exhaustion import exhausted
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.table_claim import table_claim
from tests.jobs.lakehouse.test_runner import OneTable, table

__all__ = ["table"]
# Keeps every file open that the system gives, then publishes: the error is the system's own.
PUBLISHES_WITH_FEW_FILES = """
import resource, sys
from pathlib import Path
from jobs.lakehouse.exhaustion import exhausted
from jobs.lakehouse.publication import Publication, Publications

publications = Publications(Path(sys.argv[1]))
publications.put(Publication("silver.thing", "2026-06-01", 1, "hash", 5, "run", "gate", generation=1))
resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))
held = []
try:
    while True:
        held.append(open("/dev/null"))
except OSError:
    pass
try:
    publications.put(Publication("silver.thing", "2026-06-01", 9, "other", 5, "second run", "gate", generation=2))
except OSError as error:
    held.clear()
    print(exhausted(error, "silver.thing"))
"""
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
    "F10",
    "the disk of the lake becomes read-only",
    "75; the last version stays; once it can be written the run succeeds",
)
def test_a_disk_that_becomes_read_only_is_told_and_when_it_can_be_written_the_run_succeeds(
    table: OneTable, small_disk: Path
) -> None:
    table.run(FIRST, ("a", "1"))
    remounted(small_disk, "ro")
    with pytest.raises(
        InfrastructureFault, match=r"silver.thing ended because a folder cannot be written: mount its disk"
    ):
        table.run(SECOND, ("a", "2"))
    assert [row.piece_count for row in table.workshop.lake.read("silver.thing", FIRST).collect()] == [1]
    remounted(small_disk, "rw")
    assert table.run(SECOND, ("a", "2")).status == "PUBLISHED"


def remounted(disk: Path, way: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{way}", str(disk)], check=True)


@pytest.mark.fault(
    "F11",
    "too many files are open",
    "75; nothing is half published; when the limit is raised the next writer goes on",
)
def test_too_many_open_files_are_told_and_the_next_writer_goes_on(tmp_path: Path) -> None:
    """A process of its own publishes until the operating system gives it no more files."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISHES_WITH_FEW_FILES, str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "raise the limit of open files (ulimit -n)" in done.stdout
    publications = Publications(tmp_path)
    assert publications.get("silver.thing", FIRST).version == 1
    with table_claim(tmp_path, "silver.thing", lambda: 1) as claim:
        publications.put(replace(publications.get("silver.thing", FIRST), version=2, generation=claim.token + 1))
    assert publications.get("silver.thing", FIRST).version == 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("java.lang.OutOfMemoryError: Java heap space", "the engine ran out of memory: raise YIHU_ENGINE_MEMORY"),
        (
            "java.io.FileNotFoundException: /lake/x (Permission denied)",
            "give the owner of the services its rights back",
        ),
        ("java.io.IOException: Read-only file system", "mount it for writing"),
        ("[INVALID_HANDLE.SESSION_CHANGED] The handle is invalid.", "the engine ended meanwhile"),
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
