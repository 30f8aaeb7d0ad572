"""A real SFTP drop of the court vendor, which a test spoils one thing at a time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from infra.sample_bank.drop_accounts import PASSWORD_FILES
from infra.sample_bank.vendor_drop import VendorDrop
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.delivery import Delivery, Landing
from jobs.lakehouse.receive import receive
from jobs.lakehouse.settings import Settings
from tests.jobs.lakehouse.publishing import give_gate_key

DAY = date(2026, 6, 1)
HEADER = '"case_number","party_name","id_number","court_name","cause","judgment_date","judgment_amount","status"\r\n'
DEBTORS = (
    '"record_number","party_name","id_number","court_name",'
    '"duty","performance_status","published_date","removed_date"\r\n'
)
ROWS = '"C1","张三丰","11010519491231002X","某某法院","借款","2025-03-01","100.50","结案"\r\n'


DEBTOR = '"D1","张三丰","11010519491231002X","某某法院","还款","全部未履行","2025-03-01",""\r\n'


class CourtDrop:
    """A real SFTP drop of the court vendor with one good delivery, which a test then spoils."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.ordered = {"agreement": "COURT-2026-001", "purpose": "credit_risk"}
        for name in PASSWORD_FILES.values():
            password = self.settings.secrets / name
            password.parent.mkdir(parents=True, exist_ok=True)
            password.write_text("a password for the test")
        give_gate_key(home)
        self.server = VendorDrop(home / "vendor_drop", self.settings.secrets)
        self.folder = home / "vendor_drop" / "court"
        threading.Thread(target=self.server.serve, daemon=True).start()
        self.deliver(DAY, HEADER + ROWS)

    def deliver(self, day: date, judgments: str, rows: int = 1, total: str = "100.50") -> None:
        """A whole delivery that its control files agree with: these judgments, and one debtor."""
        self.put(f"dishonest_debtors_{day:%Y%m%d}.csv", (DEBTORS + DEBTOR).encode("GB18030"), rows="1")
        self.put(f"court_judgments_{day:%Y%m%d}.csv", judgments.encode("GB18030"), rows=str(rows), total=total)

    def put(self, name: str, content: bytes, rows: str, total: str = "", sha256: str = "") -> None:
        (self.folder / name).write_bytes(content)
        facts = {
            "file": name,
            "rows": rows,
            "amount_column": "judgment_amount" if total else "",
            "amount_total": total,
            "sha256": sha256 or hashlib.sha256(content).hexdigest(),
            **self.ordered,
        }
        text = "".join(f"{key}={value}\n" for key, value in facts.items())
        (self.folder / name.replace(".csv", ".ctl")).write_text(text, encoding="utf-8")

    @property
    def landing(self) -> Landing:
        return Landing(self.settings.landing)

    def receive(self, day: date = DAY) -> Delivery:
        return receive("court_vendor", day, Catalog(), self.settings)

    def refusal(self, kind: type[Exception], day: date = DAY) -> str:
        """The sentence a delivery is refused or held with; nothing of it is in force."""
        before = self.landing.latest("court_vendor", day)
        with pytest.raises(kind) as fault:
            self.receive(day)
        assert self.landing.latest("court_vendor", day) == before
        return sentence(str(fault.value))


@contextmanager
def opened_drop(home: Path) -> Iterator[CourtDrop]:
    """The drop, at an address that the environment names."""
    drop = CourtDrop(home)
    address = f"sftp://court:a%20password%20for%20the%20test@127.0.0.1:{drop.server.port}"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("YIHU_SOURCE_COURT_VENDOR", address)
        yield drop
    drop.server.close()


def sentence(text: str) -> str:
    """One line, and no value of a person in it."""
    assert "\n" not in text
    assert "张三丰" not in text
    assert "11010519491231002X" not in text
    return text
