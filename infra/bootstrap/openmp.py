"""The runtime library of OpenMP, which the gradient boosting of the challenger is linked to; its wheel brings none."""

from __future__ import annotations

import ctypes

from infra.bootstrap.system_packages import install_first_of

LIBRARY, PACKAGES = "libgomp.so.1", ("libgomp1",)


def find_or_install() -> None:
    """Install the library where the system lacks it. Raises SetupFault that says what to install."""
    if not is_there():
        install_first_of(PACKAGES, f"Training needs {LIBRARY} and the system has none")


def is_there(library: str = LIBRARY) -> bool:
    """Whether the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
