"""The measures on cases that fit on a hand: every expected value is worked out beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.identity.measure import ADDED, ENTITIES, Quality, quality, tally
from jobs.identity.measure_at_scale import cluster_sizes_at_scale, tally_at_scale

TRUTH = {"1": "a", "2": "a", "3": "a", "4": "b", "5": "b", "6": "c"}
NAMES = st.sampled_from(["p", "q", "r", "s"])
RECORDS = st.sampled_from([str(number) for number in range(12)])


def assigned(parties: dict[str, str | None]) -> pd.DataFrame:
    """An assignment as a frame."""
    return pd.DataFrame({"record_id": list(parties), "entity_id": list(parties.values())}, dtype="object")


def measured(found: dict[str, str | None], truth: dict[str, str | None]) -> Quality:
    return quality(tally(assigned(found), assigned(truth)), resamples=50)


def apart(assignments: list[dict[str, str | None]]) -> dict[str, str | None]:
    """Many assignments in one, none of which knows a record or a party of another."""
    numbered = [(f"{number}/", one) for number, one in enumerate(assignments)]
    return {mark + record: name and mark + name for mark, one in numbered for record, name in one.items()}


def test_pairs_and_records_are_counted_as_by_hand() -> None:
    # Found {1 2} {3 4 5} {6}: pairs 12, 34, 35, 45; true pairs 12, 13, 23, 45; right 12 and 45.
    found = measured({"1": "x", "2": "x", "3": "y", "4": "y", "5": "y", "6": "z"}, TRUTH)
    assert (found.pairwise.precision.value, found.pairwise.recall.value) == (2 / 4, 2 / 4)
    # Precision by record 1, 1, 1/3, 2/3, 2/3, 1; recall 2/3, 2/3, 1/3, 1, 1, 1.
    assert found.b_cubed.precision.value == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 6)
    assert found.b_cubed.recall.value == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6)
    assert found.b_cubed.f1.value == pytest.approx(2 * (14 / 18) * (14 / 18) / (28 / 18))
    assert (found.records, found.entities) == (6, 3)


def test_the_truth_itself_is_faultless_whatever_its_ids_are_called() -> None:
    found = measured({record: f"P{entity}" for record, entity in TRUTH.items()}, TRUTH)
    assert {found.pairwise.f1.value, found.b_cubed.f1.value, found.pairwise.f1.low, found.b_cubed.f1.high} == {1.0}


def test_records_all_left_alone_are_precise_and_miss_every_pair() -> None:
    found = measured({record: record for record in TRUTH}, TRUTH)
    assert (found.pairwise.precision.value, found.pairwise.recall.value, found.pairwise.f1.value) == (1.0, 0.0, 0.0)
    assert (found.b_cubed.precision.value, found.b_cubed.recall.value) == (1.0, 3 / 6)


def test_one_giant_party_misses_nothing_and_is_imprecise() -> None:
    found = measured(dict.fromkeys(TRUTH, "x"), TRUTH)
    assert (found.pairwise.precision.value, found.pairwise.recall.value) == (4 / 15, 1.0)
    assert found.b_cubed.precision.value == pytest.approx((3 * 3 / 6 + 2 * 2 / 6 + 1 / 6) / 6)


def test_a_record_that_the_assignment_does_not_name_was_left_alone() -> None:
    missing = {"1": "x", "2": "x", "4": "y", "5": None, "6": "z"}
    alone = {"1": "x", "2": "x", "3": "3", "4": "y", "5": "5", "6": "z"}
    assert measured(missing, TRUTH) == measured(alone, TRUTH)


def test_a_record_of_no_known_entity_does_not_count() -> None:
    found = {"1": "x", "2": "x", "9": "x"}
    assert measured(found, {"1": "a", "2": "a", "9": None}) == measured(found, {"1": "a", "2": "a"})


def test_a_record_named_twice_is_refused() -> None:
    twice = pd.concat([assigned({"1": "a"}), assigned({"1": "b"})])
    with pytest.raises(ValueError, match="names a record twice"):
        tally(twice, assigned(TRUTH))


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="No record of a known entity"):
        quality(tally(assigned({"1": "x"}), assigned({"1": None})))


def test_the_interval_holds_the_value_narrows_with_more_entities_and_is_always_the_same() -> None:
    def half_found(entities: int) -> Quality:
        truth = {f"{entity}-{copy}": str(entity) for entity in range(entities) for copy in (0, 1)}
        found = {record: entity if int(entity) % 2 else record for record, entity in truth.items()}
        return quality(tally(assigned(found), assigned(truth)))

    few, many = half_found(40).pairwise.recall, half_found(4000).pairwise.recall
    assert few.low < few.value == 0.5 < few.high
    # The standard error of a share of one half over n entities is 0.5 / sqrt(n); the interval is 3.92 of them wide.
    assert few.high - few.low == pytest.approx(3.92 * 0.5 / np.sqrt(40), rel=0.15)
    assert many.high - many.low == pytest.approx(3.92 * 0.5 / np.sqrt(4000), rel=0.15)
    assert half_found(40) == half_found(40)


@given(found=st.dictionaries(RECORDS, st.none() | NAMES), truth=st.dictionaries(RECORDS, NAMES, min_size=1))
@settings(max_examples=200, deadline=None)
def test_sizes_of_groups_count_the_same_pairs_as_a_list_of_all_pairs(
    found: dict[str, str | None], truth: dict[str, str]
) -> None:
    tallied = tally(assigned(found), assigned(truth))
    sums = tallied[list(ADDED)].mul(tallied[ENTITIES], axis=0).sum()
    pairs = [(left, right) for left in truth for right in truth if left < right]
    together = {pair for pair in pairs if found.get(pair[0]) and found.get(pair[0]) == found.get(pair[1])}
    one_entity = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    counted = (sums["found_count"], sums["true_count"], sums["right_count"])
    assert counted == (len(together), len(one_entity), len(together & one_entity))


def test_both_tallies_are_the_same_for_any_assignments(spark: SparkSession) -> None:
    one = st.dictionaries(RECORDS, st.none() | NAMES)
    # Each example is a query: looking for the smallest one that fails would take minutes.

    @given(cases=st.lists(st.tuples(one, one), min_size=10, max_size=40))
    @settings(max_examples=8, deadline=None, phases=[Phase.generate])
    def holds(cases: list[tuple[dict[str, str | None], dict[str, str | None]]]) -> None:
        # One query for many cases: those of one never share a record or a party with those of another.
        found, truth = (apart([case[side] for case in cases]) for side in (0, 1))
        frames = [
            spark.createDataFrame(list(one.items()), "record_id string, entity_id string") for one in (found, truth)
        ]
        at_scale, here = tally_at_scale(*frames).toPandas(), tally(assigned(found), assigned(truth))
        assert sorted(map(tuple, at_scale.to_numpy())) == sorted(map(tuple, here.to_numpy()))

    holds()


def test_sizes_of_parties_are_counted_where_the_records_are(spark: SparkSession) -> None:
    rows = [*TRUTH.items(), ("7", None), ("8", "d")]
    sizes = cluster_sizes_at_scale(spark.createDataFrame(rows, "record_id string, entity_id string"))
    assert sorted(map(tuple, sizes.collect())) == [(1, 2, 2), (2, 1, 2), (3, 1, 3)]
