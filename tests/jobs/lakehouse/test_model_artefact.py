"""What the registry keeps of a model, and what is used where no model was trained."""

from __future__ import annotations

import json

import pytest

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.weights import declared_weights
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.model_artefact import SCORECARD, WEIGHTS, artefact_of, declared, declared_version, unchanged
from jobs.lakehouse.registry import NoChampion, champion_or_declared, model_of
from jobs.lakehouse.settings import Settings

NAME = "person_match"
STARTING = declared_weights(read_match_model(NAME))


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, tracking=f"sqlite:///{tmp_path}/mlflow.db")


def test_a_model_that_matches_records_is_kept_as_weights_and_any_other_as_scorecard():
    assert (artefact_of(NAME), artefact_of("credit_score")) == (WEIGHTS, SCORECARD)


def test_before_the_first_training_records_are_matched_by_what_is_declared(settings):
    assert champion_or_declared(NAME, settings) == STARTING
    assert model_of(NAME, STARTING.version, settings) == STARTING


def test_a_scorecard_is_never_used_untrained(settings):
    assert declared("credit_score") is None
    with pytest.raises(NoChampion):
        champion_or_declared("credit_score", settings)


def test_a_declaration_that_was_changed_since_is_refused():
    assert declared_version(NAME, "3") is None
    with pytest.raises(DataFault, match="declared otherwise than as declared-000 now"):
        declared_version(NAME, "declared-000")


def test_weights_changed_after_their_registration_are_refused():
    assert unchanged(STARTING.to_json(), NAME, "1", STARTING.sha256).sha256 == STARTING.sha256
    changed = json.dumps({**json.loads(STARTING.to_json()), "prior": 0.5})
    with pytest.raises(DataFault, match="weights of person_match version 1 is not the one that was registered"):
        unchanged(changed, NAME, "1", STARTING.sha256)
    with pytest.raises(DataFault, match="not readable at"):
        unchanged(json.dumps({"prior": "half"}), NAME, "1", STARTING.sha256)
