"""A bank with published consents, a call book and a real supplier on the loopback that a test tells what to answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from jobs.lakehouse.call_book import Call, CallBook, Stage
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.settings import CHECKOUT, Settings, read_settings
from jobs.supplier_calls.asking import Answer, ask, online_contract
from jobs.supplier_calls.permission import CONSENTS, Question
from tests.jobs.lakehouse.connectors.odd_site import Answer as SiteAnswer
from tests.jobs.lakehouse.connectors.odd_site import OddSite, answer, odd_site

DAY = date(2026, 6, 2)
NUMBER = "11010519491231002X"
# Two more persons: one who withdrew on the day, one who never consented.
WITHDRAWN, STRANGER = "110105194912310038", "110105194912310046"
PRODUCT, PURPOSE, TOKEN = "telecom_profile", "credit_risk", "token-of-the-supplier"
FIELDS = {
    "network_tenure_months": "31",
    "monthly_spend_amount": "88.50",
    "local_life_spend_level": "3",
    "game_spend_amount": None,
    "finance_media_days": "12",
    "home_division_code": "110105",
}


def reply(**result: object) -> SiteAnswer:
    return answer(json.dumps({"result": result}).encode(), Content_Type="application/json")


HIT, NO_HIT = reply(hit_code="1", **FIELDS), reply(hit_code="0")


@dataclass
class Desk:
    """Where an application asks; ``contract`` may be changed by a test before it does."""

    home: Path
    site: OddSite
    contract: Contract
    settings: Settings

    @property
    def book(self) -> CallBook:
        return CallBook(self.home / "calls")

    def ask(self, number: str = NUMBER, purpose: str = PURPOSE, day: date = DAY) -> Answer:
        return ask(self.contract, Question(purpose, number, day), Stage.APPLICATION, self.settings)

    def calls(self, day: date = DAY) -> list[Call]:
        return self.book.calls(day)

    def change(self, **purchase: object) -> None:
        """The contract with other terms, ``online`` among them."""
        changed = self.contract.purchase.model_copy(update=purchase)
        self.contract = self.contract.model_copy(update={"purchase": changed})

    def change_online(self, **terms: object) -> None:
        self.change(online=self.contract.purchase.online.model_copy(update=terms))

    def start(
        self, *words: str, number: str = NUMBER, program: Sequence[str] = ("-m", "jobs.call")
    ) -> subprocess.Popen:
        """A real process of the command, with the number on its standard input."""
        asked = words or (PRODUCT, "--purpose", PURPOSE, "--stage", "APPLICATION", "--date", DAY.isoformat())
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, *program, *asked], cwd=CHECKOUT, text=True, **pipes)
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        return process

    def files(self) -> list[Path]:
        return [path for path in self.home.rglob("*") if path.is_file()]


@contextmanager
def opened_desk(home: Path) -> Iterator[Desk]:
    """``YIHU_HOME`` and the addresses are set for the processes that a test starts, too."""
    for name in ("calls", "secrets"):
        (home / name).mkdir(mode=0o700)
    (home / "secrets" / "identity_key").write_text("a key for the test", encoding="utf-8")
    publish_consents(home, DAY - timedelta(days=1))
    with odd_site(HIT) as site:
        known = dict(os.environ)
        os.environ |= {
            "YIHU_HOME": str(home),
            "YIHU_SOURCE_CALL_BOOK": f"file://{home}/calls",
            "YIHU_SOURCE_TELECOM_ONLINE": f"http://bank:{TOKEN}@127.0.0.1:{site.server_port}",
        }
        try:
            yield Desk(home, site, online_contract(PRODUCT, Catalog()), read_settings())
        finally:
            os.environ.clear()
            os.environ.update(known)


def publish_consents(home: Path, day: date) -> None:
    """silver.consent of a day: two persons gave theirs, one of them withdrew it on ``DAY``."""
    consents = [consent("S000000001", NUMBER, None), consent("S000000002", WITHDRAWN, DAY)]
    rows = [{**one, "business_date": day} for one in consents]
    path = home / "lake" / "silver" / "consent"
    path.parent.mkdir(parents=True, exist_ok=True)
    types = {"withdrawn_date": pl.Date}
    pl.DataFrame(rows, schema_overrides=types).write_delta(str(path), mode="append")
    version = len(list((path / "_delta_log").glob("*.json"))) - 1
    Publications(home / "lake").put(Publication(CONSENTS, day.isoformat(), version, "hash", 2, "run", "gate"))


def consent(consent_id: str, number: str, withdrawn: date | None) -> dict[str, object]:
    return {
        "consent_id": consent_id,
        "customer_id": "C000000001",
        "id_number": number,
        "purpose_code": PURPOSE,
        "product_code": PRODUCT,
        "given_date": date(2025, 1, 1),
        "withdrawn_date": withdrawn,
        "evidence_reference": "form",
    }
