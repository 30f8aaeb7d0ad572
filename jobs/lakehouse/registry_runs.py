"""What MLflow keeps of the training behind a version: read back whole, and added to."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.registry import DECISION, FINGERPRINT, client_of, reaching
from jobs.lakehouse.registry_history import GATES
from jobs.lakehouse.settings import Settings

if TYPE_CHECKING:
    from mlflow import MlflowClient

READ = ("charts", "tables")  # folders of a run that a report shows


@dataclass(frozen=True)
class KeptRun:
    """A training as it is kept: parameters, figures, tags, and its charts and tables by path."""

    model: str
    version: str
    run_id: str
    trained_at: str
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    version_tags: Mapping[str, str]
    files: Mapping[str, bytes]


def kept_run(name: str, version: str, settings: Settings) -> KeptRun:
    """The run behind a version. Raises DataFault when the version is gone."""
    with reaching(settings):
        client = client_of(settings)
        found = client.search_model_versions(f"name = '{name}'")
        made = next((one for one in found if str(one.version) == version), None)
        if made is None:
            raise DataFault(
                f"Version {version} of model {name} is not registered: see the versions that are in MLflow."
            )
        run = client.get_run(made.run_id)
        return KeptRun(
            model=name,
            version=version,
            run_id=made.run_id,
            trained_at=datetime.fromtimestamp(run.info.start_time / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            parameters=run.data.params,
            metrics=run.data.metrics,
            tags=run.data.tags,
            version_tags=made.tags,
            files=_files(client, made.run_id),
        )


def decided_version(name: str, fingerprint: str, settings: Settings) -> str | None:
    """The version already made from this data, declaration and code, once its gates were decided."""
    return next((number for number, tags in _same(name, fingerprint, settings) if DECISION in tags), None)


def judged_version(name: str, fingerprint: str, settings: Settings) -> str | None:
    """A version that its gates have judged, whether or not the training that made it came to its end."""
    return next((number for number, tags in _same(name, fingerprint, settings) if GATES in tags), None)


def _same(name: str, fingerprint: str, settings: Settings) -> list[tuple[str, Mapping[str, str]]]:
    with reaching(settings):
        found = client_of(settings).search_model_versions(f"name = '{name}'")
    return [(str(one.version), one.tags) for one in found if one.tags.get(FINGERPRINT) == fingerprint]


def keep_files(run_id: str, files: Mapping[str, bytes], settings: Settings) -> None:
    """Add files to a run, each under its path; a file that is there is replaced."""
    with reaching(settings), tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            local = Path(folder) / Path(path).name
            local.write_bytes(content)
            client_of(settings).log_artifact(run_id, str(local), str(Path(path).parent))


def _files(client: MlflowClient, run_id: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        kept = {one.path for one in client.list_artifacts(run_id)}
        for name in READ:
            if name in kept:
                client.download_artifacts(run_id, name, folder)
        found = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
