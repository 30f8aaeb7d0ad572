"""Weights learnt from records without labels, with Splink on DuckDB: u from random pairs, m by the EM algorithm.

The method is Fellegi and Sunter's (1969), with the estimates of Winkler (1988). The same rows in any order give the
same weights: the sample is chosen by the digest of the key, and one thread adds up in one order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.levels import MACROS, sql_absent, sql_condition
from jobs.identity.matching.levels_declared import AnyLevel, Comparison
from jobs.identity.matching.weights import ComparisonWeights, MatchWeights, ValueFrequencies, declared_weights
from jobs.lakehouse.errors import DataFault, Skipped

if TYPE_CHECKING:
    import pyarrow as pa

# Of u a share below this is not told from none by any sample that fits a machine. Of m: people err in every field, and
# what no pair of the sample shows is rare, not impossible.
SMALLEST_SHARES = {"m": 1e-4, "u": 1e-7}
# Of the share of a level among random pairs at least this much is left when those of one party are taken away: prior
# and m are estimates, and their product may be too large.
SMALLEST_LEFT = 0.1
DIGITS = 9


@dataclass(frozen=True)
class Chance:
    """What two parties share by chance: what random pairs share, less the share of pairs of one party.

    Of random pairs ``prior`` times ``m`` are of one party and agree: nearly none in a bank of millions, most of those
    that agree in a small set with many records of each. See decision 0051.
    """

    prior: float
    m: float

    def among_parties(self, among_all: float) -> float:
        """The share of an agreement among pairs of two parties."""
        return max(among_all - self.prior * self.m, among_all * SMALLEST_LEFT) / (1 - self.prior)


def learnt_weights(records: pa.Table, model: MatchModel) -> MatchWeights:
    """The weights that the records teach; what they cannot teach stays as it is declared.

    ``records`` have ``model.columns``. Raises Skipped where they are too few to learn from.
    """
    with duckdb.connect() as connection:
        sample = _sample(connection, records, model)
        if sample < model.training.fewest_records:
            raise Skipped(
                f"{model.training.table} has {sample} records to train {model.name} on, "
                f"{model.training.fewest_records} are needed: train on a later date."
            )
        linker = linker_on(connection, "sample", declared_weights(model))
        _estimate(linker, model)
        learnt = linker.misc.save_model_to_json()
        found = {one["output_column_name"]: one for one in learnt["comparisons"]}
        prior = _rounded(learnt["probability_two_random_records_match"]) or model.prior
        comparisons = tuple(_weights_of(connection, one, found[one.name], model, prior) for one in model.comparisons)
    return MatchWeights(model=model, prior=prior, comparisons=comparisons)


def linker_on(connection: duckdb.DuckDBPyConnection, table: str, weights: MatchWeights) -> Linker:
    """Splink's linker over a table of records, its model being these weights."""
    for macro in MACROS:
        connection.execute(macro)
    database = DuckDBAPI(connection)
    return Linker(database.register(table), SettingsCreator(**_settings(weights)), log_level=None)


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


def _sample(connection: duckdb.DuckDBPyConnection, records: pa.Table, model: MatchModel) -> int:
    """Keep the sample as a table; how many records it has. Which ones depends on the seed and their keys alone."""
    connection.execute("SET threads = 1")
    connection.register("all_records", records)
    columns = ", ".join(f'"{name}"' for name in model.columns)
    chosen = f'WHERE "{model.only.column}" = $value' if model.only else ""
    parameters = {"value": model.only.value} if model.only else {}
    connection.execute(
        f"CREATE TABLE sample AS SELECT {columns} FROM all_records {chosen} "
        f'ORDER BY md5(\'{model.training.seed}/\' || "{model.key}"), "{model.key}" '
        f"LIMIT {model.training.sample_records}",
        parameters,
    )
    return _number(connection, "SELECT count(*) FROM sample")


def _estimate(linker: Linker, model: MatchModel) -> None:
    training = model.training
    certain = [block_on(*names) for names in training.certain_rules]
    try:
        linker.training.estimate_probability_two_random_records_match(certain, recall=training.certain_share)
    except ValueError as error:
        raise DataFault(
            f"The certain rules of {model.name} find more pairs than there are: correct them in its declaration."
        ) from error
    linker.training.estimate_u_using_random_sampling(
        max_pairs=training.random_pairs, seed=training.seed, min_count_per_level=None, num_chunks=1
    )
    for names in training.expectation_rules:
        before = linker._settings_obj.core_model_settings.copy()
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*names), max_pairs=training.expectation_pairs, record_sample_proportion=1.0
            )
        except (EMTrainingException, ValueError):
            # No pair, no comparison that varies, or a level that no pair is on: the rule teaches nothing here. Splink
            # 5.0.0 leaves its model with the prior of the rule's pairs and without the rule's comparisons.
            linker._settings_obj.core_model_settings = before


