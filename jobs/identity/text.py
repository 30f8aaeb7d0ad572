"""Text as typed by people: absent values, full-width and invisible characters, blanks, thousands separators.

Bronze keeps what was sent. What is done to it in silver stands here, character by character.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

# Every printable character of ASCII has a full-width twin, the blank an ideographic one.
FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000"
HALF_WIDTH = "".join(map(chr, range(0x21, 0x7F))) + " "
# White space of Unicode.
BLANK_CHARACTERS = (
    " \t\n\x0b\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# What shows nothing, or turns the direction of what follows: soft hyphen, zero width, marks of direction, byte order.
INVISIBLE_CHARACTERS = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff"
)
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


def person_name(text: Column) -> Column:
    """A name as one spelling: blanks inside Chinese names removed, inside other names made single."""
    single = F.regexp_replace(visible(text), BLANKS, " ")
    return F.when(text.rlike("[\\u4e00-\\u9fff]"), without_blanks(text)).otherwise(present(single))


def plain_amount(text: Column) -> Column:
    """'1,234.50' as '1234.50'; any other text stays as it is, so that a bad number is seen as one."""
    trimmed = present(text)
    return F.when(trimmed.rlike(THOUSANDS), F.regexp_replace(trimmed, ",", "")).otherwise(trimmed)
