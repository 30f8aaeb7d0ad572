"""Bad input ends in one sentence that says what, where and what to do; nothing is loaded, nothing published changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.sample_bank.drop_accounts import PASSWORD_FILES
from infra.sample_bank.vendor_drop import VendorDrop
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.delivery import Landing
from jobs.lakehouse.errors import ContractFault, DataFault, ExitCode, InfrastructureFault
from jobs.lakehouse.receive import receive
from jobs.lakehouse.settings import CHECKOUT, Settings

DAY = date(2026, 6, 1)
HEADER = '"case_number","party_name","id_number","court_name","cause","judgment_date","judgment_amount","status"\r\n'
DEBTORS = (
    '"record_number","party_name","id_number","court_name",'
    '"duty","performance_status","published_date","removed_date"\r\n'
)
ROWS = '"C1","张三丰","11010519491231002X","某某法院","借款","2025-03-01","100.50","结案"\r\n'


class CourtDrop:
    """A real SFTP drop of the court vendor with one good delivery, which a test then spoils."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        for name in PASSWORD_FILES.values():
            password = self.settings.secrets / name
            password.parent.mkdir(parents=True, exist_ok=True)
            password.write_text("a password for the test")
        self.server = VendorDrop(home / "vendor_drop", self.settings.secrets)
        self.folder = home / "vendor_drop" / "court"
        threading.Thread(target=self.server.serve, daemon=True).start()
        self.put("dishonest_debtors_20260601.csv", DEBTORS.encode("GB18030"), rows="0")
        self.put("court_judgments_20260601.csv", (HEADER + ROWS).encode("GB18030"), rows="1", total="100.50")

    def put(self, name: str, content: bytes, rows: str, total: str = "", sha256: str = "") -> None:
        (self.folder / name).write_bytes(content)
        facts = {
            "file": name,
            "rows": rows,
            "amount_column": "judgment_amount" if total else "",
            "amount_total": total,
            "sha256": sha256 or hashlib.sha256(content).hexdigest(),
        }
        text = "".join(f"{key}={value}\n" for key, value in facts.items())
        (self.folder / name.replace(".csv", ".ctl")).write_text(text, encoding="utf-8")

    def receive(self) -> None:
        receive("court_vendor", DAY, Catalog(), self.settings)

    def refusal(self, kind: type[Exception]) -> str:
        with pytest.raises(kind) as fault:
            self.receive()
        assert Landing(self.settings.landing).latest("court_vendor", DAY) is None
        return sentence(str(fault.value))


def sentence(text: str) -> str:
    """One line, and no value of a person in it."""
    assert "\n" not in text
    assert "张三丰" not in text
    assert "11010519491231002X" not in text
    return text


@pytest.fixture
def court(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CourtDrop]:
    drop = CourtDrop(tmp_path)
    address = f"sftp://court:a%20password%20for%20the%20test@127.0.0.1:{drop.server.port}"
    monkeypatch.setenv("YIHU_SOURCE_COURT_VENDOR", address)
    yield drop
    drop.server.close()


def test_a_good_delivery_is_landed_as_received(court: CourtDrop) -> None:
    court.receive()
    delivery = Landing(court.settings.landing).latest("court_vendor", DAY)
    file = delivery.file_of("bronze.court_vendor_judgments")
    assert (file.records, file.amount_total, file.encoding) == (1, "100.50", "GB18030")
    landed = Landing(court.settings.landing).folder(delivery) / file.file
    assert landed.read_bytes() == (court.folder / file.file).read_bytes()


def test_a_missing_vendor_file_is_told(court: CourtDrop) -> None:
    (court.folder / "court_judgments_20260601.csv").unlink()
    assert "court_judgments_20260601.csv is missing" in court.refusal(DataFault)


