"""Administrative divisions at the beginning of a company's name, as people write them: with or without suffix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from jobs.identity.company.word_lists import Prefecture, prefectures
from jobs.identity.company.word_pattern import any_of

PEOPLES = (
    "壮族|回族|维吾尔|土家族|苗族|彝族|藏族|羌族|侗族|布依族|哈尼族|傣族|白族|景颇族|傈僳族|朝鲜族|蒙古族|蒙古|柯尔克孜|哈萨克|"
    "满族|瑶族|黎族|畲族|佤族|拉祜族|纳西族|仫佬族|毛南族|仡佬族|水族|锡伯族|塔吉克|达斡尔族|鄂温克族|鄂伦春|保安族|东乡族|"
    "撒拉族|土族|裕固族|哈萨克族|怒族|独龙族|布朗族|普米族|各族|回"
)
SUFFIX = f"(?:(?:{PEOPLES})*自治[区州县旗]|特别行政区|新区|地区|林区|[省市县区旗盟])$"
CAPITAL, COUNTRY = "市", "中国"
# Not in the list of divisions of the mainland.
ISLANDS = ("香港特别行政区", "澳门特别行政区", "台湾省")
# A county-level city whose name without its suffix is a common word for a company.
COMMON_WORDS = ("东方", "永安", "安达", "新乐", "明光", "福安", "东兴", "新星", "双河", "同仁", "合作", "万源", "兴平")
# An abolished county after its city: 上海市闸北区. A housing estate (小区), a community (社区), a park (园区) is none.
FORMER_COUNTY = "[\\u4e00-\\u9fff]{1,3}?(?:(?<![小社园校景库])区|县)"
# What a district or city was before: 玉环县, 奉化市.
EARLIER = "(?:[县市]|区(?!域))"
SHORTEST = 2


def short_name(division: str) -> str:
    """浙江省 as 浙江, 恩施土家族苗族自治州 as 恩施; a name of one character keeps its suffix: 赵县."""
    found = re.match(f"(.{{{SHORTEST},}}?){SUFFIX}", division)
    return found[1] if found else division


@cache
def place_pattern() -> str:
    """Country, province, prefecture and county, each with or without its suffix, in this order; may match nothing.

    A county without its suffix is one only after its own prefecture or a province that it answers to.
    """
    found = prefectures()
    direct = [_with_counties((one.province,), one.counties) for one in found if one.name is None]
    below = [_with_counties((one.name,), one.counties) for one in found if one.name]
    above = {one.province for one in found if not one.province.endswith(CAPITAL)}
    provinces = any_of(_spellings({*above, *ISLANDS}))
    placed = "|".join((*direct, *below, _alone(found)))
    return f"(?:{COUNTRY})?(?:{provinces}(?!{CAPITAL}))?(?:{placed})?"


@cache
def division_pattern() -> str:
    """Any single division, with or without its suffix, and what may have been one."""
    names = {name for one in prefectures() for name in (one.province, one.name, *one.counties) if name}
    return f"{any_of({COUNTRY, *_spellings({*names, *ISLANDS})})}|{FORMER_COUNTY}"


def _with_counties(names: Iterable[str], counties: tuple[str, ...]) -> str:
    above = any_of(_spellings(names))
    below = f"{any_of(_spellings(counties))}{EARLIER}?" if counties else FORMER_COUNTY
    return f"{above}县?(?:{below}|(?<={CAPITAL}){FORMER_COUNTY})?"


def _alone(found: Iterable[Prefecture]) -> str:
    """Counties that need nothing above them: those with their suffix, and cities without it."""
    counties = {name for one in found for name in one.counties}
    cities = {short_name(name) for name in counties if name.endswith(CAPITAL)} - set(COMMON_WORDS)
    return f"(?:{any_of(cities)}{EARLIER}?|{any_of(counties)})"


def _spellings(names: Iterable[str]) -> set[str]:
    """Each name in full and without its suffix."""
    return {spelling for name in names for spelling in (name, short_name(name))}
