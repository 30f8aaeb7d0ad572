"""Columns that follow from a row's id and look like chance, for banks that are made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column
from pyspark.sql import functions as F

DAY = date(2026, 6, 1)
# The last day of each window and the first one before it, a year, tomorrow, and 90 days ahead and one more.
EDGES_DAYS_AGO = [0, 6, 7, 29, 30, 89, 90, 179, 180, 364, 365, 366, -1, -90, -91]


def token(party_number: Column) -> Column:
    """P and 20 hexadecimal digits."""
    return F.concat(F.lit("P"), F.substring(F.sha2(party_number.cast("string"), 256), 1, 20))


def spread(purpose: str, count: int) -> Column:
    """A number below ``count`` that follows from the row's id and looks like chance; another one for each purpose."""
    return F.pmod(F.xxhash64(F.col("id"), F.lit(purpose)), F.lit(count))


def one_of(values: Sequence[str | int], purpose: str) -> Column:
    """One of the values; each of them is as frequent as it is named often."""
    return F.element_at(F.array(*map(F.lit, values)), (spread(purpose, len(values)) + 1).cast("int"))


def day(first: date, count: int, purpose: str) -> Column:
    """One of so many days from the first on."""
    return F.date_add(F.lit(first), spread(purpose, count).cast("int"))


def at_edges(value: Column, purpose: str) -> Column:
    """The day; in one row of eight, one of those at which windows and years begin and end."""
    edge = F.date_sub(F.lit(DAY), one_of(EDGES_DAYS_AGO, f"{purpose} at an edge").cast("int"))
    return F.when(spread(f"{purpose} far from edges", 8) > 0, value).otherwise(edge)


def amount(most: int, purpose: str) -> Column:
    """An amount in CNY with cents, below ``most``."""
    return (spread(purpose, most * 100) / 100).cast("decimal(18,2)")


def known(value: Column, one_unknown_in: int, purpose: str) -> Column:
    """The value, null in one row of so many."""
    return F.when(spread(purpose, one_unknown_in) > 0, value)


def shared(number: Column, purpose: str) -> Column:
    """The number; in one row of eight, that of the row at the beginning of its ten."""
    return F.when(spread(purpose, 8) == 0, F.floor(number / 10) * 10).otherwise(number)


def customer_id(number: Column) -> Column:
    """C and nine digits."""
    return F.format_string("C%09d", number)


def loan_id(number: Column) -> Column:
    """L and ten digits."""
    return F.format_string("L%010d", number)
