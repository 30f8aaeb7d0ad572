"""What records of two parties share by chance: u, counted over random pairs with Splink on DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import isqrt
from typing import TYPE_CHECKING

import duckdb

from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.levels_declared import Comparison
from jobs.identity.matching.training_linker import Shares, linker_on, shares_of
from jobs.identity.matching.weights import declared_weights

if TYPE_CHECKING:
    import pyarrow as pa

# Of the share of a level among random pairs at least this much is left when those of one party are taken away: prior
# and m are estimates, and their product may be too large.
SMALLEST_LEFT = 0.1


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


def shares_by_chance(records: pa.Table, model: MatchModel) -> Mapping[str, Shares]:
    """For each comparison how many of all pairs of the records are on each level.

    Each is counted beside the others, by one thread: what is counted is whole, and the same in any order.
    """
    with ThreadPoolExecutor() as threads:
        counted = threads.map(partial(_counted, records, model), model.comparisons)
        return dict(zip([one.name for one in model.comparisons], counted, strict=True))


def records_of(pairs: int) -> int:
    """How many records have so many pairs, or a few less: n (n - 1) / 2 of them."""
    return (1 + isqrt(1 + 8 * pairs)) // 2


def _counted(records: pa.Table, model: MatchModel, comparison: Comparison) -> Shares:
    if all("u" in level.fixed for level in comparison.levels):
        return [None] * len(comparison.levels)
    alone = model.model_copy(update={"comparisons": (comparison,)})
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("random_records", records)
        linker = linker_on(connection, "random_records", declared_weights(alone))
        linker.training.estimate_u_using_random_sampling(
            max_pairs=model.training.random_pairs, min_count_per_level=None, num_chunks=1
        )
        (learnt,) = linker.misc.save_model_to_json()["comparisons"]
    return shares_of(learnt, "u")
