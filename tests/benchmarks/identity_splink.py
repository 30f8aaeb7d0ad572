"""Splink from end to end with the comparisons of its own library: what others would do in an afternoon."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as cl
from splink.internals.database_api import DatabaseAPI
from splink.internals.exceptions import EMTrainingException

SEED = 20260601
RANDOM_PAIRS = 5e6
# Splink's documentation links from 0.9 to 0.95.
LINK_PROBABILITY = 0.9


@dataclass(frozen=True)
class Recipe:
    """What Splink is told: comparisons, blocking rules, rules of EM, rules that find nearly only true pairs."""

    comparisons: Sequence[Any]
    blocking: Sequence[Sequence[str]]
    expectation: Sequence[Sequence[str]]
    certain: Sequence[Sequence[str]]
    recall: float = 0.7


@dataclass
class Steps:
    """Seconds by step."""

    seconds: dict[str, float] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def done(self, step: str) -> None:
        """The step ended now."""
        now = time.perf_counter()
        self.seconds[step], self.since = now - self.since, now

    @property
    def total(self) -> float:
        """All steps."""
        return sum(self.seconds.values())

    def __str__(self) -> str:
        return ", ".join(f"{step} {seconds:.1f}" for step, seconds in self.seconds.items())


def in_memory() -> DuckDBAPI:
    """A DuckDB of its own."""
    return DuckDBAPI(duckdb.connect())


PLANTED = Recipe(
    comparisons=(
        cl.JaroWinklerAtThresholds("name_key", 0.9).configure(term_frequency_adjustments=True),
        cl.NameComparison("name_sound"),
        cl.DateOfBirthComparison("birth_date", input_is_string=False),
        cl.ExactMatch("id_number"),
        cl.LevenshteinAtThresholds("mobile_phone", 1),
        cl.JaroWinklerAtThresholds("address_key", [0.98, 0.9]),
        cl.ExactMatch("division_code"),
        cl.ExactMatch("gender_code"),
    ),
    blocking=(
        ("id_number",),
        ("name_sound", "birth_date"),
        ("mobile_phone",),
        ("name_key", "division_code"),
        ("birth_date", "substr(address_key, 1, 3)"),
        ("birth_date", "division_code", "gender_code"),
    ),
    expectation=(("name_sound", "birth_date"), ("id_number",), ("mobile_phone",)),
    certain=(("id_number",), ("name_key", "birth_date", "mobile_phone")),
)


def assigned_by_splink(
    records: Any, key: str, recipe: Recipe, database: Callable[[], DatabaseAPI[Any]] = in_memory
) -> tuple[pd.DataFrame, Steps]:
    """Record_id and entity_id as Splink clusters them, and the seconds; ``records`` are what the database takes."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    steps = Steps()
    api = database()
    linker = Linker(api.register(records), _settings(key, recipe), log_level=logging.ERROR)
    _train(linker, recipe)
    steps.done("training")
    pairs = linker.inference.predict(threshold_match_probability=LINK_PROBABILITY)
    steps.done("prediction")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=LINK_PROBABILITY
    )
    found = clusters.as_pandas_dataframe()
    steps.done("clustering")
    return found.rename(columns={key: "record_id", "cluster_id": "entity_id"})[["record_id", "entity_id"]], steps


def _settings(key: str, recipe: Recipe) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=key,
        comparisons=list(recipe.comparisons),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in recipe.blocking],
        retain_matching_columns=False,
    )


def _train(linker: Linker, recipe: Recipe) -> None:
    training = linker.training
    with suppress(ValueError):
        training.estimate_probability_two_random_records_match(
            [block_on(*one) for one in recipe.certain], recipe.recall
        )
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in recipe.expectation:
        before = linker._settings_obj.core_model_settings.copy()
        try:
            training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), record_sample_proportion=1.0, max_pairs=RANDOM_PAIRS
            )
        except (EMTrainingException, ValueError):
            # A set has no pair for some rules; Splink 5.0.0 would go on with a model spoilt by the attempt.
            linker._settings_obj.core_model_settings = before
