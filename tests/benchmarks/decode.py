"""What reading a delivery costs on this machine: ``python -m tests.benchmarks decode``. Prints; asserts nothing."""

from __future__ import annotations

import resource
import tempfile
import time
import zipfile
from pathlib import Path

from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.decode import decode
from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.source import DelimitedFormat, Format, SftpSource
from tests.benchmarks.machine import load

RECORDS, COLUMNS = 1_000_000, 20
FIELDS = ("张三丰", "11010519491231002X", "1,234.50", "借款合同纠纷", "2026-06-01", "普通", "a", "0.00", "x1", "京")


def main(records: int = RECORDS) -> None:
    """Print records a second and peak memory for a large GB18030 file, and the seconds that refuse a zip bomb."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"decode: {gb18030(Path(folder), records)}; {load()}", flush=True)
        print(f"decode: {zip_bomb(Path(folder))}", flush=True)


def gb18030(folder: Path, records: int) -> str:
    """Decode a million records of twenty columns into Parquet."""
    path = folder / "things.csv"
    written(path, records)
    form = DelimitedFormat(encoding="GB18030")
    start, work = time.perf_counter(), time.process_time()
    found = decode(path, contract_of(form), None, folder / "things.parquet")
    seconds, work = time.perf_counter() - start, time.process_time() - work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    rate = found.records / seconds
    return (
        f"{found.records:,} records, {size:.0f} MB GB18030: {seconds:.1f} s ({work:.1f} s of processor), "
        f"{rate:,.0f} records a second, {peak:.0f} MiB at the peak"
    )


def zip_bomb(folder: Path) -> str:
    """Refuse an archive of 100 MB that would expand to 100 GB."""
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(25):
            with archive.open(f"things{number}.csv", "w", force_zip64=True) as member:
                for _ in range(1024):
                    member.write(bytes(1024 * 1024))
    start = time.perf_counter()
    try:
        decode(path, contract_of(DelimitedFormat(compression="zip")), None, folder / "bomb.parquet")
        told = "NOT REFUSED"
    except Unreadable as fault:
        told = str(fault)
    seconds = time.perf_counter() - start
    return f"zip bomb of {path.stat().st_size / 1e6:.0f} MB: {seconds:.3f} s: {told}"


def written(path: Path, records: int) -> None:
    """A delimited file with quotes, Chinese text and a number that differs in every record."""
    tail = ",".join(f'"{text}"' if "," in text else text for text in (FIELDS * 2)[: COLUMNS - 1])
    with path.open("w", encoding="GB18030", newline="") as file:
        file.write(",".join(f"column_{number}" for number in range(COLUMNS)) + "\r\n")
        for number in range(records):
            file.write(f"{number},{tail}\r\n")


def contract_of(form: Format) -> Contract:
    """A contract of the benchmark's columns."""
    columns = [Column(name=f"column_{number}", about="A column", sensitivity="internal") for number in range(COLUMNS)]
    return Contract(
        name="bronze.vendor_things",
        about="Things of a vendor.",
        owner="benchmarks",
        purpose=["tests"],
        retention="1y",
        source=SftpSource(kind="sftp", system="vendor", path="things.csv", format=form),
        columns=columns,
    )
