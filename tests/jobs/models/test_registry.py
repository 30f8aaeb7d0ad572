from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from jobs.lakehouse import registry, registry_champion
from jobs.lakehouse.errors import DataFault, ExitCode, InfrastructureFault
from jobs.lakehouse.model_artefact import SCORECARD
from jobs.lakehouse.registry import CHALLENGER, CHAMPION, NoChampion
from jobs.lakehouse.settings import CHECKOUT, Settings
from jobs.models.cases import RowCases
from jobs.models.declaration import ModelDeclaration
from jobs.train import Outcome, train
from jobs.training_data import TrainingData
from tests.jobs.models.planted import planted_loans

if TYPE_CHECKING:
    from mlflow.entities import Run

    from mlflow import MlflowClient

NAME, TRAINER = "credit_score", "Li Na"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def settings(home: Path) -> Settings:
    from mlflow import MlflowClient

    address = f"sqlite:///{home}/mlflow.db"
    MlflowClient(address, address).create_experiment(NAME, artifact_location=str(home / "artefacts"))
    return Settings(home=home, tracking=address)


@pytest.fixture(scope="module")
def data(home: Path, declaration: ModelDeclaration) -> TrainingData:
    return TrainingData(RowCases(declaration, planted_loans()), home / "lake/gold/loan_outcome", version=4)


@pytest.fixture(scope="module")
def first(declaration: ModelDeclaration, data: TrainingData, settings: Settings) -> Outcome:
    return train(declaration, data, settings, TRAINER)


def _run(settings: Settings, version: str) -> tuple[Run, MlflowClient]:
    from mlflow import MlflowClient

    client = MlflowClient(settings.tracking_address, settings.tracking_address)
    return client.get_run(client.get_model_version(NAME, version).run_id), client


def test_before_the_first_training_there_is_no_champion(settings: Settings) -> None:
    with pytest.raises(NoChampion, match="no champion") as caught:
        registry.champion("nobody", settings)
    assert caught.value.exit_code == ExitCode.SKIPPED


def test_the_first_good_model_becomes_champion(first: Outcome, settings: Settings) -> None:
    assert first.alias == CHAMPION
    assert first.lines[0] == f"{NAME}: version {first.version} is champion."
    scorecard = registry.champion(NAME, settings)
    assert (scorecard.name, scorecard.version) == (NAME, first.version)
    assert registry.model_of(NAME, first.version, settings) == scorecard
    with pytest.raises(DataFault, match="no longer registered"):
        registry.model_of(NAME, "999", settings)


def test_a_run_keeps_samples_data_version_declaration_card_and_charts(first: Outcome, settings: Settings) -> None:
    run, client = _run(settings, first.version)
    assert run.info.status == "FINISHED"
    assert "positive class bad" in run.data.tags["sample.test"]
    assert run.data.tags["excluded.WINDOW_OPEN"] == "0 rows"
    assert run.data.tags["mlflow.note.content"].startswith("# Model card: credit_score")
    assert run.data.metrics["test_auc"] > 0.7
    dataset = run.inputs.dataset_inputs[0].dataset
    assert json.loads(dataset.source)["delta_table_version"] == 4
    kept = {item.path for item in client.list_artifacts(run.info.run_id)}
    assert kept >= {"credit_score.yml", "credit_score.md", "scorecard", "charts", "tables", "boosting", "report"}
    assert len(client.list_artifacts(run.info.run_id, "charts")) == 9


def test_a_run_keeps_the_points_of_every_bin(first: Outcome, settings: Settings, tmp_path: Path) -> None:
    run, client = _run(settings, first.version)
    table = pd.read_csv(client.download_artifacts(run.info.run_id, "tables/points.csv", str(tmp_path)))
    scorecard = registry.champion(NAME, settings)
    best = table.iloc[1:].groupby("variable")["points"].max().sum() + table["points"].iloc[0]
    lightest = sum(item.lightest for item in scorecard.characteristics)
    assert best == pytest.approx(scorecard.base_points - scorecard.points_per_log_odds * lightest, abs=1.0)


def test_the_same_training_again_changes_nothing(
    first: Outcome, declaration: ModelDeclaration, data: TrainingData, settings: Settings
) -> None:
    loans = planted_loans().sample(frac=1, random_state=1)
    shuffled = TrainingData(RowCases(declaration, loans), data.path, version=9)
    again = train(declaration, shuffled, settings, TRAINER)
    assert again.version == first.version
    assert "no change" in again.lines[0]


def test_a_model_that_fails_a_gate_is_only_a_challenger(
    first: Outcome, declaration: ModelDeclaration, data: TrainingData, settings: Settings
) -> None:
    gates = declaration.gates.model_copy(update={"min_auc_test": 0.99})
    strict = declaration.model_copy(update={"gates": gates})
    outcome = train(strict, data, settings, TRAINER)
    assert outcome.alias == CHALLENGER
    with pytest.raises(DataFault, match="did not pass its gates"):
        registry_champion.appoint(NAME, outcome.version, "Wang Fang", "please", settings)
    assert registry.champion(NAME, settings).version == first.version


def test_an_artefact_changed_after_registration_is_refused(first: Outcome, settings: Settings, home: Path) -> None:
    run, _ = _run(settings, first.version)
    path = home / "artefacts" / run.info.run_id / "artifacts" / SCORECARD.path
    original = path.read_text(encoding="utf-8")
    path.write_text(original.replace('"pass_from":505', '"pass_from":405'), encoding="utf-8")
    try:
        with pytest.raises(DataFault, match="not the one that was registered"):
            registry.champion(NAME, settings)
        with pytest.raises(DataFault, match="not the one that was registered"):
            registry.champion_or_none(NAME, settings)
    finally:
        path.write_text(original, encoding="utf-8")


def test_a_server_that_does_not_answer_is_an_infrastructure_fault(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(InfrastructureFault, match="does not serve"):
        registry.champion(NAME, Settings(home=home, tracking="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([NAME, "--date", "yesterday"], "yesterday is not a day"),
        ([NAME], "Missing option '--date'"),
        (["weather", "--date", "2026-06-01"], "Model weather is not declared"),
    ],
)
def test_a_wrong_command_ends_with_the_exit_code_of_a_contract_fault(arguments: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "jobs.train", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.CONTRACT_FAULT
    assert sentence in done.stderr


def test_the_models_need_neither_airflow_nor_expectations_nor_mlflow() -> None:
    modules = ", ".join(sorted(path.stem for path in (CHECKOUT / "jobs/models").glob("[!_]*.py")))
    code = (
        f"import sys; from jobs.models import {modules}; from jobs.lakehouse import registry; "
        "import jobs.train; "
        "print([m for m in ('airflow', 'great_expectations', 'mlflow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
