"""A packed file is unpacked as a stream, or refused before it does harm; nothing is written beside it."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.source import DelimitedFormat, ExcelFormat
from tests.jobs.lakehouse.formats.reading import received, records, refusal

TEXT = b"number,title,amount\n1,a,2\n"
ROW = [("1", "a", "2")]
PLAIN, GZIP = DelimitedFormat(), DelimitedFormat(compression="gzip")
ZIP = DelimitedFormat(compression="zip")
MEMBER = DelimitedFormat(compression="zip", member="things/rows.csv")


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A zip archive with these entries; a name may be anything, and may come twice."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            target.writestr(name, content)
    return packed.getvalue()


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


@pytest.fixture(autouse=True)
def _nothing_is_written_beside_the_file(tmp_path: Path) -> Iterator[None]:
    yield
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left <= {"things", "things.parquet"}
    assert not list(tmp_path.parent.glob("*.csv"))


@pytest.mark.fault("F23", "a gzip file of several members", "all of them are read")
def test_all_members_of_a_gzip_file_are_read(tmp_path: Path) -> None:
    path = received(tmp_path, gzip.compress(TEXT, mtime=0) + gzip.compress(b"3,b,4\n"))
    assert records(path, GZIP) == [*ROW, ("3", "b", "4")]


WHOLE = gzip.compress(TEXT + b"3,b,4\n" * 40_000)
WRONG_SUM = WHOLE[:-8] + struct.pack("<II", 1, struct.unpack("<I", WHOLE[-4:])[0])


DAMAGED = {
    "a truncated gzip file": WHOLE[: len(WHOLE) // 2],
    "a gzip file without its last byte": WHOLE[:-1],
    "a gzip file with a wrong check sum": WRONG_SUM,
    "bytes after the end of a gzip file": WHOLE + b"more",
    "a gzip file of two bytes": WHOLE[:2],
}


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(content, marks=pytest.mark.fault("F23", what, "the file is refused, nothing is loaded"), id=what)
        for what, content in DAMAGED.items()
    ],
)
def test_a_damaged_gzip_file_is_refused_and_nothing_is_loaded(tmp_path: Path, damaged: bytes) -> None:
    assert "is not a whole gzip file" in refusal(received(tmp_path, damaged), GZIP)


@pytest.mark.fault("F23", "a packed file whose format declares no packing, or another one", "the file is refused")
@pytest.mark.parametrize(
    ("form", "content", "told"),
    [
        (PLAIN, gzip.compress(TEXT, mtime=0), "is packed with gzip, which its format does not declare"),
        (PLAIN, archive(("a.csv", TEXT)), "is packed with zip, which its format does not declare"),
        (PLAIN, bz2.compress(TEXT), "is packed with bzip2"),
        (PLAIN, b"7z\xbc\xaf\x27\x1c...", "is packed with 7z"),
        (GZIP, archive(("a.csv", TEXT)), "is not a whole gzip file but packed with zip"),
        (GZIP, TEXT, "is not a whole gzip file but plain"),
        (ZIP, gzip.compress(TEXT, mtime=0), "is not a whole zip file but packed with gzip"),
        (ZIP, b"", "is not a whole zip file but plain"),
    ],
)
def test_a_file_packed_otherwise_than_declared_is_refused(
    tmp_path: Path, form: DelimitedFormat, content: bytes, told: str
) -> None:
    assert told in refusal(received(tmp_path, content), form)


@pytest.mark.fault("F23", "an archive inside an archive", "the file is refused")
@pytest.mark.parametrize(
    ("form", "content"),
    [
        (GZIP, gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0)),
        (GZIP, gzip.compress(archive(("a.csv", TEXT)), mtime=0)),
        (ZIP, archive(("a.csv", gzip.compress(TEXT, mtime=0)))),
        (MEMBER, archive(("things/rows.csv", TEXT), ("more.zip", archive(("a.csv", TEXT))))),
    ],
)
def test_an_archive_inside_an_archive_is_refused(tmp_path: Path, form: DelimitedFormat, content: bytes) -> None:
    text = refusal(received(tmp_path, content), form)
    assert "is packed with" in text or "holds another archive" in text


def test_the_only_file_of_an_archive_is_read(tmp_path: Path) -> None:
    assert records(received(tmp_path, archive(("things/", b""), ("名字.csv", TEXT))), ZIP) == ROW


def test_the_declared_member_is_read(tmp_path: Path) -> None:
    assert records(received(tmp_path, archive(("readme.txt", b""), ("things/rows.csv", TEXT))), MEMBER) == ROW


def test_a_member_that_is_missing_or_not_declared_is_told(tmp_path: Path) -> None:
    two = received(tmp_path, archive(("a.csv", TEXT), ("b.csv", TEXT)))
    assert "has no member things/rows.csv" in refusal(two, MEMBER)
    assert "holds 2 files, and its format names no member" in refusal(two, ZIP)


def encrypted() -> bytes:
    """An archive whose entry says that it needs a password, in both of its headers."""
    content = bytearray(archive(("a.csv", TEXT)))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


LEADS_OUT = "has an entry whose name leads out of the archive"
NO_FILE = "has an entry that is neither file nor folder"


SUSPICIOUS = [
    (encrypted(), "has an encrypted entry", "F23", "a zip archive with a password"),
    (archive(("../../x.csv", TEXT)), LEADS_OUT, "F25", "an archive with a name that steps upwards"),
    (archive(("/etc/x.csv", TEXT)), LEADS_OUT, "F25", "an archive with an absolute name"),
    (archive(("C:/x.csv", TEXT)), LEADS_OUT, "F25", "an archive with a drive in a name"),
    (archive(("..\\x.csv", TEXT)), LEADS_OUT, "F25", "an archive with back-slashes in a name"),
    (archive(("a/./b.csv", TEXT)), LEADS_OUT, "F25", "an archive with a step that leads nowhere in a name"),
    (archive((entry("a", stat.S_IFLNK | 0o777), b"/etc")), NO_FILE, "F25", "an archive with a symbolic link"),
    (archive((entry("a", stat.S_IFCHR | 0o666), b"")), NO_FILE, "F25", "an archive with a device"),
    (archive((entry("a", stat.S_IFIFO | 0o666), b"")), NO_FILE, "F25", "an archive with a pipe"),
    (archive(("a\nb.csv", TEXT)), "a control character", "F25", "an archive with a line break in a name"),
    (archive(("a.csv", TEXT), ("A.CSV", TEXT)), "of one name", "F25", "names that differ in case only"),
    (archive(("é", TEXT), ("e\u0301", TEXT)), "of one name", "F25", "names that Unicode holds for one"),
]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(content, told, marks=pytest.mark.fault(number, what, "the file is refused"), id=what)
        for content, told, number, what in SUSPICIOUS
    ],
)
def test_a_suspicious_archive_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in refusal(received(tmp_path, content), ZIP)


@pytest.mark.fault("F25", "an archive with a name of 60,000 characters", "the name is never used, the rows are read")
def test_a_name_of_any_length_leads_nowhere(tmp_path: Path) -> None:
    assert records(received(tmp_path, archive(("x/" * 30_000 + "a.csv", TEXT))), ZIP) == ROW


@pytest.mark.fault("F24", "an archive of hundreds of thousands of entries", "the file is refused unread")
def test_an_archive_of_very_many_entries_is_refused_at_once(tmp_path: Path) -> None:
    count = 200_000
    record = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(record) * count, 4, 0)
    path = received(tmp_path, b"PK\x03\x04" + record * count + end)
    start = time.perf_counter()
    assert "has a directory of more than 1048576 bytes" in refusal(path, ZIP)
    assert time.perf_counter() - start < 1


@pytest.mark.fault("F24", "an archive of more than a thousand entries", "the file is refused")
def test_an_archive_of_many_entries_is_refused(tmp_path: Path) -> None:
    content = archive(*((f"{number}.csv", b"") for number in range(1_001)))
    assert "has more than 1000 entries" in refusal(received(tmp_path, content), ZIP)


@pytest.mark.fault("F24", "a zip bomb", "the file is refused by its directory in under a second")
def test_a_zip_bomb_is_refused_at_once(tmp_path: Path) -> None:
    packed = zlib.compressobj(1, wbits=-15)
    block = packed.compress(bytes(64 << 20)) + packed.flush(zlib.Z_FULL_FLUSH)
    ending = zlib.compressobj(1, wbits=-15).flush()
    size = 160 * (64 << 20)
    content = block * 160 + ending
    wide = struct.pack("<HHQQ", 1, 16, size, len(content))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 45, 0, 8, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 5, len(wide))
    record = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 45, 45, 0, 8, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 5, len(wide), 0, 0, 0, 0, 0
    )
    head = local + b"a.csv" + wide
    directory = record + b"a.csv" + wide
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(head) + len(content), 0)
    path = received(tmp_path, head + content + directory + end)
    start = time.perf_counter()
    assert "expands suspiciously far" in refusal(path, ZIP)
    assert time.perf_counter() - start < 1


def test_members_that_are_a_bomb_together_are_refused(tmp_path: Path) -> None:
    content = archive(("a.csv", bytes(40 << 20)), ("b.csv", bytes(40 << 20)))
    assert "expands suspiciously far" in refusal(received(tmp_path, content), ZIP)


@pytest.mark.fault("F24", "a zip archive that lies about the size of its member", "the file is refused")
def test_a_member_larger_than_its_directory_says_is_refused(tmp_path: Path) -> None:
    content = bytearray(archive(("a.csv", TEXT + b"3,b,4\n" * 1000)))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 30)
    assert "is not a whole zip file" in refusal(received(tmp_path, bytes(content)), ZIP)


@pytest.mark.fault("F24", "a gzip bomb", "the file is refused once it has expanded too far")
def test_a_gzip_bomb_is_refused_within_bounds(tmp_path: Path) -> None:
    packed = zlib.compressobj(1, wbits=31)
    line = (b"1," + b"x" * 4_000 + b",2\n") * 1_000
    content = packed.compress(TEXT) + b"".join(packed.compress(line) for _ in range(60)) + packed.flush()
    path = received(tmp_path, content)
    start = time.perf_counter()
    assert "expands to more than 8 GiB or suspiciously far" in refusal(path, GZIP)
    assert time.perf_counter() - start < 60


@pytest.mark.fault("F24", "a workbook that is a zip bomb", "the file is refused before it is opened")
def test_a_workbook_is_looked_through_as_an_archive(tmp_path: Path) -> None:
    path = received(tmp_path, archive(("xl/workbook.xml", b"<a/>"), ("../x.xml", b"<a/>")))
    assert LEADS_OUT in refusal(path, ExcelFormat(kind="excel"))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 400), byte=st.integers(0, 255), form=st.sampled_from([GZIP, ZIP]))
def test_a_changed_byte_never_changes_a_value(tmp_path: Path, place: int, byte: int, form: DelimitedFormat) -> None:
    body = TEXT + os.urandom(60).hex().encode() + b",b,4\n"
    whole = gzip.compress(body, mtime=0) if form is GZIP else archive(("a.csv", body))
    expected = records(received(tmp_path, whole), form)
    damaged = bytearray(whole)
    damaged[place % len(whole)] = byte
    path = received(tmp_path, bytes(damaged))
    try:
        assert records(path, form) == expected
    except Unreadable as problem:
        assert str(problem)
