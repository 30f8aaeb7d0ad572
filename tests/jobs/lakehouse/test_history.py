"""How a snapshot or a delivery changes intervals, case by case."""

from __future__ import annotations

from datetime import date

import pytest
from pyspark.sql import functions as F

from jobs.lakehouse.history import valid_on
from tests.jobs.lakehouse.observations import Observation, changes_of

SNAPSHOTS = {
    "a changed value closes one row and opens another": Observation(
        [("a", 1, 1, None)], [("a", 2)], 3, None, [("a", 1, 1, 3, False), ("a", 2, 3, None, False)]
    ),
    "an equal value changes nothing, also where it is null": Observation(
        [("a", 1, 1, None), ("b", None, 1, None)], [("a", 1), ("b", None)], 3, None, []
    ),
    "a key that is left out ends": Observation([("a", 1, 1, None)], [], 3, None, [("a", 1, 1, 3, False)]),
    "a key that comes back as it was leaves a gap": Observation(
        [("a", 1, 1, 3)], [("a", 1)], 5, None, [("a", 1, 5, None, False)]
    ),
    "a late day holds until the next observed one": Observation(
        [("a", 1, 1, None)], [("a", 2)], 3, 5, [("a", 1, 1, 3, False), ("a", 2, 3, 5, False), ("a", 1, 5, None, False)]
    ),
    "a correction that removes a change joins its neighbours again": Observation(
        [("a", 1, 1, 3), ("a", 2, 3, 5), ("a", 1, 5, None)],
        [("a", 1)],
        3,
        5,
        [("a", 1, 1, None, False), ("a", 2, 3, 5, True), ("a", 1, 5, None, True)],
    ),
    "a value that began earlier than thought moves its first day": Observation(
        [("a", 1, 1, 5), ("a", 2, 5, None)],
        [("a", 2)],
        3,
        5,
        [("a", 1, 1, 3, False), ("a", 2, 3, None, False), ("a", 2, 5, None, True)],
    ),
    "a value that lasted longer than thought moves its last day": Observation(
        [("a", 1, 1, 3), ("a", 2, 3, None)],
        [("a", 1)],
        3,
        5,
        [("a", 1, 1, 5, False), ("a", 2, 3, None, True), ("a", 2, 5, None, False)],
    ),
    "a day before all others holds until the first of them": Observation(
        [("a", 1, 5, None)], [("b", 7)], 3, 5, [("b", 7, 3, 5, False)]
    ),
    "a key that a late day does not know is cut out of it": Observation(
        [("a", 1, 1, None)], [], 3, 5, [("a", 1, 1, 3, False), ("a", 1, 5, None, False)]
    ),
}
DELIVERIES = {
    "a delivered row holds until a later day brings its key": Observation(
        [("a", 1, 1, None)],
        [("a", 2), ("b", 5)],
        3,
        None,
        [("a", 1, 1, 3, False), ("a", 2, 3, None, False), ("b", 5, 3, None, False)],
    ),
    "a late delivery does not overwrite what a later day brought": Observation(
        [("a", 2, 3, None)], [("a", 1)], 1, None, [("a", 1, 1, 3, False)]
    ),
    "a restated day takes back what it no longer brings": Observation(
        [("a", 1, 1, 3), ("a", 2, 3, 5), ("a", 4, 5, None), ("b", 5, 3, None), ("c", 6, 3, None)],
        [("c", 6)],
        3,
        None,
        [("a", 1, 1, 5, False), ("a", 2, 3, 5, True), ("b", 5, 3, None, True)],
    ),
    "a row brought again as it was is kept, since the earlier one may be taken back": Observation(
        [("a", 1, 1, None)], [("a", 1)], 3, None, [("a", 1, 1, 3, False), ("a", 1, 3, None, False)]
    ),
}


@pytest.fixture(scope="module")
def by_snapshot(spark):
    return dict(zip(SNAPSHOTS, changes_of(spark, "snapshot", list(SNAPSHOTS.values())), strict=True))


@pytest.fixture(scope="module")
def by_delivery(spark):
    return dict(zip(DELIVERIES, changes_of(spark, "delivery", list(DELIVERIES.values())), strict=True))


@pytest.mark.parametrize("sentence", SNAPSHOTS)
def test_of_a_snapshot(by_snapshot, sentence: str) -> None:
    assert by_snapshot[sentence] == SNAPSHOTS[sentence].expected


@pytest.mark.parametrize("sentence", DELIVERIES)
def test_of_a_delivery(by_delivery, sentence: str) -> None:
    assert by_delivery[sentence] == DELIVERIES[sentence].expected


def test_a_row_is_valid_from_its_first_day_and_no_longer_on_the_day_it_ended(spark) -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 3)
    rows = spark.createDataFrame([(first, last), (last, None)], "valid_from_date DATE, valid_to_date DATE")
    days = [date(2026, 5, 31), first, date(2026, 6, 2), last, date(2027, 1, 1)]
    valid = rows.select(F.array(*(valid_on(F.lit(day)) for day in days)).alias("valid")).collect()
    assert [row.valid for row in valid] == [[False, True, True, False, False], [False, False, False, True, True]]
