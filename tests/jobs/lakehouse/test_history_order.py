"""Days that arrive late, twice, corrected or with gaps: only what was said last about each day matters."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.jobs.lakehouse.observations import Observation, Row, applied, changes_of

KEYS = ("a", "b")
CASES, LONGEST = 60, 6
Rows = dict[str, int | None]
# A day, and what exists on it or what it brought; the same day may come again, with the same or with other rows.
ARRIVALS = st.lists(
    st.tuples(st.integers(1, 5), st.dictionaries(st.sampled_from(KEYS), st.sampled_from([1, 2, None]))),
    min_size=1,
    max_size=LONGEST,
)
MANY = settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@MANY
@given(st.lists(ARRIVALS, min_size=CASES, max_size=CASES))
def test_a_history_depends_on_the_last_snapshot_of_each_day_alone(spark, cases) -> None:
    tables = arrived(spark, "snapshot", cases)
    assert tables == [as_snapshots_say(dict(arrivals)) for arrivals in cases]
    for table, arrivals in zip(tables, cases, strict=True):
        assert {day: valid(table, day) for day, _ in arrivals} == dict(arrivals)


@MANY
@given(st.lists(ARRIVALS, min_size=CASES, max_size=CASES))
def test_a_merged_table_depends_on_the_last_delivery_of_each_day_alone(spark, cases) -> None:
    tables = arrived(spark, "delivery", cases)
    assert tables == [as_deliveries_say(dict(arrivals)) for arrivals in cases]
    for table, arrivals in zip(tables, cases, strict=True):
        brought = sorted(dict(arrivals).items())
        for day, _ in brought:
            known = {key: count for earlier, rows in brought if earlier <= day for key, count in rows.items()}
            assert valid(table, day) == known


def arrived(spark, kind: str, cases) -> list[list[Row]]:
    """The stored rows of every case after all its arrivals, one after the other."""
    tables: list[list[Row]] = [[] for _ in cases]
    for step in range(max(map(len, cases))):
        moving = [number for number, arrivals in enumerate(cases) if len(arrivals) > step]
        observed = [observation(tables[number], cases[number], step) for number in moving]
        for number, changes in zip(moving, changes_of(spark, kind, observed), strict=True):
            tables[number] = applied(tables[number], changes)
    return tables


def observation(table: list[Row], arrivals, step: int) -> Observation:
    day, rows = arrivals[step]
    later = [known for known, _ in arrivals[:step] if known > day]
    return Observation(table, list(rows.items()), day, min(later, default=None))


def valid(table: list[Row], day: int) -> Rows:
    return {key: count for key, count, start, end in table if start <= day and (end is None or day < end)}


def as_snapshots_say(by_day: dict[int, Rows]) -> list[Row]:
    """Straight from the definition: each day holds until the next, equal neighbours are one row."""
    table: list[Row] = []
    for key in KEYS:
        for day, end in pairwise([*sorted(by_day), None]):
            if key not in by_day[day]:
                continue
            count = by_day[day][key]
            before = table[-1] if table else None
            continues = before and (before[0], before[1], before[3]) == (key, count, day)
            table.append((key, count, table.pop()[2] if continues else day, end))
    return table


def as_deliveries_say(by_day: dict[int, Rows]) -> list[Row]:
    """Straight from the definition: each row holds until a later day brings its key."""
    table: list[Row] = []
    for key in KEYS:
        days = sorted(day for day, rows in by_day.items() if key in rows)
        table += [(key, by_day[day][key], day, end) for day, end in pairwise([*days, None])]
    return table
