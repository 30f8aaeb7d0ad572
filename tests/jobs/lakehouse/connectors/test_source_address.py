"""A source's address is found in one of four places, and no sentence ever shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.settings import Settings

SECRET = "postgresql://reader:a-secret-word@db/"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All four places have an address, each with its own database."""
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    monkeypatch.setenv("YIHU_SOURCE_SHOP", f"{SECRET}environment")
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", f"{SECRET}airflow".replace("postgresql", "postgres"))
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "source_shop").write_text(f"{SECRET}file\n")
    (tmp_path / "secrets" / "source_shop").chmod(0o600)
    (tmp_path / "settings.env").write_text(f"YIHU_SOURCE_SHOP={SECRET}settings\n")
    return tmp_path


def test_the_first_place_that_has_an_address_is_taken(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=places)
    assert settings.source_address("shop") == f"{SECRET}environment"
    monkeypatch.delenv("YIHU_SOURCE_SHOP")
    assert settings.source_address("shop") == f"{SECRET}airflow"
    monkeypatch.delenv("AIRFLOW_CONN_SHOP")
    assert settings.source_address("shop") == f"{SECRET}file"
    (places / "secrets" / "source_shop").unlink()
    assert settings.source_address("shop") == f"{SECRET}settings"
    (places / "settings.env").unlink()
    with pytest.raises(ContractFault, match="Source shop has no address: set YIHU_SOURCE_SHOP"):
        settings.source_address("shop")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o700 | 0o010])
def test_a_file_that_others_may_open_is_refused(places: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    monkeypatch.delenv("YIHU_SOURCE_SHOP")
    monkeypatch.delenv("AIRFLOW_CONN_SHOP")
    (places / "secrets" / "source_shop").chmod(mode)
    with pytest.raises(ContractFault, match="source_shop in the secrets folder is open to others") as fault:
        Settings(home=places).source_address("shop")
    assert "a-secret-word" not in str(fault.value)


def test_a_connection_in_json_is_refused(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YIHU_SOURCE_SHOP")
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", '{"conn_type": "postgres", "password": "a-secret-word"}')
    with pytest.raises(ContractFault, match="write the connection as a URI") as fault:
        Settings(home=places).source_address("shop")
    assert "a-secret-word" not in str(fault.value)


def test_the_private_hosts_are_names_between_commas() -> None:
    assert Settings(private_hosts=" Rates.bank.internal, 10.0.0.5,,").private_host_names == {
        "rates.bank.internal",
        "10.0.0.5",
    }
