"""Real files that a supplier hands over on the SFTP drop as they are, each with its control file."""

from __future__ import annotations

import csv
import datetime
import gzip
import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from infra.sample_bank.agreements import OWNERSHIP, Ordered
from infra.sample_bank.places import OPEN_DATA
from infra.sample_bank.vendor_files import control_text, order_text, write_whole


@dataclass(frozen=True)
class HandedFile:
    """A kept file, the account it belongs to, and the name it has on the drop; ``{date}`` is the day's yyyymmdd."""

    account: str
    kept: str
    name: str
    delimiter: str
    amount_column: str = ""
    ordered: Ordered | None = None

    def publish(self, drop: Path, day: datetime.date) -> None:
        """Make the day's file visible, then its control file; a file that is there already stays untouched.

        A file that was taken out of the project, because of its licence, is not handed over.
        """
        if not (OPEN_DATA / self.kept).exists():
            return
        target = drop / self.account / self.name.replace("{date}", f"{day:%Y%m%d}")
        control = target.with_name(f"{target.name.split('.')[0]}.ctl")
        packed = (OPEN_DATA / self.kept).read_bytes()
        sent = packed if target.suffix == ".gz" else gzip.decompress(packed)
        if control.exists() and target.exists() and target.read_bytes() == sent:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, sent)
        write_whole(control, self._control(target.name, packed, sent).encode())

    def _control(self, name: str, packed: bytes, sent: bytes) -> str:
        """The numbers of records and the total are the supplier's own count."""
        text = io.StringIO(gzip.decompress(packed).decode("utf-8"), newline="")
        rows, total = 0, Decimal("0.00")
        for row in csv.DictReader(text, delimiter=self.delimiter, strict=True):
            rows += 1
            total += Decimal(row[self.amount_column]) if self.amount_column else 0
        counted = control_text(name, rows, self.amount_column, total, hashlib.sha256(sent).hexdigest())
        return counted + (order_text(self.ordered) if self.ordered else "")


def _czech(noun: str, amount_column: str = "") -> HandedFile:
    return HandedFile("czech", f"czech_bank/{noun}.asc.gz", f"{noun}_{{date}}.asc", ";", amount_column)


HANDED_FILES = (
    *(_czech(noun) for noun in ("client", "account", "disp", "card", "district")),
    *(_czech(noun, "amount") for noun in ("loan", "order", "trans")),
    HandedFile("ownership", "ownership/relations.csv.gz", "ownership_relations.csv.gz", ",", ordered=OWNERSHIP),
)
