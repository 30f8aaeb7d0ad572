"""Clusters are trained into MLflow: kept with chart and digest, judged, and not made twice."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest

from jobs.lakehouse import registry, registry_champion
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.training_record import TableVersion
from jobs.segmentation.declaration import read_cluster_model
from jobs.train_clusters import Rows, train
from tests.jobs.segmentation.planted import MODEL, planted

NAME = "customer_cluster"
# The planted kinds under the name of the declared model: its file goes into the run.
PLANTED = MODEL.model_copy(update={"name": NAME})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("registry")


@pytest.fixture(scope="module")
def settings(folder):
    from mlflow import MlflowClient

    address = f"sqlite:///{folder}/mlflow.db"
    MlflowClient(address, address).create_experiment(NAME, artifact_location=str(folder / "artefacts"))
    return Settings(home=folder, tracking=address)


def drawn(folder, seed: int) -> Rows:
    rows: pd.DataFrame = planted(2_000, seed)[0]
    return Rows(rows, TableVersion("gold.customer_wide", folder, seed, hashlib.sha256(f"{seed}".encode()).hexdigest()))


@pytest.fixture(scope="module")
def first(settings, folder):
    return train(PLANTED, drawn(folder, 1), settings, "the schedule")


def test_the_first_good_clusters_are_put_into_use_by_the_gates(first, settings):
    assert (first.alias, first.lines[0]) == (CHAMPION, f"{NAME}: version 1 is champion.")
    assert [one.code for one in registry.champion(NAME, settings).clusters] == ["A", "B", "C"]
    assert registry_champion.history(NAME, settings)[0].by == registry_champion.THE_GATES


def test_the_run_shows_the_clusters_and_tells_what_they_were_made_from(first, settings):
    from mlflow import MlflowClient

    client = MlflowClient(settings.tracking_address, settings.tracking_address)
    run = client.get_run(client.get_model_version(NAME, first.version).run_id)
    assert run.data.tags["gate.silhouette"].startswith("passed: ")
    assert run.data.metrics["train_stability"] > 0.9
    assert [one.path for one in client.list_artifacts(run.info.run_id, "charts")] == ["charts/clusters.png"]


def test_the_same_rows_are_no_change(first, settings, folder):
    again = train(PLANTED, drawn(folder, 1), settings, "the schedule")
    assert (again.version, again.alias) == (first.version, None)


def test_later_clusters_wait_for_somebody_else(first, settings, folder):
    later = train(PLANTED, drawn(folder, 2), settings, "the schedule")
    assert later.alias == CHALLENGER
    assert "waits for somebody else" in later.lines[-1]
    assert registry.champion(NAME, settings).version == first.version


def test_clusters_without_a_variable_of_those_in_use_share_no_code_with_them(first, settings, folder):
    fewer = PLANTED.model_copy(update={"variables": PLANTED.variables[:1]})
    later = train(fewer, Rows(drawn(folder, 3).sample[["party_id", "balance_amount"]], drawn(folder, 3).table),
                  settings, "the schedule")  # fmt: skip
    assert [line.split()[0] for line in later.lines[1:4]] == ["D", "E", "F"]


def test_the_declared_model_looks_at_columns_that_its_table_has():
    from jobs.lakehouse.catalog import Catalog

    model = read_cluster_model(NAME)
    columns = {column.name for column in Catalog()[model.training.table].columns}
    assert set(model.columns) <= columns