def test_a_delivery_without_its_control_file_is_not_complete(court: CourtDrop) -> None:
    (court.folder / "court_judgments_20260601.ctl").unlink()
    assert "Control file court_judgments_20260601.ctl is missing" in court.refusal(DataFault)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rows": "2"}, "rows declared 2, counted 1"),
        ({"total": "100.49"}, "amount_total declared 100.49, counted 100.50"),
        ({"sha256": "0" * 64}, "sha256 declared"),
    ],
)
def test_a_file_that_contradicts_its_control_file_is_refused(
    court: CourtDrop, change: dict[str, str], told: str
) -> None:
    good = {"rows": "1", "total": "100.50"}
    court.put("court_judgments_20260601.csv", (HEADER + ROWS).encode("GB18030"), **{**good, **change})
    text = court.refusal(DataFault)
    assert told in text
    assert "contradicts its control file" in text


def test_a_file_in_another_encoding_is_refused(court: CourtDrop) -> None:
    court.put("court_judgments_20260601.csv", (HEADER + ROWS).encode("UTF-16"), rows="1", total="100.50")
    assert "is not GB18030" in court.refusal(DataFault)


def test_a_changed_host_key_is_refused_before_a_password_is_sent(court: CourtDrop) -> None:
    known = court.settings.secrets / "known_hosts"
    another = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    known.write_text(f"[127.0.0.1]:{court.server.port} {another}\n")
    assert "host key" in court.refusal(ContractFault)


def test_a_drop_that_does_not_answer_is_told_and_tried_again(court: CourtDrop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_SOURCE_COURT_VENDOR", "sftp://court:password@127.0.0.1:9")
    assert "court_vendor cannot be used" in court.refusal(InfrastructureFault)


def test_a_database_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_SOURCE_CORE_BANK", "postgresql://reader:a-secret-password@127.0.0.1:9/core_bank")
    with pytest.raises(InfrastructureFault, match="Source core_bank cannot be reached") as fault:
        receive("core_bank", DAY, Catalog(), Settings(home=tmp_path))
    assert "a-secret-password" not in sentence(str(fault.value))


def test_a_site_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_SOURCE_OPEN_DATA", "http://127.0.0.1:9")
    with pytest.raises(InfrastructureFault, match=r"/administrative_divisions/areas.csv cannot be fetched"):
        receive("open_data", DAY, Catalog(), Settings(home=tmp_path))


def test_an_address_without_encryption_outside_this_machine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_SOURCE_OPEN_DATA", "http://192.0.2.1")
    with pytest.raises(ContractFault, match="is not https"):
        receive("open_data", DAY, Catalog(), Settings(home=tmp_path))


def run(home: Path, *arguments: str, checkout: Path = CHECKOUT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "YIHU_HOME": str(home), "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-m", "jobs.run", *arguments]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_a_day_that_does_not_exist_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "silver.account", "--date", "2026-02-30")
    assert done.returncode == ExitCode.CONTRACT_FAULT
    assert done.stderr == "2026-02-30 is not a day: write a business date as yyyy-mm-dd, for example 2026-06-01.\n"


def test_a_typo_in_a_contract_is_told_with_its_file(tmp_path: Path) -> None:
    for folder in ("jobs", "expectations"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    contract = tmp_path / "jobs" / "silver" / "account.yml"
    contract.write_text(contract.read_text().replace("owner:", "ownr:"))
    done = run(tmp_path / "home", "silver.account", "--date", "2026-06-01", checkout=tmp_path)
    assert done.returncode == ExitCode.CONTRACT_FAULT
    assert done.stderr.startswith("jobs/silver/account.yml: ownr:")
    assert done.stderr.count("\n") == 1


def test_an_engine_that_does_not_answer_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_ENGINE", "sc://127.0.0.1:9")
    monkeypatch.setenv("YIHU_ENGINE_TOKEN", "")
    done = run(tmp_path, "silver.account", "--date", "2026-06-01")
    assert done.returncode == ExitCode.INFRASTRUCTURE_FAULT
    assert "The engine does not answer" in done.stderr.splitlines()[-1]


def test_a_day_that_the_bank_has_not_closed_is_told(home: Path) -> None:
    """Against the real core banking database: it is empty, or it stands at an earlier day."""
    done = run(home, "landing.core_bank", "--date", "2031-01-01")
    assert done.returncode == ExitCode.DATA_FAULT
    assert "2031-01-01" in done.stderr or "correct the contract" in done.stderr
    assert done.stderr.count("\n") == 1
