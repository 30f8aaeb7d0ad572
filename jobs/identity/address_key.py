"""Addresses in one spelling, below the division: road, house, building, unit and room, however they are written."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.name_key import simplified
from jobs.identity.text import half_width, present, without_blanks

# The last province, prefecture, county or township that is named (GB/T 2260, GB/T 10114), before any number.
# A housing estate (小区), a community (社区), an industrial park (园区) and a market (市场) are none,
# nor is what a road is called after (红旗路, 新乡路).
DIVISIONS = (
    "^[^0-9A-Za-z]+(?:省|自治区|自治州|市(?!场)|(?<![小社园])区|县|旗|镇|乡|街道(?:办事处)?)"
    "(?!大?[路街道巷]|办事处)(?=.)"
)
NUMERALS, DIGITS = "〇零一二三四五六七八九", "00123456789"
# Hundreds and tens, once the numerals are digits: 1百08 is 108, 1百2十3 is 123, 2十 is 20, 十5 is 15. A 十 alone is the
# number ten only before what is numbered: 十字路 stays as it is.
TENS = (
    ("(?<=[0-9])百(?=0[0-9]|[0-9]十)", ""),
    ("(?<=[0-9])百(?![0-9])", "00"),
    ("(?<=[0-9])十(?=[0-9])", ""),
    ("(?<=[0-9])十", "0"),
    ("十(?=[0-9])", "1"),
    ("十(?=[号弄幢栋座单楼层室户房组])", "10"),
)
# What stands after the number of a house, building, unit, floor or room, and what is written instead of it.
PARTS = "号楼|号院|号|弄|幢|栋|座|单元|楼|层|室|户|房|[^\\p{L}\\p{N}]+"


def address_key(address: Column) -> Column:
    """'浙江省杭州市西湖区北山街道文一路12号5栋2单元301室' as '文1路12-5-2-301'; null where no number is told.

    Numerals become digits wherever they stand, 十五 as 15: both spellings of a road then are one. Without the number of
    a house, a street or a word such as 'unknown' is where many live, and says nothing of who somebody is.
    """
    below = F.regexp_replace(simplified(half_width(without_blanks(address))), DIVISIONS, "")
    parted = F.regexp_replace(_in_digits(below), PARTS, "-")
    key = present(F.regexp_replace(F.regexp_replace(F.upper(parted), "-+", "-"), "^-|-$", ""))
    return F.when(key.rlike("[0-9]"), key)


def _in_digits(text: Column) -> Column:
    digits = F.translate(text, NUMERALS, DIGITS)
    counted = reduce(lambda known, rule: F.regexp_replace(known, *rule), TENS, digits)
    return F.when(digits.rlike("[百十]"), counted).otherwise(digits)
