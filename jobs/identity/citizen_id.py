"""Citizen identity numbers (GB 11643-1999, and the 15 digits of its 1989 edition).

Six digits region, eight date of birth, three sequence (odd for men), one check character by ISO 7064 MOD 11-2.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity import citizen_id_standard as standard
from jobs.identity.check_sum import named, weighted_sum
from jobs.identity.text import plain_number


def normalised(text: Column) -> Column:
    """The number in one spelling: ASCII, no blanks or hyphens, capital X, 18 characters; null when nothing is there.

    Fifteen digits get the century 19 and the check character, so both forms of one person become equal.
    """
    plain = F.upper(F.regexp_replace(plain_number(text), "-", ""))
    return named(
        plain, lambda number: F.when(number.rlike(standard.FIFTEEN), _long_form(number)).when(number != "", number)
    )


def check_character(number: Column) -> Column:
    """Character 18 as computed from the first 17 digits (ISO 7064 MOD 11-2)."""
    total = weighted_sum(number, standard.WEIGHTS, _digit)
    return F.substring(F.lit(standard.CHECK_CHARACTERS), total % 11 + 1, F.lit(1))


def issue_code(number: Column, business_date: datetime.date) -> Column:
    """What is wrong with a normalised number: MISSING, FORMAT, DATE, CHECK_DIGIT; null when it is valid.

    A birth after the business date or before 1800, of foreign residents before 1900, is a wrong date.
    """
    return named(number, lambda known: _issue(known, business_date))


def valid_number(text: Column, business_date: datetime.date) -> Column:
    """The normalised number of 18 characters, null unless it is valid."""
    return named(normalised(text), lambda number: F.when(_issue(number, business_date).isNull(), number))


def birth_date(number: Column) -> Column:
    """Date of birth told by a normalised number; null when there is no such day."""
    parts = (F.substring(number, 7, 4), F.substring(number, 11, 2), F.substring(number, 13, 2))
    return F.concat_ws("-", *parts).try_cast("date")


def gender_code(number: Column) -> Column:
    """Gender by GB/T 2261.1 told by digit 17 of a normalised number: 1 male (odd), 2 female (even)."""
    return F.when(
        number.rlike(standard.EIGHTEEN), F.when(_digit(F.substring(number, 17, 1)) % 2 == 1, "1").otherwise("2")
    )


def _long_form(number: Column) -> Column:
    """Fifteen digits as eighteen characters: the century and the check character are put in."""
    first_17 = F.concat(F.substring(number, 1, 6), F.lit("19"), F.substring(number, 7, 9))
    return named(first_17, lambda known: F.concat(known, check_character(known)))


def _issue(number: Column, business_date: datetime.date) -> Column:
    born = birth_date(number)
    earliest = F.when(number.startswith(standard.FOREIGN), standard.EARLIEST_FOREIGN_BIRTH)
    is_bad_date = born.isNull() | ~born.between(earliest.otherwise(standard.EARLIEST_BIRTH), business_date)
    return (
        F.when(number.isNull(), "MISSING")
        .when(~number.rlike(standard.EIGHTEEN), "FORMAT")
        .when(is_bad_date, "DATE")
        .when(F.substring(number, 18, 1) != check_character(number), "CHECK_DIGIT")
    )


def _digit(character: Column) -> Column:
    """The digit as a number; by its code point, because a cast of dirty text raises."""
    return F.ascii(character) - F.lit(48)
