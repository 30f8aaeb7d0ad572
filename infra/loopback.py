"""The name under which Airflow knows this machine: only ever the loopback, on which all its servers listen."""

from __future__ import annotations


def name() -> str:
    """Value of Airflow's ``hostname_callable``."""
    return "localhost"
