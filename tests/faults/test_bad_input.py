"""Bad input ends in one sentence that says what, where and what to do; nothing is loaded, nothing published changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import ContractFault, DataFault, ExitCode, InfrastructureFault
from jobs.lakehouse.receive import receive
from jobs.lakehouse.settings import CHECKOUT, Settings
from tests.faults.court_drop import DAY, HEADER, ROWS, CourtDrop, sentence


def test_a_good_delivery_is_landed_as_received(court: CourtDrop) -> None:
    court.receive()
    delivery = court.landing.latest("court_vendor", DAY)
    file = delivery.file_of("bronze.court_vendor_judgments")
    assert (file.records, file.amount_total, file.encoding) == (1, Decimal("100.50"), "GB18030")
    landed = court.landing.folder(delivery) / file.file
    assert landed.read_bytes() == (court.folder / file.file).read_bytes()


def test_a_missing_vendor_file_is_told(court: CourtDrop) -> None:
    (court.folder / "court_judgments_20260601.csv").unlink()
    assert "court_judgments_20260601.csv is missing" in court.refusal(DataFault)


def test_a_delivery_without_its_control_file_is_not_complete(court: CourtDrop) -> None:
    (court.folder / "court_judgments_20260601.ctl").unlink()
    assert "Control file court_judgments_20260601.ctl is missing" in court.refusal(DataFault)


@pytest.mark.fault("F26", "a control file declares its rows in other signs than digits", "refused; nothing is loaded")
@pytest.mark.parametrize("rows", ["1,204", "1.0", "-5", "²", "1" * 5000, "many"])
def test_a_control_file_that_counts_in_other_signs_than_digits_is_refused(court: CourtDrop, rows: str) -> None:
    court.put("court_judgments_20260601.csv", (HEADER + ROWS).encode("GB18030"), rows, "100.50")
    text = court.refusal(DataFault)
    assert "the control file of court_judgments_20260601.csv declares its rows in other signs than digits" in text
    assert rows[:40] not in text.replace("court_judgments_20260601.csv", "")


@pytest.mark.fault("F26", "rows, amount total or hash differ from the control file", "refused; nothing is loaded")
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


@pytest.mark.fault("F26", "a control file writes its names or its hash in capitals", "it controls as in small letters")
@pytest.mark.parametrize("name", ["ROWS=", "Rows = "])
def test_a_control_file_in_capitals_controls(court: CourtDrop, name: str) -> None:
    control = court.folder / "court_judgments_20260601.ctl"
    lines = dict(line.split("=", 1) for line in control.read_text().splitlines())
    control.write_text(control.read_text().replace(lines["sha256"], lines["sha256"].upper()))
    assert court.receive().file_of("bronze.court_vendor_judgments").declared_records == 1
    control.write_text(control.read_text().replace("rows=1", f"{name}5000"))
    assert "contradicts its control file (rows declared 5000, counted 1)" in court.refusal(DataFault)


@pytest.mark.fault("F26", "a control file tells none of the facts that control a file", "not yet delivered, then late")
@pytest.mark.parametrize("told", ["", "5000\n", "Anzahl=5000\n", "rows=\nsha256=\n"])
def test_a_control_file_that_controls_nothing_leaves_the_delivery_incomplete(court: CourtDrop, told: str) -> None:
    (court.folder / "court_judgments_20260601.ctl").write_text(told)
    assert "Control file court_judgments_20260601.ctl tells none of rows, amount_column" in court.refusal(DataFault)
    assert court.landing.deliveries("court_vendor", DAY) == ()


@pytest.mark.fault("F28", "a whole delivery comes in another encoding", "refused; nothing is loaded")
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
    done = run(tmp_path, "ops.delivery", "--date", "2026-06-01")
    assert done.returncode == ExitCode.INFRASTRUCTURE_FAULT
    assert "The engine does not answer" in done.stderr.splitlines()[-1]


def test_a_day_that_the_bank_has_not_closed_is_told(home: Path) -> None:
    """Against the real core banking database: it is empty, or it stands at an earlier day."""
    done = run(home, "landing.core_bank", "--date", "2031-01-01")
    told = {ExitCode.NOT_YET: "has not closed 2031-01-01", ExitCode.DATA_FAULT: "correct the contract"}
    assert told[ExitCode(done.returncode)] in done.stderr
    assert done.stderr.count("\n") == 1
