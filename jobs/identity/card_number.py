"""Bank card numbers (ISO/IEC 7812-1): 13 to 19 digits, the last of which checks the others (Luhn).

Numbers of accounts are none of them and have no such digit.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.check_sum import named
from jobs.identity.text import plain_number

NUMBER = r"^[0-9]{13,19}\z"


def valid_card_number(text: Column) -> Column:
    """The digits without blanks and hyphens; null unless they are so many and their check digit agrees."""
    digits = F.regexp_replace(plain_number(text), "-", "")
    return named(digits, lambda known: F.when(known.rlike(NUMBER), F.when(_luhn_sum(known) % 10 == 0, known)))


def _luhn_sum(digits: Column) -> Column:
    """From the right every second digit counts twice; of what is above 9 its two digits are added."""
    from_the_right = F.split(F.reverse(digits), "").cast("array<int>")
    counted = F.transform(
        from_the_right,
        lambda digit, place: F.when(place % 2 == 0, digit).when(digit < 5, digit * 2).otherwise(digit * 2 - 9),
    )
    return F.aggregate(counted, F.lit(0), lambda total, one: total + one)
