"""The web site and the SFTP drop, over real connections on the loopback."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from starlette.applications import Starlette

from infra.sample_bank import open_data
from infra.sample_bank.drop_accounts import PASSWORD_FILES
from infra.sample_bank.errors import SampleBankError
from infra.sample_bank.vendor_drop import VendorDrop, read_passwords

PASSWORDS = {user: f"{user}-password-for-tests" for user in PASSWORD_FILES}


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[VendorDrop]:
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    for user, password in PASSWORDS.items():
        (secrets / PASSWORD_FILES[user]).write_text(password + "\n")
        folder = tmp_path / "vendor_drop" / user
        folder.mkdir(parents=True)
        (folder / f"{user}.csv").write_text(f"file of {user}")
        (folder / ".making.partial").write_text("half")
    running = VendorDrop(tmp_path / "vendor_drop", secrets)
    thread = threading.Thread(target=running.serve, daemon=True)
    thread.start()
    yield running
    running.close()
    thread.join(5)


def log_in(drop: VendorDrop, user: str, password: str) -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    client.load_host_keys(str(drop.secrets / "known_hosts"))
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.connect("127.0.0.1", drop.port, user, password, look_for_keys=False, allow_agent=False, timeout=10)
    return client


@pytest.fixture
def telecom(drop: VendorDrop) -> Iterator[paramiko.SFTPClient]:
    with log_in(drop, "telecom", PASSWORDS["telecom"]) as client:
        yield client.open_sftp()


def test_a_vendors_customer_sees_only_its_own_finished_files(telecom: paramiko.SFTPClient) -> None:
    assert telecom.listdir("/") == ["telecom.csv"]
    assert telecom.open("/telecom.csv").read() == b"file of telecom"


@pytest.mark.parametrize("path", ["/.making.partial", "/../court/court.csv", "../../secrets/known_hosts", "/away.csv"])
def test_nothing_outside_the_folder_can_be_read(drop: VendorDrop, telecom: paramiko.SFTPClient, path: str) -> None:
    link = drop.folder / "telecom" / "away.csv"
    link.symlink_to(drop.folder / "court" / "court.csv")
    with pytest.raises(OSError):
        telecom.open(path).read()


def test_nothing_can_be_written(telecom: paramiko.SFTPClient) -> None:
    for attempt in (
        lambda: telecom.open("/new.csv", "w"),
        lambda: telecom.open("/telecom.csv", "a"),
        lambda: telecom.remove("/telecom.csv"),
        lambda: telecom.rename("/telecom.csv", "/other.csv"),
        lambda: telecom.posix_rename("/telecom.csv", "/other.csv"),
        lambda: telecom.mkdir("/folder"),
        lambda: telecom.chmod("/telecom.csv", 0o777),
        lambda: telecom.truncate("/telecom.csv", 0),
        lambda: telecom.symlink("/telecom.csv", "/link"),
    ):
        with pytest.raises(OSError):
            attempt()
    assert telecom.open("/telecom.csv").read() == b"file of telecom"


@pytest.mark.parametrize(
    ("user", "password"), [("telecom", "wrong"), ("telecom", ""), ("nobody", ""), ("court", "telecom")]
)
def test_a_wrong_password_is_refused(drop: VendorDrop, user: str, password: str) -> None:
    with pytest.raises(paramiko.AuthenticationException):
        log_in(drop, user, password)


def test_no_command_can_be_run(drop: VendorDrop) -> None:
    with log_in(drop, "court", PASSWORDS["court"]) as client, pytest.raises(paramiko.SSHException):
        client.exec_command("id")


def test_the_host_key_is_private_and_kept(drop: VendorDrop) -> None:
    key = drop.secrets / "vendor_drop_host_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    content = key.read_bytes()
    VendorDrop(drop.folder, drop.secrets).close()
    assert key.read_bytes() == content


def test_a_missing_password_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SampleBankError, match="telecom_vendor_password is missing or empty"):
        read_passwords(tmp_path)


@pytest.fixture
def site(tmp_path: Path) -> Starlette:
    open_data.publish(tmp_path)
    return open_data.application(tmp_path)


@pytest.mark.parametrize("path", open_data.FILES)
def test_an_unchanged_file_is_answered_304(tmp_path: Path, site: Starlette, path: str) -> None:
    first, _ = get(site, f"/{path}", {})
    assert first[0] == 200 and first[1]["last-modified"] == "Fri, 01 May 2026 00:00:00 GMT"
    by_tag, body = get(site, f"/{path}", {"if-none-match": first[1]["etag"]})
    by_date, _ = get(site, f"/{path}", {"if-modified-since": first[1]["last-modified"]})
    assert (by_tag[0], by_date[0], body) == (304, 304, b"")


def test_published_files_are_not_touched_again(tmp_path: Path) -> None:
    open_data.publish(tmp_path)
    before = {path: (tmp_path / path).stat().st_ino for path in open_data.FILES}
    open_data.publish(tmp_path)
    assert before == {path: (tmp_path / path).stat().st_ino for path in open_data.FILES}


def entries_of(packed: bytes) -> set[str]:
    """The numbers of the entries of an OFAC file; its last line may be the end-of-file sign of DOS."""
    text = io.StringIO(gzip.decompress(packed).decode(), newline="")
    return {row[0] for row in csv.reader(text) if row != ["\x1a"]}


def test_a_later_edition_is_served_from_its_day_on(tmp_path: Path, site: Starlette) -> None:
    day, before = datetime.date(2026, 6, 3), datetime.date(2026, 6, 2)
    path = "/sanctions/sdn.csv.gz"
    (_, first), old = get(site, path, {})
    open_data.publish(tmp_path, before)
    assert get(site, path, {"if-none-match": first["etag"]})[0][0] == 304
    open_data.publish(tmp_path, day)
    (status, later), new = get(site, path, {"if-none-match": first["etag"]})
    assert (status, later["last-modified"]) == (200, "Wed, 03 Jun 2026 00:00:00 GMT")
    came, went = entries_of(new) - entries_of(old), entries_of(old) - entries_of(new)
    assert (len(entries_of(old)), len(came), len(went)) == (7379, 1858, 261)
    assert get(site, "/sanctions/un_consolidated.xml.gz", {})[0][1]["last-modified"] == first["last-modified"]


def test_a_site_that_starts_again_takes_nothing_back(tmp_path: Path) -> None:
    assert open_data.stands_at(tmp_path) == open_data.PUBLISHED
    open_data.publish(tmp_path, datetime.date(2026, 6, 30))
    before = {path: (tmp_path / path).stat().st_ino for path in open_data.FILES}
    open_data.publish(tmp_path, open_data.stands_at(tmp_path))
    assert before == {path: (tmp_path / path).stat().st_ino for path in open_data.FILES}


def get(site: Starlette, path: str, headers: dict[str, str]) -> tuple[tuple[int, dict[str, str]], bytes]:
    """One GET request, spoken to the application directly."""
    import asyncio

    sent: list[dict] = []
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "scheme": "http", "http_version": "1.1", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def receive() -> dict:
        # The client stays connected for as long as the answer takes.
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(site(scope, receive, send))
    answer = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return (sent[0]["status"], answer), b"".join(message.get("body", b"") for message in sent[1:])
