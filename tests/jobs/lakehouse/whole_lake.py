"""A lake as runs leave it, made without the engine: two days of a table, one of them corrected, and both sealed."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake

from jobs.lakehouse.checksum import MAGIC, sidecar_of
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.manifest import Entry, Manifests
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.quality import Answer, Gate
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.verdict import Verdicts, verdict_of
from tests.jobs.lakehouse.publishing import give_gate_key

NAME, FOLDER = "silver.thing", "silver/thing"
FIRST, SECOND = date(2026, 6, 1), date(2026, 6, 2)
THING = Contract(
    name=NAME,
    about="Things for the tests.",
    owner="tests",
    purpose=["tests"],
    retention="1y",
    key=["thing_id"],
    columns=[Column(name="thing_id", nullable=False, about="Number of the thing", sensitivity="internal")],
)


class WholeLake:
    """Version 1 is the first day, version 2 its correction, version 3 the second day; generations are versions."""

    def __init__(self, home: Path) -> None:
        give_gate_key(home)
        self.settings, self.catalog = Settings(home=home), [THING]
        self.lake, self.table = home / "lake", home / "lake" / "silver" / "thing"
        self.publications = Publications(self.lake)
        write_deltalake(str(self.table), _rows(FIRST, 0).to_arrow(), partition_by=["business_date"])
        for version, day in ((1, FIRST), (2, FIRST), (3, SECOND)):
            self.publish(version, day)
        for day in (FIRST, SECOND):
            self.seal(day)

    def publish(self, version: int, day: date) -> None:
        """What a run does: one partition replaced in one commit, then the publication that names it."""
        predicate = f"business_date = '{day}'"
        rows = _rows(day, version).to_arrow()
        write_deltalake(str(self.table), rows, mode="overwrite", predicate=predicate, partition_by=["business_date"])
        gate = Gate(f"gate{version}", (Answer("a rule of the tests", "critical", holds=True),), "rules")
        Verdicts(self.lake, self.settings.gate_key).keep(verdict_of(gate, NAME, day, f"content{version}"))
        made = Publication(NAME, day.isoformat(), version, f"content{version}", 1000, f"run{version}", gate.gate_id)
        self.publications.put(Publication(**{**vars(made), "generation": version}))
        self.write_checksums()

    def seal(self, day: date) -> None:
        """Let readers see a day as it is in force."""
        one = self.publications.get(NAME, day)
        entry = Entry(
            one.version, one.business_date, one.rows, one.content_hash, one.generation, one.run_id, one.gate_id
        )
        Manifests(self.lake).seal(day, lambda: {NAME: entry}, "the day's run")

    def write_checksums(self) -> None:
        """What the engine writes beside each file: the CRC32 of every 512 bytes."""
        for path in (*self.table.rglob("*.parquet"), *self.table.rglob("*.json")):
            blocks = [path.read_bytes()[at : at + 512] for at in range(0, path.stat().st_size, 512)]
            sums = b"".join(struct.pack(">I", zlib.crc32(block)) for block in blocks)
            sidecar_of(path).write_bytes(MAGIC + struct.pack(">i", 512) + sums)

    def files(self, day: date) -> list[Path]:
        """The data files of a day, oldest first."""
        paths = (self.table / f"business_date={day}").glob("*.parquet")
        return sorted(paths, key=lambda path: path.stat().st_mtime_ns)

    def commit(self, version: int) -> Path:
        """The commit that made a version."""
        return self.table / "_delta_log" / f"{version:020d}.json"


def clean_log(table: Path) -> None:
    """What Delta does with a log when its days are over: the commits before the newest checkpoint go."""
    newest = DeltaTable(str(table))
    newest.create_checkpoint()
    for version in range(newest.version()):
        for path in (table / "_delta_log").glob(f"*{version:020d}.json*"):
            path.unlink()


def flip(path: Path, at: int) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


def _rows(day: date, version: int) -> pl.DataFrame:
    things = [f"thing {version} {number}" for number in range(1000)]
    return pl.DataFrame({"thing_id": things, "business_date": [day] * 1000})
