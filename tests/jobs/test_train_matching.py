"""A matching model is trained into MLflow: kept with chart and digest, judged, and not made twice."""

from __future__ import annotations

import random
from datetime import date

import pytest

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.gates import LinkedPairs, judge
from jobs.identity.matching.weights import declared_weights
from jobs.lakehouse import registry
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.settings import Settings
from jobs.train_matching import train
from jobs.training_table import TrainingTable
from tests.jobs.identity.matching.persons import frame, planted

NAME, DAY = "person_match", date(2026, 6, 1)
DECLARED = read_match_model(NAME)
MODEL = DECLARED.model_copy(update={"training": DECLARED.training.model_copy(update={"random_pairs": 20_000})})
RECORDS = planted(400)
WEIGHTS = declared_weights(MODEL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("registry")


@pytest.fixture(scope="module")
def settings(folder):
    from mlflow import MlflowClient

    address = f"sqlite:///{folder}/mlflow.db"
    MlflowClient(address, address).create_experiment(NAME, artifact_location=str(folder / "artefacts"))
    return Settings(home=folder, tracking=address)


@pytest.fixture(scope="module")
def first(spark, settings, folder):
    return train(MODEL, TrainingTable(frame(spark, RECORDS), DAY, folder, 4), settings)


def test_the_first_good_weights_are_champion_and_read_back_as_registered(first, settings):
    assert (first.alias, first.lines[0]) == (CHAMPION, "person_match: version 1 is champion.")
    champion = registry.champion(NAME, settings)
    assert (champion.name, champion.version) == (NAME, "1")
    assert champion.prior != MODEL.prior
    assert registry.champion_or_declared(NAME, settings) == champion


def test_the_run_tells_what_was_learnt_and_from_what(first, settings):
    from mlflow import MlflowClient

    client = MlflowClient(settings.tracking_address, settings.tracking_address)
    run = client.get_run(client.get_model_version(NAME, first.version).run_id)
    assert run.data.tags["training_table_version"] == "4"
    assert run.data.tags["gate.agreement"].startswith("passed: ")
    assert run.data.params["training.seed"] == str(MODEL.training.seed)
    assert run.data.metrics["pairs_linked"] > 0
    assert [one.path for one in client.list_artifacts(run.info.run_id, "charts")] == ["charts/match_weights.png"]


def test_the_same_records_in_another_order_are_no_change(spark, first, settings, folder):
    shuffled = random.Random(5).sample(RECORDS, len(RECORDS))  # noqa: S311 - an order, no secret
    again = train(MODEL, TrainingTable(frame(spark, shuffled), DAY, folder, 9), settings)
    assert (again.version, again.alias) == (first.version, None)
    assert "no change" in again.lines[0]


def test_weights_that_link_far_fewer_pairs_are_a_challenger(spark, first, settings, folder):
    """Twelve bits more are asked of a pair than by the champion, and no pair fewer may be linked."""
    strict = MODEL.model_copy(
        update={
            "thresholds": MODEL.thresholds.model_copy(update={"link": 0.99999, "review": 0.9999, "bridge": 0.999999})
        }
    )
    strict = strict.model_copy(update={"gates": strict.gates.model_copy(update={"champion_tolerance": 0.0})})
    found = train(strict, TrainingTable(frame(spark, RECORDS), DAY, folder, 5), settings)
    assert found.alias == CHALLENGER
    assert registry.champion(NAME, settings).version == first.version


@pytest.mark.parametrize(
    ("linked", "is_passed"), [((100, None), True), ((0, None), False), ((119, 100), True), ((79, 100), False)]
)
def test_the_number_of_linked_pairs_is_judged_beside_that_of_the_champion(linked, is_passed):
    assert judge(WEIGHTS, LinkedPairs(*linked))[-1].is_passed is is_passed


def test_agreement_that_speaks_against_a_match_is_refused():
    first, *others = WEIGHTS.comparisons
    turned = first.model_copy(update={"m": first.u, "u": first.m})
    gates = judge(WEIGHTS.model_copy(update={"comparisons": (turned, *others)}), LinkedPairs(1, None))
    assert [gate.name for gate in gates if not gate.is_passed] == ["agreement"]


def test_a_prior_or_weight_out_of_bounds_is_refused():
    bounds = MODEL.gates.model_copy(update={"weight_bits": (-5.0, 5.0), "prior": (0.1, 0.2)})
    strict = WEIGHTS.model_copy(update={"model": MODEL.model_copy(update={"gates": bounds})})
    gates = judge(strict, LinkedPairs(1, None))
    assert [gate.name for gate in gates if not gate.is_passed] == ["prior", "weight_bits"]
