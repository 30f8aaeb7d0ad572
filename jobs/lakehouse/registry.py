"""Runs, model versions and champions in MLflow; the only module that knows MLflow.

A registered version is plain parameters (``model_artefact``) with the digest in a tag: nothing is unpickled,
and an artefact changed after registration is refused. MLflow is imported inside functions: it takes seconds.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, Skipped
from jobs.lakehouse.model_artefact import artefact_of, declared, declared_version, unchanged
from jobs.lakehouse.registry_history import require_appointed
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.training_record import TableVersion, TrainingRecord

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput
    from mlflow.entities.model_registry import ModelVersion

    from mlflow import MlflowClient

CHAMPION, CHALLENGER = "champion", "challenger"
DESCRIPTION = "mlflow.note.content"  # what MLflow's pages show as the description of a run, as Markdown
DIGEST, FINGERPRINT, DECISION = "scorecard_sha256", "fingerprint", "decision"
ABSENT = {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}
FORBIDDEN = {"UNAUTHENTICATED", "PERMISSION_DENIED", "CUSTOMER_UNAUTHORIZED"}
CLIENT_DEFAULTS = {
    # No job tells the makers of MLflow what a lender does with it.
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # Airflow retries with growing pauses; a job that waits minutes for a dead server only holds a slot.
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "GIT_PYTHON_REFRESH": "quiet",
}


class NoChampion(Skipped):
    """No version of the model may be used yet."""


def champion(name: str, settings: Settings) -> Any:
    """The model in use, with its name and version.

    Raises NoChampion when there is none, DataFault when nobody put it into use or its artefact is not the one that
    was registered, InfrastructureFault when MLflow does not answer.
    """
    with reaching(settings):
        client = client_of(settings)
        version = by_alias(client, name, CHAMPION)
        if version is None:
            raise NoChampion(f"Model {name} has no champion: run its DAG train_{name} until its gates hold.")
        require_appointed(client, version, settings.home)
        return _model(client, version)


def model_of(name: str, number: str, settings: Settings) -> Any:
    """The model of one version, registered (in use or not) or declared.

    Raises DataFault when the version is gone or its artefact is not the one that was registered, and
    InfrastructureFault when MLflow does not answer.
    """
    stated = declared_version(name, number)
    if stated:
        return stated
    with reaching(settings):
        client = client_of(settings)
        found = client.search_model_versions(f"name = '{name}'")
        version = next((one for one in found if str(one.version) == number), None)
        if version is None:
            raise DataFault(f"Version {number} of model {name} is no longer registered: what it scored stays as it is.")
        return _model(client, version)


def champion_or_declared(name: str, settings: Settings) -> Any:
    """The model in use: the champion, or while there is none what is declared; raises NoChampion where nothing is."""
    try:
        return champion(name, settings)
    except NoChampion:
        stated = declared(name)
        if stated is None:
            raise
        return stated


def champion_or_none(name: str, settings: Settings) -> Any:
    """The model in use, or None before the first one."""
    try:
        return champion(name, settings)
    except NoChampion:
        return None


def log_run(record: TrainingRecord, settings: Settings) -> str:
    """Keep a training as one MLflow run and return the run's id; a run that broke off is marked as failed."""
    with reaching(settings):
        client = client_of(settings)
        run_id = client.create_run(_experiment(client, record.model.name), tags=_run_tags(record)).info.run_id
        try:
            _log(client, run_id, record)
        except BaseException:
            with suppress(Exception):  # the first error is the one to tell
                client.set_terminated(run_id, "FAILED")
            raise
        client.set_terminated(run_id, "FINISHED")
    return run_id


def register(record: TrainingRecord, run_id: str, settings: Settings) -> str:
    """Make a version of the run's model and return its number; it is not in use until it is promoted."""
    name = record.model.name
    with reaching(settings):
        client = client_of(settings)
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        tags = {DIGEST: record.model.sha256, FINGERPRINT: record.fingerprint}
        source = f"runs:/{run_id}/{Path(artefact_of(name).path).parent}"
        # Nothing to wait for: the version is a pointer to an artefact that is there already.
        made = client.create_model_version(name, source, run_id=run_id, tags=tags, await_creation_for=0)
        return str(made.version)


def promote(name: str, version: str, alias: str, reason: str, settings: Settings) -> None:
    """Give a version the alias champion or challenger, and write the decision down last."""
    with reaching(settings):
        client_of(settings).set_registered_model_alias(name, alias, version)
    note_decision(name, version, alias, reason, settings)


