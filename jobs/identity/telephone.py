"""Mobile telephone numbers of the Chinese numbering plan: eleven digits from 13 to 19."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.text import plain_number

MOBILE = r"^1[3-9][0-9]{9}\z"
COUNTRY_CODE = r"^([+]|00)?86(?=1[0-9]{10}\z)"


def normalised_mobile(text: Column) -> Column:
    """'+86-138 0013 8000' as '13800138000': no blanks, hyphens, brackets or country code."""
    compact = F.regexp_replace(plain_number(text), "[()\\-]", "")
    return F.regexp_replace(compact, COUNTRY_CODE, "")


def valid_mobile(text: Column) -> Column:
    """The normalised number, null unless it is a mobile number."""
    number = normalised_mobile(text)
    return F.when(number.rlike(MOBILE), number)
