"""Text as typed by people: absent values, full-width characters, blanks, thousands separators."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

FULL_WIDTH = "０１２３４５６７８９ＸｘＯ－＋（）　"
HALF_WIDTH = "0123456789XxO-+() "
BLANKS = "[\\s\\u3000\\u00a0]+"
THOUSANDS = "^[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$"


def present(text: Column) -> Column:
    """The text without blanks around it; null when nothing is left."""
    trimmed = F.trim(text)
    return F.when(trimmed != "", trimmed)


def half_width(text: Column) -> Column:
    """Full-width digits, X, signs and brackets as their ASCII counterparts (the part of NFKC that numbers need)."""
    return F.translate(text, FULL_WIDTH, HALF_WIDTH)


def without_blanks(text: Column) -> Column:
    """The text without any blank in it, the ideographic and the no-break space included; null when empty."""
    return present(F.regexp_replace(text, BLANKS, ""))


def person_name(text: Column) -> Column:
    """A name as one spelling: blanks inside Chinese names removed, inside other names made single."""
    single = F.regexp_replace(text, BLANKS, " ")
    return F.when(text.rlike("[\\u4e00-\\u9fff]"), without_blanks(text)).otherwise(present(single))


def plain_amount(text: Column) -> Column:
    """'1,234.50' as '1234.50'; any other text stays as it is, so that a bad number is seen as one."""
    trimmed = present(text)
    return F.when(trimmed.rlike(THOUSANDS), F.regexp_replace(trimmed, ",", "")).otherwise(trimmed)