def note_decision(name: str, version: str, alias: str, reason: str, settings: Settings) -> None:
    """Write down what a training came to: after it, the same training is not made again."""
    with reaching(settings):
        client = client_of(settings)
        client.set_model_version_tag(name, version, "decision_reason", reason[:4000])
        client.set_model_version_tag(name, version, DECISION, alias)


def _model(client: MlflowClient, version: ModelVersion) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(client.download_artifacts(version.run_id, artefact_of(version.name).path, folder))
        text = path.read_text(encoding="utf-8")
    model = unchanged(text, version.name, str(version.version), version.tags.get(DIGEST, ""))
    return model.with_version(str(version.version))


def by_alias(client: MlflowClient, name: str, alias: str) -> ModelVersion | None:
    from mlflow.exceptions import MlflowException

    try:
        return client.get_model_version_by_alias(name, alias)
    except MlflowException as error:
        if error.error_code in ABSENT:
            return None
        raise


def _log(client: MlflowClient, run_id: str, record: TrainingRecord) -> None:
    from mlflow.entities import Metric as LoggedMetric
    from mlflow.entities import Param

    now = int(time.time() * 1000)
    metrics = [LoggedMetric(name, value, now, 0) for one in record.metrics for name, value in one.named.items()]
    client.log_batch(run_id, metrics, [Param(key, str(value)[:6000]) for key, value in record.parameters.items()])
    client.log_inputs(run_id, [_dataset(record.table)])
    for path, text in {**record.texts, artefact_of(record.model.name).path: record.model.to_json()}.items():
        client.log_text(run_id, text, path)
    for path, figure in record.figures.items():
        client.log_figure(run_id, figure, f"charts/{path}")


def _run_tags(record: TrainingRecord) -> dict[str, str]:
    """Tags of the run; each sample's definition is there, because a figure without it means nothing."""
    return {
        **record.tags,
        DESCRIPTION: record.description,
        **{f"sample.{name}": text for name, text in record.samples.items()},
        FINGERPRINT: record.fingerprint,
        DIGEST: record.model.sha256,
        "training_table": record.table.name,
        "training_table_version": record.table.edition,
    }


def _dataset(table: TableVersion) -> DatasetInput:
    from mlflow.data.delta_dataset_source import DeltaDatasetSource
    from mlflow.data.sources import LocalArtifactDatasetSource
    from mlflow.entities import Dataset, DatasetInput, InputTag

    path, is_file = str(table.path), table.version is None
    source = (
        LocalArtifactDatasetSource(path) if is_file else DeltaDatasetSource(path, delta_table_version=table.version)
    )
    profile = json.dumps({"delta_table_version": table.version, "content_sha256": table.content_digest})
    kind = "file" if is_file else "delta_table"
    dataset = Dataset(table.name, table.content_digest[:32], kind, source.to_json(), profile=profile)
    return DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])


def _experiment(client: MlflowClient, name: str) -> str:
    experiment = client.get_experiment_by_name(name)
    return experiment.experiment_id if experiment else client.create_experiment(name)


def client_of(settings: Settings) -> MlflowClient:
    """A client of the tracking server, for the modules that are named after this one."""
    for name, value in CLIENT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if settings.tracking_password:
        os.environ["MLFLOW_TRACKING_USERNAME"] = settings.tracking_username
        os.environ["MLFLOW_TRACKING_PASSWORD"] = settings.tracking_password
    from mlflow import MlflowClient, set_tracking_uri

    set_tracking_uri(settings.tracking_address)  # artefact downloads look the address up globally
    return MlflowClient(settings.tracking_address, settings.tracking_address)


@contextmanager
def reaching(settings: Settings) -> Iterator[None]:
    """Say whose turn it is: the operator's (credentials) or time's (the server does not answer)."""
    try:
        yield
    except (InfrastructureFault, ContractFault, DataFault, Skipped):
        raise
    except Exception as error:
        if getattr(error, "error_code", "") in FORBIDDEN:
            raise ContractFault(
                f"MLflow at {settings.tracking_address} refuses the account: "
                "set YIHU_TRACKING_PASSWORD in settings.env."
            ) from error
        if not _is_of_service(error):
            raise
        raise InfrastructureFault(
            f"MLflow at {settings.tracking_address} does not serve the request ({type(error).__name__}): "
            "see that it runs, then try again."
        ) from error


def _is_of_service(error: Exception) -> bool:
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in (
        "mlflow",
        "requests",
        "urllib3",
    )
