"""A matching model as Splink on DuckDB knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.levels_declared import AnyLevel, Comparison
from jobs.identity.matching.levels_sql import MACROS, sql_absent, sql_condition
from jobs.identity.matching.weights import ComparisonWeights, MatchWeights

# For each level of a comparison, from the strongest to ``else``: its share of pairs, None where no pair is on it.
Shares = Sequence[float | None]


def linker_on(connection: duckdb.DuckDBPyConnection, table: str, weights: MatchWeights) -> Linker:
    """Splink's linker over a table of records, its model being these weights."""
    for macro in MACROS:
        connection.execute(macro)
    database = DuckDBAPI(connection)
    return Linker(database.register(table), SettingsCreator(**_settings(weights)), log_level=None)


def shares_of(comparison: Mapping[str, Any], name: str) -> Shares:
    """The shares ``m`` or ``u`` of a comparison in a model that Splink saved; it writes a text where it saw no pair."""
    levels = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
    shares = [level.get(f"{name}_probability") for level in levels]
    return [share if isinstance(share, float) else None for share in shares]


def _settings(weights: MatchWeights) -> dict[str, Any]:
    model = weights.model
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": model.key,
        "probability_two_random_records_match": weights.prior,
        "max_iterations": model.training.iterations,
        "comparisons": [_comparison(one, learnt, model) for one, learnt in weights.pairs],
        "blocking_rules_to_generate_predictions": [block_on(*names) for names in model.training.expectation_rules],
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(comparison: Comparison, learnt: ComparisonWeights, model: MatchModel) -> dict[str, Any]:
    absent = {"sql_condition": sql_absent(comparison), "label_for_charts": "unknown", "is_null_level": True}
    levels = zip(comparison.levels, learnt.m, learnt.u, strict=True)
    named = [_level(level, comparison, m, u, model) for level, m, u in levels]
    return {"output_column_name": comparison.name, "comparison_levels": [absent, *named]}


def _level(level: AnyLevel, comparison: Comparison, m: float, u: float, model: MatchModel) -> dict[str, Any]:
    condition = "ELSE" if level.kind == "else" else sql_condition(level, comparison)
    stated: dict[str, Any] = {"sql_condition": condition, "label_for_charts": level.about}
    shares = {"m_probability": m, "u_probability": u}
    fixed = {f"fix_{share}_probability": share in level.fixed for share in ("m", "u")}
    if level is not comparison.frequency_level:
        return stated | shares | fixed
    rated = {"tf_adjustment_column": comparison.column, "tf_adjustment_weight": level.frequency_weight}
    return stated | shares | fixed | rated | {"tf_minimum_u_value": model.frequencies.smallest}
