"""How the Czech subsidiary writes dates and birth numbers: yymmdd, all in the twentieth century."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.text import present

WOMENS_MONTHS = 50
SIX_DIGITS = r"^[0-9]{6}\z"
MALE, FEMALE = "1", "2"  # GB/T 2261.1


def written_date(sent: Column) -> Column:
    """The date 930105 as 1993-01-05; other text stays as it is, so that a bad date is seen as one."""
    text = present(sent)
    return F.when(text.rlike(SIX_DIGITS), F.concat(F.lit("19"), _dashed(text))).otherwise(text)


def birth_date(birth_number: Column) -> Column:
    """The date of birth; in the number of a woman the month is 50 more."""
    number = present(birth_number)
    month = F.lpad((_month(number) - WOMENS_MONTHS).cast("string"), 2, "0")
    as_a_mans = F.concat(F.left(number, F.lit(2)), month, F.right(number, F.lit(2)))
    return written_date(F.when(_is_womans(number), as_a_mans).otherwise(number))


def gender_code(birth_number: Column) -> Column:
    """Gender in the codes of GB/T 2261.1; null where the number is none."""
    number = present(birth_number)
    return F.when(_is_womans(number), FEMALE).when(number.rlike(SIX_DIGITS), MALE)


def _is_womans(number: Column) -> Column:
    return number.rlike(SIX_DIGITS) & (_month(number) > WOMENS_MONTHS)


def _month(number: Column) -> Column:
    return F.substring(number, 3, 2).try_cast("int")


def _dashed(text: Column) -> Column:
    return F.concat_ws("-", F.substring(text, 1, 2), F.substring(text, 3, 2), F.substring(text, 5, 2))
