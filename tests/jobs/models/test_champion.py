"""Putting scorecards into use, with a real tracking store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from jobs import champion
from jobs.lakehouse import registry, registry_champion
from jobs.lakehouse.champion_history import ChampionHistory
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.model_artefact import declared
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.registry_history import FAILED, GATES, PASSED
from jobs.lakehouse.registry_runs import kept_run
from jobs.lakehouse.settings import Settings
from jobs.models.cases import RowCases
from jobs.models.declaration import ModelDeclaration
from jobs.train import decided, train
from jobs.training_data import TrainingData
from tests.jobs.models.planted import planted_loans

if TYPE_CHECKING:
    from mlflow import MlflowClient

NAME, TRAINER, APPROVER = "credit_score", "Li Na", "Wang Fang"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from mlflow import MlflowClient

    home = tmp_path_factory.mktemp("home")
    address = f"sqlite:///{home}/mlflow.db"
    (home / "settings.env").write_text(f"YIHU_TRACKING={address}\n")
    MlflowClient(address, address).create_experiment(NAME, artifact_location=str(home / "artefacts"))
    return Settings(home=home, tracking=address)


def _client(settings: Settings) -> MlflowClient:
    from mlflow import MlflowClient

    return MlflowClient(settings.tracking_address, settings.tracking_address)


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


def test_a_training_that_began_before_the_first_version_was_in_use_does_not_put_its_own_into_use(
    settings: Settings, in_use: str, waiting: str
) -> None:
    assert decided(NAME, waiting, True, "its gates", settings) == CHALLENGER
    assert registry.champion(NAME, settings).version == in_use
    with pytest.raises(ContractFault, match="only a training puts a version into use"):
        registry_champion.appoint(NAME, waiting, registry_champion.THE_GATES, "mine", settings)


@pytest.mark.parametrize(("rows", "alias"), [(6000, CHAMPION), (6500, CHALLENGER)])
def test_a_training_that_broke_off_after_its_gates_is_finished_and_not_made_again(
    declaration: ModelDeclaration, settings: Settings, in_use: str, waiting: str, rows: int, alias: str
) -> None:
    version = in_use if alias == CHAMPION else waiting
    _client(settings).delete_model_version_tag(NAME, version, registry.DECISION)
    data = TrainingData(RowCases(declaration, planted_loans(rows)), settings.home / "loan_outcome", 3)
    done = train(declaration, data, settings, TRAINER)
    assert (done.version, done.alias) == (version, alias)
    assert done.lines[0].endswith("its training had broken off.")
    assert "no change" in train(declaration, data, settings, TRAINER).lines[0]


def test_somebody_else_puts_it_into_use_and_one_command_returns_to_the_one_before(
    settings: Settings, in_use: str, waiting: str
) -> None:
    for _ in range(2):  # said again, it changes nothing
        registry_champion.appoint(NAME, waiting, APPROVER, "more loans, same gates", settings)
        assert registry.champion(NAME, settings).version == waiting
    with pytest.raises(ContractFault, match=f"trained version {in_use} of {NAME}: somebody else"):
        registry_champion.take_back(NAME, TRAINER, "mine was better", settings)
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
    with pytest.raises(DataFault, match=f"Version {other} of {NAME} has the alias champion, but no appointment put it"):
        registry.champion(NAME, settings)
    registry_champion.appoint(NAME, newest, APPROVER, "as it was", settings)
    assert registry.champion(NAME, settings).version == newest


def test_a_version_whose_gates_are_failed_scores_nobody(settings: Settings, in_use: str, waiting: str) -> None:
    newest = registry_champion.history(NAME, settings)[-1].version
    _client(settings).set_model_version_tag(NAME, newest, GATES, FAILED)
    with pytest.raises(DataFault, match="after it passed its gates: see who moved the alias"):
        registry.champion(NAME, settings)
    _client(settings).set_model_version_tag(NAME, newest, GATES, PASSED)
    assert registry.champion(NAME, settings).version == newest


def test_an_appointment_does_not_make_a_history_clean_whose_newest_file_was_taken_away(
    settings: Settings, in_use: str, waiting: str
) -> None:
    told = registry_champion.history(NAME, settings)
    path = settings.home / "champions" / NAME / f"{len(told):06}.json"
    kept = path.read_text()
    path.unlink()
    for version in (in_use, waiting):
        with pytest.raises(DataFault, match="does not end as the registry says"):
            registry_champion.appoint(NAME, version, APPROVER, "again", settings)
    path.write_text(kept)
    assert registry_champion.history(NAME, settings) == told


def test_an_appointment_that_broke_off_is_finished_by_saying_it_again_and_by_nothing_else(
    settings: Settings, in_use: str, waiting: str
) -> None:
    told = registry_champion.history(NAME, settings)
    new, old = (waiting, in_use) if told[-1].version == in_use else (in_use, waiting)
    begun = ChampionHistory(settings.home, NAME).add(told, "appointed", new, "digest", APPROVER, TRAINER, "more loans")
    with pytest.raises(DataFault, match=f"Putting version {new} of {NAME} into use broke off"):
        registry_champion.appoint(NAME, old, APPROVER, "no", settings)
    assert registry.champion(NAME, settings).version == old  # scoring goes on meanwhile
    registry_champion.appoint(NAME, new, APPROVER, "more loans", settings)
    assert registry_champion.history(NAME, settings) == (*told, begun)
    assert registry.champion(NAME, settings).version == new


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
