"""gold.refresh_queue: who is asked about anew first, and that nobody waits for ever."""

from __future__ import annotations

import datetime
from functools import reduce

import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from expectations.gold.refresh_queue import row_rules
from jobs.freshness.lanes import read_lanes
from jobs.gold import refresh_queue
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.purchases.subject import subject_token_of
from tests.jobs.frames import column_names, frame_of, rows_of

KEY, TABLE = "a key for the test", "gold.refresh_queue"
TODAY = datetime.date(2026, 6, 3)
FIRST, REST = (read_lanes().lanes[code] for code in ("FIRST", "REST"))
DAY = datetime.timedelta(days=1)


def _party(number):
    return f"P{number:020d}"


def _token(number):
    return subject_token_of(f"number {number}", KEY)


def _consent(number, **more):
    known = {"product_code": "telecom_profile", "purpose_code": "credit_risk", "given_date": datetime.date(2025, 1, 1)}
    return {"consent_id": f"S{number}", "id_number": f"number {number}", **known, **more}


def _paid(number, **more):
    facts = {"is_cached": False, "is_refused": False, "is_hit": True}
    return {"subject_token": _token(number), "product_code": "telecom_profile", **facts, **more}


def _queue(spark, customers, levels=(), consents=None, calls=(), before=(), bought=(), day=TODAY):
    """The queue of a day: customers by number with what the profile says.

    ``before`` and ``bought`` are {number: date}: the refreshed date of the day before, and a day of the ledger.
    """
    profiles = [
        {"party_id": _party(number), "first_opened_date": datetime.date(2010, 1, 1), **facts}
        for number, facts in customers.items()
    ]
    parties = [{"party_id": _party(number), "id_number": f"number {number}"} for number in customers]
    earlier = [
        {"subject_token": _token(number), "queued_date": datetime.date(2026, 1, 1), "refreshed_date": refreshed}
        for number, refreshed in dict(before).items()
    ]
    return refresh_queue.build(
        frame_of(spark, "gold.customer_profile", *profiles),
        frame_of(spark, "gold.risk_level", *({"party_id": _party(one), "risk_level": level} for one, level in levels)),
        frame_of(spark, "silver.party", *parties),
        frame_of(spark, "silver.consent", *(map(_consent, customers) if consents is None else consents)),
        frame_of(spark, "silver.data_call", *calls),
        frame_of(spark, TABLE, *earlier).withColumn("business_date", F.lit(day - DAY)),
        _ledger(spark, bought),
        day,
        KEY,
    )


def _ledger(spark, bought=()):
    """silver.data_call of earlier days."""
    days = [
        frame_of(spark, "silver.data_call", _paid(number)).withColumn("business_date", F.lit(day))
        for number, day in dict(bought).items()
    ]
    none = frame_of(spark, "silver.data_call").withColumn("business_date", F.lit(TODAY))
    return reduce(DataFrame.unionByName, days, none)


def _of(queue, number, *names):
    (row,) = rows_of(queue.where(F.col("party_id") == _party(number)), *names)
    return row


def test_a_customer_is_in_the_first_group_that_fits(spark):
    new, old = {"first_opened_date": TODAY - 29 * DAY}, {"first_opened_date": TODAY - 30 * DAY}
    customers = {
        1: new | {"customer_grade_code": "A"},
        2: {"customer_grade_code": "A"},
        3: {"customer_grade_code": "A"},
        4: old,
        5: {},
    }
    queue = _queue(spark, customers, levels=[(2, 4), (3, 3)])
    assert queue.columns == column_names(TABLE)
    assert rows_of(queue, "party_id", "group_code", "lane_code") == [
        (_party(1), "NEW", "FIRST"),
        (_party(2), "HIGH_RISK", "FIRST"),
        (_party(3), "HIGH_GRADE", "FIRST"),
        (_party(4), "OTHER", "REST"),
        (_party(5), "OTHER", "REST"),
    ]


def test_only_who_consented_to_the_product_and_its_purpose_is_in_the_queue(spark):
    consents = [
        _consent(1),
        _consent(2, withdrawn_date=TODAY),
        _consent(3, purpose_code="marketing"),
        _consent(4, product_code="other"),
    ]
    assert rows_of(_queue(spark, {number: {} for number in range(1, 6)}, consents=consents), "party_id") == [
        (_party(1),)
    ]


@pytest.mark.parametrize(
    ("age", "state"),
    [(1, "WAITING"), (29, "WAITING"), (30, "DUE"), (45, "DUE"), (46, "LATE"), (None, "LATE")],
)
def test_data_is_due_after_the_days_of_the_lane_and_late_after_those_of_grace(spark, age, state):
    queue = _queue(spark, {1: {}}, before={1: None if age is None else TODAY - age * DAY})
    found, place = _of(queue, 1, "state_code", "place_number")
    assert (found, place) == (state, None if state == "WAITING" else 1)


def test_an_answer_that_was_paid_today_is_new_and_others_are_not(spark):
    calls = [
        _paid(1),
        _paid(2, is_cached=True),
        _paid(3, is_refused=True, is_hit=None),
        _paid(4, is_hit=None),
        _paid(5, product_code="other"),
        _paid(6, is_hit=False),
    ]
    queue = _queue(spark, {number: {} for number in range(1, 7)}, calls=calls)
    assert {row[0] for row in rows_of(queue.where("state_code = 'DONE'"), "party_id")} == {_party(1), _party(6)}
    assert _of(queue, 1, "refreshed_date", "due_date") == (TODAY, TODAY + REST.days * DAY)
    assert _of(queue, 2, "queued_date", "refreshed_date", "due_date", "staleness_rate") == (TODAY, None, TODAY, 1.0)


