"""Putting scorecards into use, with a real tracking store."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobs import champion
from jobs.lakehouse import registry, registry_champion
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.model_artefact import declared
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.registry_runs import kept_run
from jobs.lakehouse.settings import Settings
from jobs.models.cases import RowCases
from jobs.models.declaration import ModelDeclaration
from jobs.train import train
from jobs.training_data import TrainingData
from tests.jobs.models.planted import planted_loans

NAME, TRAINER, APPROVER = "credit_score", "Li Na", "Wang Fang"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from mlflow import MlflowClient

    home = tmp_path_factory.mktemp("home")
    address = f"sqlite:///{home}/mlflow.db"
    (home / "settings.env").write_text(f"YIHU_TRACKING={address}\n")
    MlflowClient(address, address).create_experiment(NAME, artifact_location=str(home / "artefacts"))
    return Settings(home=home, tracking=address)


@pytest.fixture(scope="module")
def in_use(declaration: ModelDeclaration, settings: Settings) -> str:
    first = train(
        declaration,
        TrainingData(RowCases(declaration, planted_loans()), settings.home / "loan_outcome", 1),
        settings,
        TRAINER,
    )
    assert first.alias == CHAMPION
    return first.version


@pytest.fixture(scope="module")
def waiting(declaration: ModelDeclaration, settings: Settings, in_use: str) -> str:
    """A second version that passed its gates on more loans."""
    data = TrainingData(RowCases(declaration, planted_loans(6500)), settings.home / "loan_outcome", 2)
    second = train(declaration, data, settings, TRAINER)
    assert second.alias == CHALLENGER
    assert second.lines[-1].endswith(f"jobs.champion appoint {NAME} --version {second.version} --reason WHY")
    return second.version


def test_a_version_that_passed_its_gates_waits_for_somebody_who_did_not_train_it(
    settings: Settings, in_use: str, waiting: str
) -> None:
    assert registry.champion(NAME, settings).version == in_use
    with pytest.raises(ContractFault, match="somebody else has to put it into use"):
        registry_champion.appoint(NAME, waiting, "  li NA ", "mine", settings)
    assert registry.champion(NAME, settings).version == in_use


def test_a_model_that_is_declared_and_not_trained_is_no_version_to_put_into_use(settings: Settings) -> None:
    stated = declared("person_match")
    with pytest.raises(DataFault, match=f"MLflow has no version {stated.version} of person_match"):
        registry_champion.appoint("person_match", stated.version, APPROVER, "as it is", settings)


def test_somebody_else_puts_it_into_use_and_one_command_returns_to_the_one_before(
    settings: Settings, in_use: str, waiting: str
) -> None:
    for _ in range(2):  # said again, it changes nothing
        registry_champion.appoint(NAME, waiting, APPROVER, "more loans, same gates", settings)
        assert registry.champion(NAME, settings).version == waiting
    returned = registry_champion.take_back(NAME, APPROVER, "refuses too many", settings)
    assert registry.champion(NAME, settings).version == in_use == returned.version
    told = registry_champion.history(NAME, settings)
    assert [(one.kind, one.version, one.by) for one in told] == [
        ("appointed", in_use, registry_champion.THE_GATES),
        ("appointed", waiting, APPROVER),
        ("returned", in_use, APPROVER),
    ]


def test_an_alias_that_was_moved_by_hand_is_told(settings: Settings, in_use: str, waiting: str) -> None:
    newest = registry_champion.history(NAME, settings)[-1].version
    other = waiting if newest == in_use else in_use
    registry.promote(NAME, other, CHAMPION, "by hand", settings)
    with pytest.raises(DataFault, match=f"names version {other}, but version {newest} was put into use last"):
        registry_champion.history(NAME, settings)
    registry_champion.appoint(NAME, newest, APPROVER, "as it was", settings)
    assert registry.champion(NAME, settings).version == newest


def test_the_report_is_made_from_the_run_and_tells_who_approved(
    settings: Settings, waiting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry_champion.appoint(NAME, waiting, APPROVER, "more loans, same gates", settings)
    monkeypatch.setenv("YIHU_HOME", str(settings.home))
    done = CliRunner().invoke(champion.application, ["report", NAME, "--version", waiting, "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    page = (tmp_path / f"{NAME}_{waiting}.html").read_text()
    for part in ("Purpose", "Decision", "Approvals", "Data", "Method", "Performance", APPROVER, "positive class bad"):
        assert part in page, part
    assert "swapped out" in page
    assert page.count("data:image/png;base64,") == 9
    assert "http" not in page.split("<body>")[0]
    assert (tmp_path / f"{NAME}_{waiting}.pdf").read_bytes().startswith(b"%PDF")


def test_every_figure_of_a_run_has_its_interval(settings: Settings, waiting: str) -> None:
    found = kept_run(NAME, waiting, settings).metrics
    for figure in ("auc", "ks", "gini", "brier", "boosting_auc", "auc_less_boosting"):
        for sample in ("train", "test", "out_of_time"):
            name = f"{sample}_{figure}"
            assert found[f"{name}_low"] <= found[name] <= found[f"{name}_high"], name
    assert found["test_calibration_error"] < 2 * found["test_calibration_error_by_chance"]


def test_there_is_nothing_to_return_to_before_the_second_champion(tmp_path: Path) -> None:
    alone = Settings(home=tmp_path, tracking=f"sqlite:///{tmp_path}/mlflow.db")
    with pytest.raises(DataFault, match="nothing to return to"):
        registry_champion.take_back(NAME, APPROVER, "no", alone)
