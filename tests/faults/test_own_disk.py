"""A disk of this machine that is full or fails is told as what it is: neither the source nor the file is blamed."""

from __future__ import annotations

import builtins
import errno
import io
import os
import secrets
import subprocess
import zipfile
from collections.abc import Iterator
from gzip import compress
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobs.lakehouse.decode import decode
from jobs.lakehouse.errors import InfrastructureFault
from tests.faults.court_drop import DAY, HEADER, ROWS, CourtDrop, sentence
from tests.jobs.lakehouse.connectors.asked import contract, fetched, left_behind, request

TEXTS = [secrets.token_hex(32) for _ in range(4000)]
LINES = "thing_id\n" + "".join(f"{text}\n" for text in TEXTS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 192 KiB; needs the right to mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("only an administrator can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.fault("F09", "the disk of the landing is full while a file is received", "75; with room it is received")
@pytest.mark.parametrize("count", [4000, 1100], ids=["no room for the file", "no room for its rows"])
def test_a_full_disk_at_the_door_is_told_and_with_room_the_delivery_comes(
    court: CourtDrop, small_disk: Path, count: int
) -> None:
    court.settings.landing.symlink_to(small_disk)
    rows = "".join(ROWS.replace("C1", text) for text in TEXTS[:count])
    court.deliver(DAY, HEADER + rows, count, f"{count * 100.5:.2f}")
    told = court.refusal(InfrastructureFault)
    assert "ended because the disk is full: free space, then run it again" in told
    assert court.landing.deliveries("court_vendor", DAY) == ()
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    assert court.receive().file_of("bronze.court_vendor_judgments").records == count


def test_a_full_disk_is_not_taken_for_a_folder_that_cannot_be_read(tmp_path: Path, small_disk: Path) -> None:
    (tmp_path / "things.csv").write_text(LINES)
    asked = request(f"file://{tmp_path}", small_disk, contract(kind="folder", path="things.csv"))
    with pytest.raises(InfrastructureFault, match=r"things\.csv.* ended because the disk is full") as fault:
        fetched(asked)
    assert "source" not in sentence(str(fault.value))
    assert left_behind(small_disk) == []


def gzipped(path: Path) -> None:
    path.write_bytes(compress(LINES.encode()))


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("things.csv", LINES)


def parquet(path: Path) -> None:
    pq.write_table(pa.table({"thing_id": TEXTS}), path, use_dictionary=False)


def excel(path: Path) -> None:
    book = openpyxl.Workbook()
    for text in ("thing_id", *TEXTS):
        book.active.append([text])
    book.save(path)


class FailingDisk(io.FileIO):
    """A file whose disk fails behind the first block."""

    def readinto(self, buffer: Any) -> int:
        if self.tell() > 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().readinto(buffer)


@pytest.mark.fault("F10", "the disk fails while a received file is read", "75; the delivery is not refused for it")
@pytest.mark.parametrize(
    ("write", "form"),
    [
        (gzipped, {"kind": "delimited", "compression": "gzip"}),
        (zipped, {"kind": "delimited", "compression": "zip"}),
        (parquet, {"kind": "parquet"}),
        (excel, {"kind": "excel"}),
    ],
)
def test_a_disk_that_fails_is_no_damage_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write, form: dict
) -> None:
    path, opened = tmp_path / "things", open
    write(path)
    declared = contract(("thing_id",), kind="folder", path="things", format=form)
    assert decode(path, declared, None, tmp_path / "rows").records == len(TEXTS)

    def failing(name: Any, *rest: Any, **more: Any) -> Any:
        return io.BufferedReader(FailingDisk(name)) if Path(name) == path else opened(name, *rest, **more)

    for module in (builtins, io):
        monkeypatch.setattr(module, "open", failing)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        decode(path, declared, None, tmp_path / "rows")
