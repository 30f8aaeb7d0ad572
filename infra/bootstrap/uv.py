"""Finds uv, the installer of the environments, or installs it from the package index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.bootstrap.step import execute, step, works
from infra.bootstrap.system_packages import install_first_of
from infra.paths import TOOLS

OWN_FOLDER = TOOLS / "uv"
VERSIONS = "uv>=0.8,<1"


def find_or_install() -> Path:
    """Path of a uv that runs: the one installed before, the one on PATH, or a new one from the index."""
    for candidate in (str(OWN_FOLDER / "bin" / "uv"), shutil.which("uv")):
        if candidate and _new_enough(candidate):
            return Path(candidate)
    with step("uv, the installer"):
        return _install()


def environment() -> dict[str, str]:
    """Environment of uv: never another Python than ours; an index that pip is told of is uv's as well."""
    variables = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    if "PIP_INDEX_URL" in variables and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & variables.keys():
        variables["UV_DEFAULT_INDEX"] = variables["PIP_INDEX_URL"]
    if "SSL_CERT_FILE" not in variables and "PIP_CERT" in variables:
        variables["SSL_CERT_FILE"] = variables["PIP_CERT"]
    return variables


def _new_enough(program: str) -> bool:
    try:
        printed = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
        major, minor = printed.split()[1].split(".")[:2]
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return False
    return (int(major), int(minor)) >= (0, 8)


def _install() -> Path:
    if not works([sys.executable, "-c", "import ensurepip, venv"]):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_first_of((f"python{version}-venv", "python3-venv"), f"Python {version} lacks its venv module")
    shutil.rmtree(OWN_FOLDER, ignore_errors=True)
    execute([sys.executable, "-m", "venv", str(OWN_FOLDER)], "A virtual environment for uv cannot be made")
    pip = [str(OWN_FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    execute([*pip, VERSIONS], "uv cannot be installed from the package index: is there a network, or a proxy to set?")
    return OWN_FOLDER / "bin" / "uv"
