"""The ledger of purchased data: what a call to the telecom vendor costs, and what is refused."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expectations.silver.data_call import row_rules
from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.telecom_call import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.silver.test_consent import CONSENT

TODAY = datetime.date(2026, 6, 30)
KEY = "a key for the test"
NUMBER = "11010519491231002X"
CONTRACT = Catalog()["silver.telecom_call"]
AGREEMENT = replace(agreement_behind(CONTRACT, Catalog()), cache_days=10)
HIT, NO_HIT = ({"id_number": NUMBER, "hit_code": code} for code in "10")
PRICE, FREE = Decimal("0.8000"), Decimal("0.0000")
ENDING = ("is_hit", "is_cached", "is_refused", "price_amount")
DATED = ", ".join(f"`{column.name}` {column.type}" for column in CONTRACT.columns) + ", business_date DATE"


def ledger(spark, *answers, earlier=(), consent=CONSENT, day=TODAY):
    """The ledger of a day; ``earlier`` are ledger rows of days before, each with its day at the end."""
    built = build(
        frame_of(spark, "bronze.telecom_vendor_profiles", *answers),
        frame_of(spark, "silver.consent", *([consent] if consent else [])),
        spark.createDataFrame(list(earlier), DATED),
        AGREEMENT,
        KEY,
        day,
    )
    return conform(built, CONTRACT, row_rules())


def kept(spark, *answers, day=TODAY, **more):
    """The rows of a day as the table keeps them."""
    rows = ledger(spark, *answers, day=day, **more).where("_verdict = 'loaded'")
    return [(*row, day) for row in rows_of(rows, *column_names("silver.data_call"))]


@pytest.mark.parametrize("answer", [HIT, NO_HIT], ids=["hit", "no hit"])
def test_an_answer_is_paid_whether_the_vendor_knows_the_person_or_not(spark, answer):
    expected = (answer is HIT, False, False, PRICE, "S000000001", "credit_risk", "TEL-2026-001", "loaded")
    columns = (*ENDING, "consent_id", "purpose_code", "agreement_number", "_verdict")
    assert rows_of(ledger(spark, answer), *columns) == [expected]


@pytest.mark.parametrize(
    ("consent", "is_refused"),
    [
        (None, True),
        ({**CONSENT, "withdrawn_date": TODAY - datetime.timedelta(days=1)}, True),
        ({**CONSENT, "withdrawn_date": TODAY}, True),
        ({**CONSENT, "withdrawn_date": TODAY + datetime.timedelta(days=1)}, False),
    ],
    ids=["never given", "withdrawn yesterday", "withdrawn today", "withdrawn tomorrow"],
)
def test_an_answer_about_a_person_without_a_consent_in_force_is_refused_and_logged(spark, consent, is_refused):
    found = rows_of(ledger(spark, HIT, consent=consent), "is_refused", "refusal_code", "price_amount", "consent_id")
    assert found == [(True, "NO_CONSENT", FREE, None) if is_refused else (False, None, PRICE, "S000000001")]


@pytest.mark.parametrize(("days_ago", "is_cached"), [(1, True), (10, True), (11, False)])
def test_an_answer_is_not_paid_again_within_the_cache_days(spark, days_ago, is_cached):
    earlier = kept(spark, HIT, day=TODAY - datetime.timedelta(days=days_ago))
    found = rows_of(ledger(spark, HIT, earlier=earlier), *ENDING)
    assert found == [(True, is_cached, False, FREE if is_cached else PRICE)]


def test_only_a_paid_answer_starts_the_cache_days(spark):
    """The answer of 11 days ago was paid and that of yesterday came from the cache: today it is paid again."""
    paid = kept(spark, HIT, day=TODAY - datetime.timedelta(days=11))
    cached = kept(spark, HIT, day=TODAY - datetime.timedelta(days=1), earlier=paid)
    refused = kept(spark, HIT, day=TODAY - datetime.timedelta(days=2), consent=None)
    assert rows_of(ledger(spark, HIT, earlier=[*paid, *cached, *refused]), *ENDING) == [(True, False, False, PRICE)]


def test_a_withdrawn_consent_refuses_even_what_was_paid(spark):
    earlier = kept(spark, HIT, day=TODAY - datetime.timedelta(days=1))
    assert rows_of(ledger(spark, HIT, earlier=earlier, consent=None), *ENDING) == [(True, False, True, FREE)]


def test_two_answers_about_one_person_are_one_call_and_the_hit_counts(spark):
    found = rows_of(ledger(spark, NO_HIT, {**HIT, "id_number": "110105491231002"}), "is_hit", "_verdict")
    assert found == [(False, "duplicate"), (True, "loaded")]


def test_the_ledger_names_the_person_by_a_token_of_its_own(spark):
    from pyspark.sql import functions as F

    from jobs.identity.token import keyed_token

    calls = ledger(spark, HIT)
    (token,) = rows_of(calls, "subject_token")[0]
    (plain,) = rows_of(spark.range(1).select(keyed_token(F.lit(NUMBER), KEY).alias("token")), "token")[0]
    assert len(token) == 64 and token != plain
    assert NUMBER not in str(calls.collect())


def test_an_answer_that_names_nobody_is_no_call(spark):
    assert rows_of(ledger(spark, {**HIT, "id_number": "1"}), "_rule") == [("NOT_NULL",)]


DAYS = [TODAY + datetime.timedelta(days=number) for number in (0, 9, 11)]


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(again=st.lists(st.sampled_from(DAYS), min_size=1, max_size=3))
def test_whatever_days_are_run_again_in_whatever_order_the_ledger_stays_the_same(spark, again):
    held: dict[datetime.date, list] = {}

    def run(day: datetime.date) -> None:
        before = [row for earlier, rows in held.items() if earlier < day for row in rows]
        later = [row for other, rows in held.items() if other >= day for row in rows]
        held[day] = kept(spark, HIT, day=day, earlier=[*later, *before])

    for day in DAYS:
        run(day)
    first = dict(held)
    assert [rows[0][column_names("silver.data_call").index("is_cached")] for rows in first.values()] == [
        False,
        True,
        False,
    ]
    for day in again:
        run(day)
    assert held == first
