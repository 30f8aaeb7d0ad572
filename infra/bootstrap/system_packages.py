"""Packages of the operating system, installed only by root on Debian or Ubuntu."""

from __future__ import annotations

import os
import shutil
from functools import cache

from infra.bootstrap.step import SetupFault, execute


def can_install() -> bool:
    """Whether this user may install system packages here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_first_of(packages: tuple[str, ...], purpose: str) -> None:
    """Install the first package of the list that this release of the system offers.

    Raises SetupFault with the sentence that tells the user what to install.
    """
    if not can_install():
        raise SetupFault(
            f"{purpose}: ask an administrator for `apt-get install -y {packages[0]}`, then run this again."
        )
    _refresh_lists()
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for package in packages[:-1]:
        try:
            execute(["apt-get", "install", "-y", "--no-install-recommends", package], purpose, quiet)
            return
        except SetupFault:
            print(f"setup: {package} is not offered by this system, trying the next", flush=True)
    execute(["apt-get", "install", "-y", "--no-install-recommends", packages[-1]], purpose, quiet)


@cache
def _refresh_lists() -> None:
    execute(["apt-get", "update"], "The list of system packages cannot be refreshed")
