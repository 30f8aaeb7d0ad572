"""Files of a folder or a bucket are taken when they are complete, and only from below the declared root."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from jobs.lakehouse.connectors import complete_files
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, NotYetDelivered
from tests.jobs.lakehouse.connectors.asked import contract, fetched, left_behind, request
from tests.jobs.lakehouse.connectors.small_bucket import small_bucket

NAME = "in/things_20260601.csv"
BODY = b"thing_id,label\n1,x\n"
PLAIN = contract(kind="folder", path="in/things_{date}.csv")
CONTROLLED = contract(kind="folder", path="in/things_{date}.csv", control="in/things_{date}.ok")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(complete_files, "STILL_SECONDS", 0.05)
    (tmp_path / "root" / "in").mkdir(parents=True)
    (tmp_path / "root" / NAME).write_bytes(BODY)
    return tmp_path / "root"


def refused(root: Path, kind: type[Exception], told: str, asked=PLAIN, address: str = "") -> None:
    with pytest.raises(kind, match=told) as fault:
        fetched(request(address or f"file://{root}", root.parent, asked))
    assert "\n" not in str(fault.value)
    assert left_behind(root.parent) == []


def test_a_file_is_kept_as_it_came(root: Path) -> None:
    received = fetched(request(f"file://{root}", root.parent, PLAIN))
    assert (received.path.name, received.path.read_bytes()) == ("things_20260601.csv", BODY)


@pytest.mark.fault("F19", "a file of a shared folder comes without its control file", "not yet delivered")
def test_a_file_without_its_control_file_is_not_complete(root: Path) -> None:
    refused(root, NotYetDelivered, "Control file in/things_20260601.ok is missing", CONTROLLED)
    (root / "in" / "things_20260601.ok").write_text("rows=1")
    assert fetched(request(f"file://{root}", root.parent, CONTROLLED)).declared == {"rows": "1"}


@pytest.mark.fault("F19", "a file of a shared folder still grows", "not yet delivered")
def test_a_growing_file_is_not_complete(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete_files, "STILL_SECONDS", 0.3)
    threading.Timer(0.1, (root / NAME).write_bytes, [BODY + b"2,y\n"]).start()
    refused(root, NotYetDelivered, "still being written")


def test_a_missing_an_empty_and_an_unfinished_file_are_not_complete(root: Path) -> None:
    (root / f"{NAME}.part").write_bytes(b"")
    refused(root, NotYetDelivered, "still being written")
    (root / f"{NAME}.part").unlink()
    (root / NAME).write_bytes(b"")
    refused(root, NotYetDelivered, "still empty")
    (root / NAME).unlink()
    refused(root, NotYetDelivered, "is missing")


@pytest.mark.parametrize(
    "path", ["../secret.csv", "in/../../secret.csv", "/etc/hostname", "in/../in/things_{date}.csv"]
)
def test_a_path_that_leaves_the_folder_is_refused(root: Path, path: str) -> None:
    (root.parent / "secret.csv").write_bytes(BODY)
    for asked in (contract(kind="folder", path=path), contract(kind="folder", path="a", control=path)):
        refused(root, ContractFault, "leads out of its folder", asked)


@pytest.mark.parametrize("link", ["file", "folder", "inside"])
def test_a_symbolic_link_is_refused(root: Path, link: str) -> None:
    (root / NAME).rename(root.parent / "things_20260601.csv")
    if link == "file":
        (root / NAME).symlink_to(root.parent / "things_20260601.csv")
    elif link == "inside":
        (root / "real.csv").write_bytes(BODY)
        (root / NAME).symlink_to(root / "real.csv")
    else:
        (root / "in").rmdir()
        (root / "in").symlink_to(root.parent)
    refused(root, ContractFault, "symbolic link")


def test_what_is_no_file_is_refused(root: Path) -> None:
    (root / NAME).unlink()
    os.mkfifo(root / NAME)
    refused(root, DataFault, "is not a file")


@pytest.mark.parametrize(
    "address",
    [
        "file://host/folder",
        "file:relative",
        "file:///no/such/folder",
        "gs://bucket",
        "s3://key:a-secret-word@bucket/x?allow_bucket_creation=true",
        "s3://key:a-secret-word@bucket/x?scheme=http",
        "s3://key:a-secret-word@bucket/x?scheme=http&endpoint_override=192.0.2.1:9000",
        "s3://key:a-secret-word@bucket/x?endpoint_override=http://192.0.2.1:9000",
        "s3://key:a-secret-word@bucket/x?endpoint_override=a/b",
    ],
)
def test_an_address_that_is_no_folder_or_leaves_the_line_open_is_refused(root: Path, address: str) -> None:
    with pytest.raises(ContractFault, match="The address of source shop") as fault:
        fetched(request(address, root.parent, PLAIN))
    assert "a-secret-word" not in str(fault.value)


def test_a_bucket_is_a_folder(root: Path) -> None:
    with small_bucket(root.parent) as server:
        where = f"127.0.0.1:{server.server_port}"
        address = f"s3://key:a-secret-word@root?scheme=http&region=here&endpoint_override={where}"
        assert fetched(request(address, root.parent, PLAIN)).path.read_bytes() == BODY
        (root / "in" / "things_20260601.ok").write_text("rows=1")
        assert fetched(request(address, root.parent, CONTROLLED)).declared == {"rows": "1"}
        (root / NAME).unlink()
        for kept in (root.parent / "draft").iterdir():
            kept.unlink()
        refused(root, NotYetDelivered, "is missing", CONTROLLED, address)
    assert server.logins == {"AWS4-HMAC-SHA256 Credential=key"}


def test_a_bucket_that_does_not_answer_is_told(root: Path) -> None:
    address = "s3://key:a-secret-word@root?scheme=http&region=here&endpoint_override=127.0.0.1:9"
    with pytest.raises(InfrastructureFault, match="cannot be read") as fault:
        fetched(request(address, root.parent, PLAIN))
    assert "a-secret-word" not in str(fault.value)
