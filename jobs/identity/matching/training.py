"""Weights learnt from records without labels, with Splink on DuckDB: u from random pairs, m by the EM algorithm.

The method is Fellegi and Sunter's (1969), with the estimates of Winkler (1988). The same rows in any order give the
same weights: the sample is chosen by the digest of the key, and one thread adds up in one order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import duckdb
from splink import Linker, block_on
from splink.internals.exceptions import EMTrainingException

from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.levels_declared import Comparison
from jobs.identity.matching.training_chance import Chance, Shares, records_of, shares_by_chance
from jobs.identity.matching.training_linker import linker_on, shares_of
from jobs.identity.matching.weights import ComparisonWeights, MatchWeights, ValueFrequencies, declared_weights
from jobs.lakehouse.errors import DataFault, Skipped

if TYPE_CHECKING:
    import pyarrow as pa

# Of u a share below this is not told from none by any sample that fits a machine. Of m: people err in every field, and
# what no pair of the sample shows is rare, not impossible.
SMALLEST_SHARES = {"m": 1e-4, "u": 1e-7}
DIGITS = 9


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
        by_chance = shares_by_chance(_random_records(connection, model), model)
        # Sums of the EM algorithm are of fractions, whose order matters.
        connection.execute("SET threads = 1")
        linker = linker_on(connection, "sample", _started(model, by_chance))
        _estimate(linker, model)
        learnt = linker.misc.save_model_to_json()
        prior = _rounded(learnt["probability_two_random_records_match"]) or model.prior
        found = {one["output_column_name"]: shares_of(one, "m") for one in learnt["comparisons"]}
        comparisons = tuple(
            _weights_of(connection, one, found[one.name], by_chance[one.name], model, prior)
            for one in model.comparisons
        )
    return MatchWeights(model=model, prior=prior, comparisons=comparisons)


def _sample(connection: duckdb.DuckDBPyConnection, records: pa.Table, model: MatchModel) -> int:
    """Keep the sample as a table; how many records it has. Which ones depends on the seed and their keys alone."""
    connection.register("all_records", records)
    columns = ", ".join(f'"{name}"' for name in model.columns)
    chosen = f'WHERE "{model.only.column}" = $value' if model.only else ""
    parameters = {"value": model.only.value} if model.only else {}
    connection.execute(
        f"CREATE TABLE sample AS SELECT {columns} FROM all_records {chosen} "
        f"{_first_by_digest(model, '', model.training.sample_records)}",
        parameters,
    )
    return _number(connection, "SELECT count(*) FROM sample")


def _random_records(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> pa.Table:
    """Of the sample as many records as have the pairs over which chance is counted."""
    drawn = _first_by_digest(model, "pairs/", records_of(model.training.random_pairs))
    return connection.execute(f"SELECT * FROM sample {drawn}").to_arrow_table()


def _first_by_digest(model: MatchModel, draw: str, limit: int) -> str:
    """So many records of a draw, the same in any order of rows: those of the smallest digests."""
    return f'ORDER BY md5(\'{draw}{model.training.seed}/\' || "{model.key}"), "{model.key}" LIMIT {limit}'


def _started(model: MatchModel, by_chance: Mapping[str, Shares]) -> MatchWeights:
    """What the EM algorithm starts from: as declared, but for the chance that was counted."""
    declared = declared_weights(model)
    started = (
        learnt.model_copy(update={"u": _or_declared(comparison, by_chance[comparison.name], "u")})
        for comparison, learnt in declared.pairs
    )
    return declared.model_copy(update={"comparisons": tuple(started)})


def _estimate(linker: Linker, model: MatchModel) -> None:
    training = model.training
    certain = [block_on(*names) for names in training.certain_rules]
    try:
        linker.training.estimate_probability_two_random_records_match(certain, recall=training.certain_share)
    except ValueError as error:
        raise DataFault(
            f"The certain rules of {model.name} find more pairs than there are: correct them in its declaration."
        ) from error
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
    among_matches: Shares,
    by_chance: Shares,
    model: MatchModel,
    prior: float,
) -> ComparisonWeights:
    m = _adding_up(comparison, among_matches, "m")
    u = _adding_up(comparison, _among_parties(among_matches, by_chance, prior), "u")
    rated = comparison.frequency_level
    if rated is None:
        return ComparisonWeights(name=comparison.name, m=m, u=u)
    frequencies = _frequencies(connection, comparison, model, Chance(prior, m[comparison.levels.index(rated)]))
    return ComparisonWeights(name=comparison.name, m=m, u=u, frequencies=frequencies)


def _among_parties(among_matches: Shares, by_chance: Shares, prior: float) -> Shares:
    """Of the share of random pairs on each level what pairs of two parties have, as far as it is known."""
    both = zip(among_matches, by_chance, strict=True)
    return [share if None in (m, share) else Chance(prior, m).among_parties(share) for m, share in both]


def _adding_up(comparison: Comparison, seen: Shares, name: str) -> tuple[float, ...]:
    """Shares that add up to one: fixed ones stand, the others share what is left; unseen ones as declared."""
    raw = _or_declared(comparison, seen, name)
    is_fixed = [name in level.fixed for level in comparison.levels]
    free = sum(share for share, fixed in zip(raw, is_fixed, strict=True) if not fixed)
    left = 1 - sum(share for share, fixed in zip(raw, is_fixed, strict=True) if fixed)
    factor = left / free if free else 1.0
    return tuple(_rounded(share if fixed else share * factor) for share, fixed in zip(raw, is_fixed, strict=True))


def _or_declared(comparison: Comparison, seen: Shares, name: str) -> tuple[float, ...]:
    """The share of each level as it was seen; as it is declared where it is fixed or no pair is on the level."""
    return tuple(
        getattr(level, name) if share is None or name in level.fixed else max(share, SMALLEST_SHARES[name])
        for level, share in zip(comparison.levels, seen, strict=True)
    )


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
