"""Whether the registry and the champion history say the same of the version in use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jobs.lakehouse.champion_history import ChampionHistory
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.model_artefact import declared

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

    from mlflow import MlflowClient

HEAD = "champion_history_sha256"
TRAINED_BY, GATES, PASSED, FAILED = "trained_by", "gates", "passed", "failed"


def head_of(client: MlflowClient, name: str) -> str:
    """Digest of the newest appointment as the registry keeps it; empty before the first."""
    found = client.search_registered_models(f"name = '{name}'")
    return found[0].tags.get(HEAD, "") if found else ""


def require_appointed(client: MlflowClient, version: ModelVersion, home: Path) -> None:
    """Refuse a version that has the alias champion, but that nobody put into use.

    A model that is used untrained has no history: its gates alone put a version into use. Between the file of an
    appointment and the registry's digest of it, the version before and the new one may both have the alias.
    """
    name, number = version.name, str(version.version)
    if declared(name) is not None:
        return
    told, begun = ChampionHistory(home, name).agreed(head_of(client, name))
    appointed = {one.version for one in (*told[-1:], begun) if one}
    if number not in appointed or version.tags.get(GATES) != PASSED:
        raise DataFault(
            f"Version {number} of {name} has the alias champion, but no appointment put it into use after it passed "
            f"its gates: see who moved the alias, then run `python -m jobs.champion appoint {name} --version N "
            "--reason WHY`."
        )
