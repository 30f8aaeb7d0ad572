"""Files of the vendors: written under a hidden name, renamed when whole, the control file last."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from infra.sample_bank import agreements
from infra.sample_bank.agreements import Ordered


@dataclass(frozen=True)
class Format:
    """How a vendor writes text files, and under which agreement it delivers them."""

    encoding: str
    delimiter: str
    quoting: str
    ordered: Ordered
    amount_column: str = ""


TELECOM = Format("utf-8", "|", "none", agreements.TELECOM, "monthly_spend_amount")
JUDGMENTS = Format("gb18030", ",", "all_valid", agreements.COURT, "judgment_amount")
DEBTORS = Format("gb18030", ",", "all_valid", agreements.COURT)
FRAUD_LIST = Format("gb18030", ",", "all_valid", agreements.FRAUD)


@dataclass
class VendorFile:
    """One data file in the making. Nothing is visible to the vendor's customer before publish."""

    folder: Path
    name: str
    format: Format
    rows: int = 0
    total: Decimal = Decimal("0.00")
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    _handle: BinaryIO | None = None

    @property
    def _partial(self) -> Path:
        return self.folder / f".{self.name}.partial"

    def add(self, table: pa.Table) -> None:
        """Append a block of records; the first one brings the header."""
        if self._handle is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._handle = self._partial.open("wb")
            self._write(self._header(table.column_names))
        text = BytesIO()
        options = arrow_csv.WriteOptions(
            include_header=False, delimiter=self.format.delimiter, quoting_style=self.format.quoting
        )
        arrow_csv.write_csv(table, text, options)
        self._write(text.getvalue())
        self.rows += table.num_rows
        if self.format.amount_column:
            self.total += _total(table[self.format.amount_column])

    def _header(self, names: list[str]) -> bytes:
        quote = "" if self.format.quoting == "none" else '"'
        return (self.format.delimiter.join(f"{quote}{name}{quote}" for name in names) + "\n").encode()

    def _write(self, utf8: bytes) -> None:
        sent = utf8 if self.format.encoding == "utf-8" else utf8.decode("utf-8").encode(self.format.encoding)
        self._digest.update(sent)
        self._handle.write(sent)

    def publish(self) -> None:
        """Make the data file visible, then its control file. Raises ValueError when nothing was added."""
        if self._handle is None:
            raise ValueError(f"Vendor file {self.name} has no header because nothing was added: add a table first.")
        _finish(self._handle, self._partial, self.folder / self.name)
        counted = control_text(self.name, self.rows, self.format.amount_column, self.total, self._digest.hexdigest())
        control = counted + order_text(self.format.ordered)
        write_whole(self.folder / Path(self.name).with_suffix(".ctl"), control.encode())


def control_text(file: str, rows: int, amount_column: str, total: Decimal, sha256: str) -> str:
    """What a control file says about its data file; without an amount column the total is left empty."""
    facts = {
        "file": file,
        "rows": rows,
        "amount_column": amount_column,
        "amount_total": f"{total:.2f}" if amount_column else "",
        "sha256": sha256,
    }
    return "".join(f"{key}={value}\n" for key, value in facts.items())


def order_text(ordered: Ordered) -> str:
    """What a control file says about the agreement and the purpose."""
    return f"agreement={ordered.agreement}\npurpose={ordered.purpose}\n"


def write_whole(final: Path, content: bytes) -> None:
    """Write a file under a hidden name and rename it when it is whole."""
    partial = final.with_name(f".{final.name}.partial")
    handle = partial.open("wb")
    handle.write(content)
    _finish(handle, partial, final)


def _total(amounts: pa.ChunkedArray) -> Decimal:
    """Sum of the amounts that are numbers; thousands separators are allowed, N/A counts nothing."""
    known = pc.if_else(pc.equal(amounts, "N/A"), None, pc.replace_substring(amounts, ",", ""))
    return pc.sum(pc.cast(known, pa.decimal128(30, 2))).as_py() or Decimal("0.00")


def _finish(handle: BinaryIO, partial: Path, final: Path) -> None:
    handle.flush()
    os.fsync(handle.fileno())
    handle.close()
    partial.replace(final)
