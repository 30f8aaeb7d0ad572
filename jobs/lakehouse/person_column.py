"""``jobs.lakehouse.person`` as an expression of the engine, for rules about names that stand in rows."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

UNSEEN = r"[\p{Z}\p{Cc}\p{Cf}]"
# Equal where letters and accents are: width and case do not count. A letter that becomes two in capitals is two before.
BY_LETTER = "UNICODE_CI"


def person(name: str) -> Column:
    """The names of a column, to compare with each other and with an empty text; null stays null."""
    return F.collate(F.upper(F.regexp_replace(F.col(name), UNSEEN, "")), BY_LETTER)
