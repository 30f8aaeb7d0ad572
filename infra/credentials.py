"""Passwords and keys of an installation: generated once, one file each, readable by the owner alone."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

PASSWORDS = (
    "postgres_administrator",
    "postgres_airflow",
    "postgres_mlflow",
    "postgres_core_bank_owner",
    "postgres_lakehouse_reader",
    "airflow_administrator",
    "mlflow_administrator",
    "engine_token",
    "identity_key",
    "gate_key",
    "telecom_vendor_password",
    "court_vendor_password",
    "fraud_vendor_password",
    "ownership_vendor_password",
    "czech_bank_password",
    "telecom_online_token",
)
KEYS = ("airflow_encryption", "airflow_tokens", "airflow_sessions", "mlflow_sessions")


def write_private(path: Path, text: str) -> None:
    """Write a file that was never readable by anyone else, replacing what was there in one step."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def generate_missing(home: Path) -> None:
    """Give every name its own random value; values that exist stay."""
    folder = home / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in (*PASSWORDS, *KEYS):
        if not (folder / name).exists():
            write_private(folder / name, _random_value(name))


def _random_value(name: str) -> str:
    """Letters, digits, -, _ and = only: they need no quoting in a configuration file."""
    if name == "airflow_encryption":
        return base64.urlsafe_b64encode(os.urandom(32)).decode("ascii")
    return secrets.token_hex(24)


def credential(home: Path, name: str) -> str:
    """The value of one credential."""
    return (home / "secrets" / name).read_text(encoding="utf-8").strip()
