"""What is typed where something is not known: it stays where it was typed, and says nothing of who somebody is."""

from __future__ import annotations

import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F

NAMES = (
    "未知",
    "无名",
    "无名氏",
    "无",
    "不详",
    "测试",
    "匿名",
    "先生",
    "女士",
    "小姐",
    "太太",
    "UNKNOWN",
    "TEST",
    "NULL",
    "NONE",
    "NA",
    "N/A",
    "N A",
)
# Nothing but one character, such as XXX or 某某某, nothing but signs, or a surname with a title.
SAYS_NOTHING = "^(.)\\1{2,}$|^X+$|^[^\\p{L}]*$|^.(?:先生|女士|小姐|太太)$"
# First days of the counting of Excel and of Unix, and the two that forms offer first.
BIRTHS = (datetime.date(1900, 1, 1), datetime.date(1901, 1, 1), datetime.date(1970, 1, 1))
# The numbers of examples, and all that end in one digit eight times.
PHONES = ("13800138000", "13812345678", "13912345678")
ONE_DIGIT = "^1[3-9][0-9]([0-9])\\1{7}$"


def is_name(name: Column) -> Column:
    """Whether a name, in capitals, says who somebody is; null for null."""
    return ~name.isin(*NAMES) & ~name.rlike(SAYS_NOTHING)


def is_birth(birth_date: Column, told: Column) -> Column:
    """Whether a date of birth is meant; one that a valid identity number tells too always is."""
    return ~birth_date.isin(*BIRTHS) | F.coalesce(told == birth_date, F.lit(False))


def is_phone(number: Column) -> Column:
    """Whether a mobile number is somebody's; null for null."""
    return ~number.isin(*PHONES) & ~number.rlike(ONE_DIGIT)
