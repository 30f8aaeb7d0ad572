"""Read a file as the front door does, and look at what came out."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.decode import decode
from jobs.lakehouse.formats.batches import MALFORMED, RECORD
from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.source import Format, SftpSource

NAMES = ("number", "title", "amount")


def contract_of(form: Format, names: tuple[str, ...] = NAMES) -> Contract:
    """A contract of text columns."""
    return Contract(
        name="bronze.vendor_things",
        about="Things of a vendor.",
        owner="tests",
        purpose=["tests"],
        retention="1y",
        source=SftpSource(kind="sftp", system="vendor", path="things", format=form),
        columns=[Column(name=name, about="A column", sensitivity="internal") for name in names],
    )


def received(folder: Path, content: bytes) -> Path:
    """A file as it came."""
    path = folder / "things"
    path.write_bytes(content)
    return path


def records(path: Path, form: Format, names: tuple[str, ...] = NAMES) -> list[tuple[str | None, ...] | str]:
    """Every record in the order of the file: its values, or the text of a malformed one."""
    target = path.with_suffix(".parquet")
    decode(path, contract_of(form, names), None, target)
    rows = sorted(pq.read_table(target).to_pylist(), key=lambda row: row[RECORD])
    assert [row[RECORD] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row[MALFORMED] is None or not any(row[name] for name in names) for row in rows)
    return [row[MALFORMED] or tuple(row[name] for name in names) for row in rows]


def refusal(path: Path, form: Format, names: tuple[str, ...] = NAMES) -> str:
    """The words in which a file is refused."""
    with pytest.raises(Unreadable) as fault:
        decode(path, contract_of(form, names), None, path.with_suffix(".parquet"))
    assert "\n" not in str(fault.value)
    return str(fault.value)
