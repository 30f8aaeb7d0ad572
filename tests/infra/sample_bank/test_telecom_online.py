"""The telecom vendor's online calls, at a real server on the loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import uvicorn

from infra.sample_bank import open_data, telecom_online

HEADER = "id_number|mobile_phone|hit_code|network_tenure_months\n"


@pytest.fixture(scope="module")
def supplier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The open-data site with the vendor's address beside it, as its service runs them."""
    home = tmp_path_factory.mktemp("home")
    publish(home)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        application = open_data.application(home, telecom_online.route(home))
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{telecom_online.PATH}"
        server.should_exit = True
        thread.join(10)


def publish(home: Path) -> None:
    (home / "secrets").mkdir(mode=0o700)
    (home / "secrets" / telecom_online.TOKEN_FILE).write_text("the token\n")
    drop = home / "vendor_drop" / "telecom"
    drop.mkdir(parents=True)
    (drop / "telecom_profiles_20260601.csv").write_text(f"{HEADER}1|13800000000|1|7\n")
    (drop / "telecom_profiles_20260602.csv").write_text(f"{HEADER}1|13800000000|1|8\n2||0|\n")


def ask(supplier: str, body: bytes, token: str) -> requests.Response:
    return requests.post(supplier, data=body, headers={"Authorization": f"Bearer {token}"}, timeout=10)


@pytest.mark.parametrize(
    ("number", "result"),
    [("1", {"hit_code": "1", "network_tenure_months": "8"}), ("2", {"hit_code": "0"}), ("3", {"hit_code": "0"})],
    ids=["known", "asked about and not known", "never heard of"],
)
def test_it_answers_about_one_person_from_its_newest_file(supplier: str, number: str, result: dict) -> None:
    answered = ask(supplier, f'{{"id_number": "{number}"}}'.encode(), "the token")
    assert (answered.status_code, answered.json()) == (200, {"result": result})


@pytest.mark.parametrize(
    ("body", "token", "status"),
    [(b'{"id_number": "1"}', "wrong", 401), (b'{"id_number": "1"}', "", 401), (b"[]", "the token", 400)],
)
def test_it_tells_nothing_without_its_token_or_a_number(supplier: str, body: bytes, token: str, status: int) -> None:
    assert ask(supplier, body, token).status_code == status


def test_a_number_in_the_address_is_no_question(supplier: str) -> None:
    assert requests.get(f"{supplier}?id_number=1", timeout=10).status_code in (404, 405)
