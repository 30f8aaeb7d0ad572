"""Text as typed by people: absent values, full-width and invisible characters, blanks, thousands separators.

Bronze keeps what was sent. What is done to it in silver stands here, character by character.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.characters import BLANK_CHARACTERS, FULL_WIDTH, HALF_WIDTH, INVISIBLE_CHARACTERS

BLANKS = f"[{BLANK_CHARACTERS}]+"
THOUSANDS = "^[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$"


def present(text: Column) -> Column:
    """The text without blanks around it; null when nothing is left.

    Blanks of ASCII only, which costs a tenth: this is asked of nearly every value. Names and identifiers go further.
    """
    trimmed = F.trim(text)
    return F.when(trimmed != "", trimmed)


def half_width(text: Column) -> Column:
    """Full-width letters, digits, signs and brackets as their ASCII counterparts (the part of NFKC that codes need)."""
    return F.translate(text, FULL_WIDTH, HALF_WIDTH)


def visible(text: Column) -> Column:
    """The text without its invisible characters: two names that look alike are one."""
    return F.translate(text, INVISIBLE_CHARACTERS, "")


def without_blanks(text: Column) -> Column:
    """The text without any blank or invisible character in it; null when empty."""
    return present(F.regexp_replace(visible(text), BLANKS, ""))


def plain_number(text: Column) -> Column:
    """A number or code in one spelling: half width, no blank or invisible character in it; null when empty."""
    return without_blanks(half_width(text))


def person_name(text: Column) -> Column:
    """A name as one spelling: blanks inside Chinese names removed, inside other names made single."""
    single = F.regexp_replace(visible(text), BLANKS, " ")
    return F.when(text.rlike("[\\u4e00-\\u9fff]"), without_blanks(text)).otherwise(present(single))


def plain_amount(text: Column) -> Column:
    """'1,234.50' as '1234.50'; any other text stays as it is, so that a bad number is seen as one."""
    trimmed = present(text)
    return F.when(trimmed.rlike(THOUSANDS), F.regexp_replace(trimmed, ",", "")).otherwise(trimmed)
