"""Business days of the sample: Monday to Friday, without holidays."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt

from infra.sample_bank.draws import Integers

Days = npt.NDArray[np.datetime64]


def previous_business_day(day: datetime.date) -> datetime.date:
    """The last business day before the given day."""
    return np.busday_offset(np.datetime64(day), -1, roll="forward").astype(datetime.date)


def next_business_day(day: datetime.date) -> datetime.date:
    """The first business day after the given day."""
    return np.busday_offset(np.datetime64(day), 1, roll="backward").astype(datetime.date)


def posted_on(days: Days) -> Days:
    """The business day on which something of that calendar day is posted: a weekend goes to Monday."""
    return np.busday_offset(days.astype("datetime64[D]"), 0, roll="forward")


def add_months(days: Days, months: Integers) -> Days:
    """The same day of the month so many months later, or the last day of that month where it is shorter."""
    month = days.astype("datetime64[M]")
    day_of_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    return target.astype("datetime64[D]") + np.minimum(day_of_month, length - 1)


def months_between(earlier: Days, later: Days) -> Integers:
    """Whole calendar months from one day to the other, by month number."""
    return (later.astype("datetime64[M]") - earlier.astype("datetime64[M]")).astype(np.int64)


def year_month_day(days: Days) -> tuple[Integers, Integers, Integers]:
    """Year, month and day of the month as whole numbers."""
    month = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]")
    return (
        year.astype(np.int64) + 1970,
        (month - year.astype("datetime64[M]")).astype(np.int64) + 1,
        (days - month.astype("datetime64[D]")).astype(np.int64) + 1,
    )


def age_on(birth: Days, day: datetime.date) -> Integers:
    """Completed years of life on a day."""
    return ages_on(birth, np.full(len(birth), np.datetime64(day)))


def ages_on(birth: Days, days: Days) -> Integers:
    """Completed years of life, each person on a day of its own."""
    birth_year, birth_month, birth_day = year_month_day(birth)
    year, month, day = year_month_day(days)
    not_yet = (month * 100 + day) < (birth_month * 100 + birth_day)
    return year - birth_year - not_yet
