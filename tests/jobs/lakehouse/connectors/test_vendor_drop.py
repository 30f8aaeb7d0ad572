"""Files of a real SFTP server are taken when they are complete, and only from a host whose key is known."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.lakehouse import connectors
from jobs.lakehouse.connectors import complete_files
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, NotYetDelivered
from tests.jobs.lakehouse.connectors.asked import contract, fetched, left_behind, request
from tests.jobs.lakehouse.connectors.odd_drop import OddDrop, new_key, odd_drop

NAME = "things_20260601.csv"
BODY = b"thing_id,label\n1,x\n"
PLAIN = contract(kind="sftp", path="things_{date}.csv")
CONTROLLED = contract(kind="sftp", path="things_{date}.csv", control="things_{date}.ctl")


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OddDrop]:
    monkeypatch.setattr(complete_files, "STILL_SECONDS", 0.05)
    with odd_drop(tmp_path) as running:
        (running.folder / NAME).write_bytes(BODY)
        (running.folder / "things_20260601.ctl").write_text("rows = 1\nsha256=abc\n")
        yield running


def refused(drop: OddDrop, kind: type[Exception], told: str, asked=PLAIN) -> None:
    """The fetch fails with one sentence without the password, and leaves no file."""
    with pytest.raises(kind, match=told) as fault:
        fetched(request(drop.address, drop.secrets, asked))
    assert "\n" not in str(fault.value)
    assert "signs" not in str(fault.value)
    assert left_behind(drop.secrets) == []


def test_a_file_is_kept_as_it_came(drop: OddDrop) -> None:
    received = fetched(request(drop.address, drop.secrets, PLAIN))
    assert (received.path.name, received.path.read_bytes(), received.declared) == (NAME, BODY, {})


def test_a_file_with_a_control_file_comes_with_its_facts(drop: OddDrop) -> None:
    received = fetched(request(drop.address, drop.secrets, CONTROLLED))
    assert received.declared == {"rows": "1", "sha256": "abc"}
    assert received.path.read_bytes() == BODY


def test_a_large_file_comes_whole(drop: OddDrop) -> None:
    content = os.urandom(3_000_001)
    (drop.folder / NAME).write_bytes(content)
    assert fetched(request(drop.address, drop.secrets, PLAIN)).path.read_bytes() == content


@pytest.mark.fault("F19", "a file comes without its control file", "not yet delivered: asked again later")
def test_a_file_without_its_control_file_is_not_complete(drop: OddDrop) -> None:
    (drop.folder / "things_20260601.ctl").unlink()
    refused(drop, NotYetDelivered, "Control file things_20260601.ctl is missing", CONTROLLED)


@pytest.mark.fault("F19", "a control file comes without its file, or no file comes", "not yet delivered")
@pytest.mark.parametrize("asked", [PLAIN, CONTROLLED])
def test_a_missing_file_is_not_yet_delivered(drop: OddDrop, asked) -> None:
    (drop.folder / NAME).unlink()
    refused(drop, NotYetDelivered, f"File {NAME} is missing", asked)


@pytest.mark.fault("F19", "a control file is binary or far too large", "data fault that names it")
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"rows=1\n" * 100_000])
def test_a_control_file_that_is_none_is_told(drop: OddDrop, content: bytes) -> None:
    (drop.folder / "things_20260601.ctl").write_bytes(content)
    refused(drop, DataFault, "Control file things_20260601.ctl is not UTF-8 text", CONTROLLED)


@pytest.mark.fault("F19", "a file still grows", "not yet delivered, no part of it is kept")
def test_a_growing_file_is_not_complete(drop: OddDrop) -> None:
    drop.at_look = lambda name: _append(drop.folder / name)
    refused(drop, NotYetDelivered, "still being written")


def _append(path: Path) -> None:
    if path.exists():
        with path.open("ab") as file:
            file.write(b"2,y\n")


@pytest.mark.fault("F19", "a file grows or is replaced while it is copied", "not yet delivered, no part of it is kept")
@pytest.mark.parametrize("asked", [PLAIN, CONTROLLED])
def test_a_file_that_changes_while_it_is_copied_is_not_complete(drop: OddDrop, asked) -> None:
    looks = []

    def change(name: str) -> None:
        """The last look comes after the copy."""
        looks.append(name)
        if looks.count(NAME) == 4:
            (drop.folder / NAME).write_bytes(BODY.replace(b"x", b"y"))
            os.utime(drop.folder / NAME, (1, 1))

    drop.at_look = change
    refused(drop, NotYetDelivered, "still being written", asked)


@pytest.mark.fault("F19", "a file was written again with the same length", "not yet delivered: its time moved")
def test_a_file_of_the_same_length_and_another_time_is_not_complete(drop: OddDrop) -> None:
    times = iter(range(100, 1000))
    drop.at_look = lambda name: os.utime(drop.folder / NAME, (1, next(times))) if name == NAME else None
    refused(drop, NotYetDelivered, "still being written")


@pytest.mark.fault("F19", "a file is written under another name and renamed at the end", "not yet delivered until then")
@pytest.mark.parametrize("ending", [".part", ".partial", ".filepart", ".tmp", ".temp"])
def test_a_file_that_is_renamed_at_the_end_is_taken_then(drop: OddDrop, ending: str) -> None:
    (drop.folder / NAME).rename(drop.folder / (NAME + ending))
    refused(drop, NotYetDelivered, f"File {NAME} is missing")
    (drop.folder / NAME).write_bytes(b"the one of before")
    refused(drop, NotYetDelivered, "still being written")
    (drop.folder / (NAME + ending)).replace(drop.folder / NAME)
    assert fetched(request(drop.address, drop.secrets, PLAIN)).path.read_bytes() == BODY


@pytest.mark.fault("F19", "a file has been begun and is empty", "not yet delivered")
def test_an_empty_file_is_not_complete(drop: OddDrop) -> None:
    (drop.folder / NAME).write_bytes(b"")
    refused(drop, NotYetDelivered, "still empty")


def test_names_are_matched_exactly(drop: OddDrop) -> None:
    (drop.folder / NAME).rename(drop.folder / NAME.upper())
    (drop.folder / f"{NAME} ").write_bytes(BODY)
    refused(drop, NotYetDelivered, f"File {NAME} is missing")


@pytest.mark.fault("F19", "the host key of the drop has changed or is unknown", "refused before a password is sent")
@pytest.mark.parametrize("known", ["another", "nothing", "no file"])
def test_a_host_that_is_not_known_is_sent_no_password(drop: OddDrop, known: str) -> None:
    if known == "another":
        drop.know(new_key(drop.secrets / "another"))
    elif known == "nothing":
        (drop.secrets / "known_hosts").write_text("")
    else:
        (drop.secrets / "known_hosts").unlink()
    refused(drop, ContractFault, "host key")
    assert drop.passwords == []


@pytest.mark.fault("F19", "the log-in may not read a file", "refused with the name of the file")
@pytest.mark.parametrize("name", [NAME, "things_20260601.ctl"])
def test_a_forbidden_file_is_told(drop: OddDrop, name: str) -> None:
    drop.forbidden = {name}
    refused(drop, ContractFault, f"may not read {name}", CONTROLLED)


@pytest.mark.fault("F19", "the drop refuses the log-in", "refused at once, so that no account is locked by trying")
def test_a_refused_log_in_is_not_tried_again(drop: OddDrop) -> None:
    asked = request(drop.address.replace("signs", "sings"), drop.secrets, PLAIN)
    with pytest.raises(ContractFault, match="refuses the password of the address") as fault:
        fetched(asked)
    assert "sings" not in str(fault.value)
    assert len(drop.passwords) == 1


def test_a_key_file_logs_in_without_a_password(drop: OddDrop) -> None:
    drop.allowed_key = new_key(drop.secrets / "shop_key")
    asked = request(f"sftp://vendor@127.0.0.1:{drop.port}", drop.secrets, PLAIN)
    assert fetched(asked).path.read_bytes() == BODY
    assert drop.passwords == []
    drop.allowed_key = None
    with pytest.raises(ContractFault, match="refuses the key in shop_key"):
        fetched(asked)


@pytest.mark.parametrize(
    ("mode", "content", "told"),
    [(0o640, None, "open to others"), (0o600, "no key at all", "cannot be read"), (0o600, "", "cannot be read")],
)
def test_a_key_file_that_is_open_or_none_is_refused(drop: OddDrop, mode: int, content: str | None, told: str) -> None:
    new_key(drop.secrets / "shop_key")
    if content is not None:
        (drop.secrets / "shop_key").write_text(content)
    (drop.secrets / "shop_key").chmod(mode)
    refused(drop, ContractFault, told)


def test_an_address_without_any_log_in_is_told(drop: OddDrop) -> None:
    with pytest.raises(ContractFault, match="no password"):
        fetched(request(f"sftp://vendor@127.0.0.1:{drop.port}", drop.secrets, PLAIN))


@pytest.mark.parametrize("address", ["ftp://u:p@127.0.0.1", "sftp://u:p@127.0.0.1?proxy=x", "sftp://u:p@a,b"])
def test_a_hostile_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ContractFault, match="The address of source shop"):
        fetched(request(address, tmp_path, PLAIN))


@pytest.mark.fault("F19", "the drop breaks off or does not answer", "infrastructure fault; tried again")
def test_a_drop_that_does_not_answer_is_told(drop: OddDrop) -> None:
    with pytest.raises(InfrastructureFault, match="cannot be used"):
        fetched(request("sftp://u:p@127.0.0.1:9", drop.secrets, PLAIN))


def test_a_folder_is_not_a_file(drop: OddDrop) -> None:
    (drop.folder / NAME).unlink()
    (drop.folder / NAME).mkdir()
    refused(drop, DataFault, "is not a file")


@pytest.mark.fault("F19", "the drop holds 100 000 files", "no effect: files are asked for by name")
def test_a_crowded_folder_does_not_matter(drop: OddDrop) -> None:
    for number in range(100_000):
        os.mknod(f"{drop.folder}/other_{number}")
    started = time.monotonic()
    for asked in (PLAIN, CONTROLLED):
        fetched(request(drop.address, drop.secrets, asked))
    assert time.monotonic() - started < 5
    assert drop.lists == 0


def test_files_of_many_contracts_are_waited_for_once(drop: OddDrop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete_files, "STILL_SECONDS", 0.5)
    contracts = [
        contract(name=f"bronze.shop_things_{number}", kind="sftp", path=f"a{number}.csv") for number in range(8)
    ]
    for one in contracts:
        (drop.folder / one.source.path).write_bytes(BODY)
    started = time.monotonic()
    asked = replace(request(drop.address, drop.secrets), contracts=tuple(contracts))
    assert len(connectors.fetch(asked)) == 8
    assert time.monotonic() - started < 2