def test_who_was_out_of_the_queue_for_a_day_is_not_paid_for_again(spark):
    """The consent was withdrawn and given again: the queue of the day before forgot the person, the ledger did not."""
    bought = {1: TODAY - 5 * DAY, 2: TODAY - 9 * DAY, 3: TODAY - 29 * DAY, 4: TODAY - 30 * DAY}
    queue = _queue(spark, {number: {} for number in bought}, before={2: TODAY - 3 * DAY}, bought=bought)
    assert _of(queue, 1, "refreshed_date", "state_code") == (TODAY - 5 * DAY, "WAITING")
    assert _of(queue, 2, "refreshed_date", "state_code") == (TODAY - 3 * DAY, "WAITING")
    # No lane waits longer than thirty days: what is older is due anyway, and the ledger is read no further.
    assert _of(queue, 3, "refreshed_date", "state_code") == (TODAY - 29 * DAY, "WAITING")
    assert _of(queue, 4, "refreshed_date", "state_code") == (None, "DUE")


def test_two_parties_with_one_number_stay_one_row_each_from_the_second_day_on(spark):
    """They share the longest wait and the newest answer, which belong to the person."""
    twins = [_party(1), _party(2)]
    frames = (
        frame_of(spark, "gold.customer_profile", *({"party_id": one} for one in twins)),
        frame_of(spark, "gold.risk_level"),
        frame_of(spark, "silver.party", *({"party_id": one, "id_number": "number 1"} for one in twins)),
        frame_of(spark, "silver.consent", _consent(1)),
        frame_of(spark, "silver.data_call"),
    )
    before = [
        {"subject_token": _token(1), "queued_date": TODAY - 9 * DAY, "refreshed_date": None},
        {"subject_token": _token(1), "queued_date": TODAY - 5 * DAY, "refreshed_date": TODAY - DAY},
    ]
    earlier = frame_of(spark, TABLE, *before).withColumn("business_date", F.lit(TODAY - DAY))
    queue = refresh_queue.build(*frames, earlier, _ledger(spark), TODAY, KEY)
    known = (TODAY - 9 * DAY, TODAY - DAY)
    assert rows_of(queue, "party_id", "queued_date", "refreshed_date") == [(one, *known) for one in twins]


def test_in_a_lane_priority_goes_first_and_who_waits_long_enough_goes_before_it(spark):
    fresh = TODAY - FIRST.days * DAY
    grade = {"customer_grade_code": "A"}
    customers = {1: grade, 2: grade, 3: {}}
    first = _queue(spark, customers, levels=[(2, 5)], before={1: fresh, 2: fresh, 3: fresh})
    assert [_of(first, number, "place_number")[0] for number in (1, 2, 3)] == [2, 1, None]
    long_ago = TODAY - 2 * FIRST.days * DAY
    waited = _queue(spark, customers, levels=[(2, 5)], before={1: long_ago, 2: fresh, 3: fresh})
    assert [_of(waited, number, "place_number")[0] for number in (1, 2)] == [1, 2]


def test_nobody_starves_while_a_lane_asks_for_as_many_as_become_due(spark):
    """Fourteen customers of the first lane, two a day: everybody's turn comes within the seven days of the lane."""
    customers = {number: {"customer_grade_code": "A"} for number in range(1, 15)}
    levels, refreshed = [(number, 5) for number in range(1, 8)], dict.fromkeys(customers)
    for offset in range(8):
        day = TODAY + offset * DAY
        queue = _queue(spark, customers, levels=levels, before=refreshed, day=day)
        due = rows_of(queue.where("place_number <= 2"), "party_id")
        refreshed |= {int(party[1:]): day for (party,) in due}
    assert None not in refreshed.values()
    assert set(customers) == set(refreshed)


def test_a_place_without_a_reason_and_data_due_before_it_came_are_quarantined(spark):
    known = {"refreshed_date": TODAY - DAY, "due_date": TODAY, "state_code": "DUE", "place_number": 1}
    rows = [
        {"subject_token": "1", **known},
        {"subject_token": "2", **known, "state_code": "WAITING"},
        {"subject_token": "3", **known, "place_number": None},
        {"subject_token": "4", **known, "refreshed_date": TODAY},
    ]
    complete = {"party_id": _party(1), "product_code": "telecom_profile", "lane_code": "REST", "group_code": "OTHER"}
    complete |= {"priority_number": 1, "queued_date": TODAY, "staleness_rate": 1.0, "policy_version": "1"}
    full = [
        {**complete, **row, "party_id": _party(int(row["subject_token"])), "subject_token": row["subject_token"] * 64}
        for row in rows
    ]
    judged = conform(frame_of(spark, TABLE, *full), Catalog()[TABLE], row_rules())
    assert [rule for _, rule in rows_of(judged, "party_id", "_rule")] == [
        None, "PLACE_OF_STATE", "PLACE_OF_STATE", "DUE_BEFORE_PAID"
    ]  # fmt: skip
