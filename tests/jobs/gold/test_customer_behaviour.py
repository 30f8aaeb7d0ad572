from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from jobs.gold.customer_behaviour import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

TODAY = datetime.date(2026, 6, 1)
# The last day of each window and the first day before it, and a day that is still to come.
DAYS_AGO = (-1, 0, 6, 7, 29, 30, 89, 90, 179, 180, 364, 365)


def moved(
    days_ago: int,
    way: str = "C",
    amount: int | None = None,
    hour: int = 12,
    other: str = "B1",
    booked: int | None = None,
) -> dict:
    """What moves so many days ago; it is booked on the same day, or ``booked`` days ago."""
    day = TODAY - datetime.timedelta(days=days_ago)
    return {
        "customer_id": "C1",
        "posted_date": TODAY - datetime.timedelta(days=days_ago if booked is None else booked),
        "transaction_at": datetime.datetime.combine(day, datetime.time(hour)),
        "direction_code": way,
        "amount": Decimal(days_ago + 2 if amount is None else amount),
        "channel_code": "APP",
        "counterparty_account_id": other,
    }


@pytest.fixture(scope="module")
def built(spark):
    def of(*rows: dict):
        return build(party_xref(spark), frame_of(spark, "silver.transaction", *rows), TODAY)

    return of


def test_windows_end_with_the_business_date_and_begin_on_their_first_day(built):
    rows = built(*map(moved, DAYS_AGO)).where(F.col("party_id") == "P1")
    assert rows.columns == column_names("gold.customer_behaviour")
    assert rows_of(rows, *(f"in_{days}_days_count" for days in (7, 30, 90, 180, 365))) == [(2, 4, 6, 8, 10)]
    amounts = ("in_7_days_amount", "in_7_days_max_amount", "in_7_days_mean_amount", "out_7_days_max_amount")
    assert rows_of(rows, *amounts) == [(Decimal("10.00"), Decimal("8.00"), Decimal("5.00"), None)]
    assert rows_of(rows, "app_90_days_count", "app_90_days_amount", "net_7_days_amount") == [
        (6, Decimal("173.00"), Decimal("10.00"))
    ]


def test_two_transactions_of_a_day_are_one_active_day_and_one_largest_amount(built):
    rows = built(moved(0, amount=3), moved(0, amount=9), moved(1, amount=4)).where(F.col("party_id") == "P1")
    assert rows_of(rows, "in_7_days_count", "in_7_days_active_days", "in_7_days_max_amount") == [(3, 2, Decimal(9))]


def as_core_banking_books(days_ago: int) -> int:
    """How many days ago that day is booked: Saturdays and Sundays on Monday."""
    return days_ago - {6: 2, 7: 1}.get((TODAY - datetime.timedelta(days=days_ago)).isoweekday(), 0)


def test_each_day_of_a_year_is_one_active_day_and_some_are_of_weekends_though_no_weekend_is_booked(built):
    year = [moved(days_ago, "D", booked=as_core_banking_books(days_ago)) for days_ago in range(365)]
    rows = built(*year, *year).where(F.col("party_id") == "P1")
    windows = (7, 30, 90, 180, 365)
    dates = [TODAY - datetime.timedelta(days=days_ago) for days_ago in range(365)]
    assert all(row["posted_date"].isoweekday() < 6 for row in year)
    assert rows_of(rows, *(f"out_{days}_days_active_days" for days in windows)) == [windows]
    weekends = tuple(sum(day.isoweekday() > 5 for day in dates[:days]) for days in windows)
    assert rows_of(rows, *(f"weekend_{days}_days_active_days" for days in windows)) == [weekends]


def test_a_day_is_one_active_day_in_the_windows_that_hold_it_whatever_days_it_is_booked_on(built):
    """Booked on the last day of 7 and on the first one before them; the day itself lies before both."""
    rows = built(moved(8, booked=6), moved(8, booked=7), moved(2, booked=0), moved(0, booked=-1))
    person = rows.where(F.col("party_id") == "P1")
    assert rows_of(person, "in_7_days_count", "in_30_days_count") == [(2, 3)]
    assert rows_of(person, "in_7_days_active_days", "in_30_days_active_days") == [(1, 2)]
    assert rows_of(person, "weekend_7_days_active_days", "weekend_30_days_active_days") == [(1, 2)]


def test_a_day_before_the_longest_window_is_no_active_day_of_it(built):
    rows = built(moved(366, booked=364)).where(F.col("party_id") == "P1")
    assert rows_of(rows, "in_365_days_count", "in_365_days_active_days") == [(1, 0)]


def test_a_counterparty_belongs_to_the_windows_that_hold_its_latest_transaction(built):
    rows = built(moved(0, other="B1"), moved(40, other="B1"), moved(40, "D", other="B2"), moved(200, other="B3"))
    counts = ("counterparty_7_days_count", "counterparty_90_days_count", "counterparty_365_days_count")
    assert rows_of(rows.where(F.col("party_id") == "P1"), *counts, "out_counterparty_90_days_count") == [(1, 2, 3, 1)]


def test_nights_and_weekends_are_told(built):
    """2026-05-31 was a Sunday, booked on Monday."""
    rows = built(moved(0, hour=23), moved(0, hour=5), moved(0, hour=6), moved(1, booked=0)).where(
        F.col("party_id") == "P1"
    )
    assert rows_of(rows, "night_7_days_count", "weekend_7_days_active_days") == [(2, 1)]


def test_a_flow_that_dries_up_shows_in_its_share(built):
    rows = built(moved(200, amount=75), moved(0, amount=25)).where(F.col("party_id") == "P1")
    assert rows_of(rows, "in_30_of_365_days_rate", "out_30_of_365_days_rate") == [(0.25, None)]


def test_a_customer_whose_accounts_rest_has_zeros_and_no_means(built):
    rows = built(moved(0)).where(F.col("party_id") == "P2")
    facts = ("in_365_days_count", "net_365_days_amount", "in_365_days_mean_amount", "last_transaction_date")
    assert rows_of(rows, *facts) == [(0, Decimal("0.00"), None, None)]
