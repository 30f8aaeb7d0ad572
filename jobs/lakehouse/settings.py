"""Where this installation keeps its files and finds its services.

Values come from the environment (prefix ``YIHU_``), then from ``settings.env`` in the home folder, then from the
defaults below. The module loads in both environments: it needs nothing but pydantic.
"""

from __future__ import annotations

import os
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from jobs.lakehouse.errors import ContractFault

CHECKOUT = Path(__file__).resolve().parents[2]


def home_folder() -> Path:
    """The folder that holds everything this installation writes: ``YIHU_HOME``, or ``var`` in the checkout."""
    return Path(os.environ.get("YIHU_HOME") or CHECKOUT / "var").absolute()


class Settings(BaseSettings):
    """One installation's addresses, ports and folders; immutable once read."""

    model_config = SettingsConfigDict(env_prefix="YIHU_", frozen=True, extra="ignore")

    home: Path = Path()
    engine: str = ""
    engine_token: str = ""
    engine_memory: str = "4g"
    tracking: str = ""
    tracking_username: str = "admin"
    tracking_password: str = ""
    postgres_port: int = 15432
    engine_port: int = 15002
    tracking_port: int = 15000
    airflow_port: int = 18080
    open_data_port: int = 18081
    vendor_drop_port: int = 18022
    data_docs_port: int = 18082
    first_business_date: date = date(2026, 6, 1)
    last_business_date: date = date(2026, 6, 3)
    private_hosts: str = ""
    lineage_address: str = ""
    lineage_namespace: str = "yihu"
    rollback_days: int = Field(default=30, ge=1)

    @cached_property
    def engine_address(self) -> str:
        """Address of the Spark Connect server, which alone writes Delta tables; receipts are written beside it."""
        return self.engine or f"sc://127.0.0.1:{self.engine_port}"

    @cached_property
    def tracking_address(self) -> str:
        """Address of the MLflow server."""
        return self.tracking or f"http://127.0.0.1:{self.tracking_port}"

    @property
    def private_host_names(self) -> frozenset[str]:
        """Hosts of the bank's own network that a web source may name, from ``YIHU_PRIVATE_HOSTS`` (commas between)."""
        return frozenset(name.strip().lower() for name in self.private_hosts.split(",") if name.strip())

    @property
    def lake(self) -> Path:
        """Folder of the Delta tables."""
        return self.home / "lake"

    @property
    def landing(self) -> Path:
        """Folder of the deliveries, kept as received."""
        return self.home / "landing"

    @property
    def secrets(self) -> Path:
        """Folder of generated credentials (mode 0700, files 0600)."""
        return self.home / "secrets"

    @property
    def data_docs(self) -> Path:
        """Folder of the gate reports."""
        return self.home / "data_docs"

    def identity_key(self) -> str:
        """The key of the identity tokens, from ``secrets/identity_key``; without it ids could be guessed.

        Raises ContractFault when the installation has none.
        """
        return self._key("identity_key")

    def gate_key(self) -> str:
        """The key that signs the verdicts of the gates, from ``secrets/gate_key``.

        Raises ContractFault when the installation has none.
        """
        return self._key("gate_key")

    def lineage_key(self) -> str:
        """The bearer key of the lineage server, from ``secrets/lineage_key``; empty where it asks for none.

        Raises ContractFault when the file is open to others.
        """
        return _private_text(self.secrets / "lineage_key")

    def _key(self, name: str) -> str:
        path = self.secrets / name
        if not path.exists():
            raise ContractFault(f"The key {name} is missing in the secrets folder: run `make up`, which makes one.")
        return path.read_text(encoding="utf-8").strip()

    def source_address(self, system: str) -> str:
        """URL of a source system with its credentials, from the first place that has one.

        These are ``YIHU_SOURCE_<SYSTEM>`` and Airflow's ``AIRFLOW_CONN_<SYSTEM>`` (as URI) in the environment, the file
        ``source_<system>`` in the secrets folder, and ``settings.env``. Raises ContractFault when none has one, when
        the file is open to others, or when Airflow's connection is not written as a URI.
        """
        name = f"YIHU_SOURCE_{system.upper()}"
        address = (
            os.environ.get(name)
            or _airflow_connection(system)
            or _private_text(self.secrets / f"source_{system}")
            or _settings_file().get(name)
        )
        if not address:
            raise ContractFault(
                f"Source {system} has no address: set {name} in {home_folder() / 'settings.env'} or the environment."
            )
        return address


def _airflow_connection(system: str) -> str:
    """A connection as Airflow reads it from the environment; it writes ``postgres`` for PostgreSQL."""
    name = f"AIRFLOW_CONN_{system.upper()}"
    address = os.environ.get(name, "")
    if address.startswith("{"):
        raise ContractFault(f"{name} is written as JSON: write the connection as a URI.")
    scheme, mark, rest = address.partition("://")
    return f"postgresql://{rest}" if mark and scheme in ("postgres", "postgresql") else address


def _private_text(path: Path) -> str:
    if not path.exists():
        return ""
    if path.stat().st_mode & 0o077:
        raise ContractFault(f"The file {path.name} in the secrets folder is open to others: give it mode 0600.")
    return path.read_text(encoding="utf-8").strip()


def _settings_file() -> dict[str, str]:
    path = home_folder() / "settings.env"
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def read_settings() -> Settings:
    """The settings of the installation that ``YIHU_HOME`` names."""
    return Settings(_env_file=home_folder() / "settings.env", home=home_folder())