def _weights_of(
    connection: duckdb.DuckDBPyConnection,
    comparison: Comparison,
    found: Mapping[str, Any],
    model: MatchModel,
    prior: float,
) -> ComparisonWeights:
    told = [level for level in found["comparison_levels"] if not level.get("is_null_level")]
    learnt = [_without_matches(level, prior) for level in told]
    m, u = (_shares(comparison, learnt, name) for name in ("m", "u"))
    rated = comparison.frequency_level
    if rated is None:
        return ComparisonWeights(name=comparison.name, m=m, u=u)
    frequencies = _frequencies(connection, comparison, model, Chance(prior, m[comparison.levels.index(rated)]))
    return ComparisonWeights(name=comparison.name, m=m, u=u, frequencies=frequencies)


def _without_matches(level: Mapping[str, Any], prior: float) -> Mapping[str, Any]:
    """The level with the share of it among pairs of two parties, where it was seen among random pairs."""
    m, among_all = level.get("m_probability"), level.get("u_probability")
    if not (isinstance(m, float) and isinstance(among_all, float)):
        return level
    return {**level, "u_probability": Chance(prior, m).among_parties(among_all)}


def _shares(comparison: Comparison, learnt: Iterable[Mapping[str, Any]], name: str) -> tuple[float, ...]:
    """Learnt shares that add up to one: fixed ones stand, the others share what is left; unseen ones as declared."""
    pairs = list(zip(comparison.levels, learnt, strict=True))
    raw = [getattr(level, name) if name in level.fixed else _seen(level, one, name) for level, one in pairs]
    is_fixed = [name in level.fixed for level, _ in pairs]
    free = sum(share for share, fixed in zip(raw, is_fixed, strict=True) if not fixed)
    left = 1 - sum(share for share, fixed in zip(raw, is_fixed, strict=True) if fixed)
    factor = left / free if free else 1.0
    return tuple(_rounded(share if fixed else share * factor) for share, fixed in zip(raw, is_fixed, strict=True))


def _seen(level: AnyLevel, learnt: Mapping[str, Any], name: str) -> float:
    """The learnt share; the declared one where no pair of the sample is on the level."""
    found = learnt.get(f"{name}_probability")
    return max(found, SMALLEST_SHARES[name]) if isinstance(found, float) else getattr(level, name)


def _frequencies(
    connection: duckdb.DuckDBPyConnection, comparison: Comparison, model: MatchModel, chance: Chance
) -> ValueFrequencies:
    """How often records of other parties have a value too: one that several records have, and the others together.

    A value of k records meets itself in k - 1 of the others; one of few records is never listed.
    """
    kept, column = model.frequencies, f'"{comparison.column}"'
    counted = f"SELECT {column} AS value, count(*) AS k FROM sample WHERE {column} IS NOT NULL GROUP BY 1"
    chosen = f"SELECT value, k FROM ({counted}) WHERE k >= {kept.fewest_records} ORDER BY k DESC, 1 LIMIT {kept.listed}"
    listed = dict(connection.execute(chosen).fetchall())
    records = _number(connection, f"SELECT count({column}) FROM sample")
    meetings = _number(connection, f"SELECT coalesce(sum(k * (k - 1)), 0) FROM ({counted})")
    unlisted = records - sum(listed.values())
    met = meetings - sum(k * (k - 1) for k in listed.values())

    def rated(others: float) -> float:
        return _rounded(chance.among_parties(others / (records - 1)))

    return ValueFrequencies(
        listed={value: rated(k - 1) for value, k in listed.items()},
        unlisted=rated(met / unlisted) if unlisted and records > 1 else None,
    )


def _number(connection: duckdb.DuckDBPyConnection, question: str) -> int:
    row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0


def _rounded(share: float) -> float:
    """So many significant digits: the last ones are noise of the arithmetic."""
    return float(f"{share:.{DIGITS}g}")
