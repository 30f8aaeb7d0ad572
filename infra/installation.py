"""The folders and the settings file of an installation.

Settings that a person changed stay; addresses that point at this installation's own services follow its ports.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from infra.credentials import credential, generate_missing, write_private
from infra.paths import CHECKOUT, FOLDERS, lay_out
from infra.ports import PORT_SETTINGS
from infra.sample_bank.drop_accounts import ACCOUNTS
from jobs.lakehouse.settings import Settings, read_settings

HEADER = (
    "# Written by `make up`. Ports, memory and sizes may be edited here; the loopback addresses follow from them.\n"
)


def prepare(home: Path, ports: Mapping[str, int]) -> Settings:
    """Create what is missing under ``home`` and return its settings; ``ports`` overrides the settings it names.

    A setting given in the environment is written down, so that later commands agree with this one.
    """
    lay_out(home)
    generate_missing(home)
    values = read_lines(home / "settings.env")
    values |= {f"YIHU_{setting.upper()}": str(port) for setting, port in ports.items()}
    _complete(home, values)
    text = HEADER + "".join(f"{name}={value}\n" for name, value in values.items())
    path = home / "settings.env"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_private(path, text)
    path.chmod(0o600)
    return read_settings()


def read_lines(path: Path) -> dict[str, str]:
    """The NAME=value lines of a settings file; empty when there is none."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def dags_folder(home: Path) -> str:
    """Where Airflow finds its DAGs: YIHU_DAGS, or ``dags`` of the checkout."""
    given = os.environ.get("YIHU_DAGS") or read_lines(home / "settings.env").get("YIHU_DAGS")
    return given or str(CHECKOUT / "dags")


def erase(home: Path) -> None:
    """Remove the data of an installation; settings.env, the environments and the tools stay."""
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)


def _complete(home: Path, values: dict[str, str]) -> None:
    for setting in (*PORT_SETTINGS.values(), "engine_memory"):
        values.setdefault(f"YIHU_{setting.upper()}", str(Settings.model_fields[setting].default))
    for name in values:
        values[name] = os.environ.get(name) or values[name]
    values["YIHU_TRACKING_USERNAME"] = "admin"
    values["YIHU_TRACKING_PASSWORD"] = credential(home, "mlflow_administrator")
    values["YIHU_ENGINE_TOKEN"] = credential(home, "engine_token")
    for name, (prefixes, address) in _own_addresses(home, values).items():
        if not values.get(name) or values[name].startswith(prefixes):
            values[name] = address


def _own_addresses(home: Path, values: Mapping[str, str]) -> dict[str, tuple[tuple[str, ...], str]]:
    """Setting -> (how an address of our own starts, the address as it must be now).

    The engine's host is written ``localhost``: only for that name does Spark's client send a token without TLS.
    """
    reader = f"postgresql://lakehouse_reader:{credential(home, 'postgres_lakehouse_reader')}@127.0.0.1"
    drop = f"@127.0.0.1:{values['YIHU_VENDOR_DROP_PORT']}"
    site = f"http://127.0.0.1:{values['YIHU_OPEN_DATA_PORT']}"
    engine = f"sc://localhost:{values['YIHU_ENGINE_PORT']}"
    return {
        "YIHU_ENGINE": (("sc://127.0.0.1:", "sc://localhost:"), engine),
        "YIHU_TRACKING": (("http://127.0.0.1:",), f"http://127.0.0.1:{values['YIHU_TRACKING_PORT']}"),
        "YIHU_SOURCE_CORE_BANK": (
            ("postgresql://lakehouse_reader:",),
            f"{reader}:{values['YIHU_POSTGRES_PORT']}/core_bank",
        ),
        "YIHU_SOURCE_OPEN_DATA": (("http://127.0.0.1:",), site),
        "YIHU_SOURCE_CALL_BOOK": (("file:///",), f"file://{home / 'calls'}"),
        "YIHU_SOURCE_REVIEW_DESK": (("file:///",), f"file://{home / 'reviews'}"),
        "YIHU_SOURCE_RISK_DESK": (("file:///",), f"file://{home / 'risk_list'}"),
        "YIHU_SOURCE_TELECOM_ONLINE": (
            ("http://bank:",),
            f"http://bank:{credential(home, 'telecom_online_token')}@127.0.0.1:{values['YIHU_OPEN_DATA_PORT']}",
        ),
        **{
            f"YIHU_SOURCE_{system.upper()}": (
                (f"sftp://{account}:",),
                f"sftp://{account}:{credential(home, f'{system}_password')}{drop}",
            )
            for system, account in ACCOUNTS.items()
        },
    }
