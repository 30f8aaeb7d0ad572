"""A company's name is taken apart into what can be compared, and spellings of one name into the same parts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.identity.company.company_name import FIELDS, company_name

Parts = Mapping[str | None, Mapping[str, Any]]
CHINESE = ("name_key", "core_key", "trade_key", "place_key", "legal_form_code")
CHINESE_NAMES = {
    "上海大名实业有限公司": ("上海大名实业", "大名", "实业", "上海", "LIMITED"),
    "浙江恒林椅业股份有限公司": ("浙江恒林椅业", "恒林", "椅业", "浙江", "JOINT_STOCK"),
    "温州市瓯海正贤冲件加工厂": ("温州瓯海正贤冲件加工厂", "正贤", "冲件 加工厂", "温州 瓯海", None),
    "上海市电影有限公司": ("上海电影", "电影", "电影", "上海", "LIMITED"),
    "华夏银行股份有限公司": ("华夏银行", "华夏", "银行", None, "JOINT_STOCK"),
    "杭州立信税务事务所（普通合伙）": ("杭州立信税务事务所", "立信", "税务 事务所", "杭州", "PARTNERSHIP"),
    "象山县农村信用合作社": ("象山农村信用", "农村", "信用", "象山", "COOPERATIVE"),
    "欣旺达": ("欣旺达", "欣旺达", None, None, None),
}
CHINESE_SPELLINGS = (
    ("上海申通（集团）有限公司", "上海申通(集团)有限公司", "上海市申通〔集团〕有限责任公司", "上海 申通集团 有限公司"),
    ("蘇州華聯貿易有限公司", "苏州华联贸易有限公司", "苏州市华联贸易有限公司"),
    ("浙江省宁波市鄞州区豪力机械有限公司", "浙江宁波鄞州豪力机械有限公司"),
    ("ＴＣＬ集团股份有限公司", "TCL集团股份有限公司", "tcl 集团 股份有限公司"),
)
PLACES = {
    "内蒙古伊利实业集团股份有限公司": "内蒙古",
    "恩施土家族苗族自治州建始县长岭矿业有限公司": "恩施 建始",
    "吉林市北方化工有限公司": "吉林",
    "吉林敖东药业集团股份有限公司": "吉林",
    "义乌市金汇饰品有限公司": "义乌",
    "宁波奉化银河五金厂": "宁波 奉化",
    "玉环县必达紧固件厂": "玉环",
    "上海市闸北区百货公司": "上海 闸北",
    "东方电气股份有限公司": None,
    "上海小区物业有限公司": "上海",
    "埃克森(上海)贸易有限公司": "上海",
    "量子高科（中国）生物股份有限公司": "中国",
}
BRANCHES = (
    ("中国银行股份有限公司上海市分行", "中国银行股份有限公司", "上海市分行"),
    ("上海新兴商务服务有限公司新华苑客房部", "上海新兴商务服务有限公司", "新华苑客房部"),
    ("中国人寿保险上海分公司", "中国人寿保险", "上海分公司"),
    ("汕头建安(集团)公司海南分公司", "汕头建安集团公司", "海南分公司"),
    ("日本竹马株式会社上海代表处", "日本竹马株式会社", "上海代表处"),
    ("Siemens AG Shanghai Branch", "Siemens AG", "SHANGHAI BRANCH"),
    ("Citibank Shanghai Branch", "Citibank", "SHANGHAI BRANCH"),
    ("Erste Bank Zweigniederlassung Wien", "Erste Bank", "ZWEIGNIEDERLASSUNG WIEN"),
)
LEGAL_FORMS = {
    "Apple Inc.": "JOINT_STOCK",
    "Akzo Nobel N.V.": "JOINT_STOCK",
    "Škoda Auto a.s.": "JOINT_STOCK",
    "Total S. A.": "JOINT_STOCK",
    "Tesco PLC": "JOINT_STOCK",
    "Bosch GmbH": "LIMITED",
    "Alza.cz s.r.o.": "LIMITED",
    "Huawei Technologies Co., Ltd.": "LIMITED",
    "Orlen Sp. z o.o.": "LIMITED",
    "Lidl GmbH & Co. KG": "PARTNERSHIP",
    "OOO Gazprom": "LIMITED",
    "Stichting Pensioenfonds": "FOUNDATION",
    "Smith Brothers": None,
}
LATIN_SPELLINGS = (
    ("Škoda Auto, a.s.", "SKODA AUTO AS", "Auto Škoda a. s."),
    ("Müller & Söhne GmbH", "MULLER UND SOHNE GMBH", "Müller + Söhne G.m.b.H."),
    ("L'Oréal S.A.", "L’OREAL SA"),
    ("Koninklijke Philips Electronics N.V.", "KONINK PHILIPS ELECTRONIC NV"),
    ("I.B.M. Corp.", "IBM Corporation", "I B M Inc"),
)
INITIALS = {"International Business Machines Corp.": "IBM", "IBM Inc.": "IBM", "Deutsche Bank AG": None}
SHORT_NAMES = {"*ST德豪": "德豪", "S*ST精密": "精密", "鄂武商A": "鄂武商", "ST宏盛": "宏盛", "退市博元": "博元"}
NOTHING_BUT_PARTS = ("公司", "上海", "AG")
SAYS_NOTHING = (None, "", "  ", "未知", "N/A", "-", "???")
HITACHI, GOLDEN_ISLAND = "Hitachi Global Storage Technologies Netherlands B.V.", "上海金岛(温莎)酒店有限公司"


@pytest.fixture(scope="module")
def parts(spark: SparkSession) -> Parts:
    """The parts of every name of this file by the name: one question to the engine."""
    tables = (CHINESE_NAMES, PLACES, LEGAL_FORMS, INITIALS, SHORT_NAMES, NOTHING_BUT_PARTS, SAYS_NOTHING)
    named = chain(*tables, *CHINESE_SPELLINGS, *LATIN_SPELLINGS, *(one[:2] for one in BRANCHES))
    rows = spark.createDataFrame([(name,) for name in {*named, HITACHI, GOLDEN_ISLAND}], "name string")
    told = rows.select("name", company_name(F.col("name")).alias("parts")).collect()
    return {row["name"]: row["parts"].asDict() if row["parts"] else dict.fromkeys(FIELDS) for row in told}


@pytest.mark.parametrize(("name", "expected"), CHINESE_NAMES.items())
def test_a_chinese_name_is_place_core_trade_and_legal_form(parts: Parts, name: str, expected: tuple) -> None:
    assert tuple(parts[name][field] for field in CHINESE) == expected


@pytest.mark.parametrize("spellings", (*CHINESE_SPELLINGS, *LATIN_SPELLINGS))
def test_spellings_of_one_name_have_the_same_parts(parts: Parts, spellings: tuple[str, ...]) -> None:
    first, *others = (parts[name] for name in spellings)
    assert first["name_key"]
    assert others == [first] * len(others)


@pytest.mark.parametrize(("name", "place"), PLACES.items())
def test_divisions_are_known_with_and_without_their_suffix_and_in_brackets(
    parts: Parts, name: str, place: str | None
) -> None:
    assert parts[name]["place_key"] == place


def test_brackets_that_hold_no_place_are_part_of_the_name(parts: Parts) -> None:
    assert parts[GOLDEN_ISLAND]["core_key"] == "金岛温莎"
    assert parts["埃克森(上海)贸易有限公司"]["core_key"] == "埃克森"


@pytest.mark.parametrize(("branch", "mother", "called"), BRANCHES)
def test_a_branch_has_the_name_of_its_mother_and_is_not_its_mother(
    parts: Parts, branch: str, mother: str, called: str
) -> None:
    assert (parts[branch]["branch_key"], parts[mother]["branch_key"]) == (called, "HEAD_OFFICE")
    assert parts[branch]["name_key"] == parts[mother]["name_key"]


@pytest.mark.parametrize(("name", "code"), LEGAL_FORMS.items())
def test_legal_forms_of_many_countries_fold_into_few_codes(parts: Parts, name: str, code: str | None) -> None:
    assert parts[name]["legal_form_code"] == code


def test_a_latin_name_is_told_apart_into_core_trade_and_place(parts: Parts) -> None:
    told = parts[HITACHI]
    assert (told["core_key"], told["trade_key"], told["place_key"]) == (
        "HITACHI STORAGE",
        "TECHNOLOGY",
        "INTERNATIONAL NETHERLANDS",
    )


@pytest.mark.parametrize(("name", "initials"), INITIALS.items())
def test_an_abbreviation_is_the_initials_of_the_name_in_full(parts: Parts, name: str, initials: str | None) -> None:
    assert parts[name]["initials_key"] == initials


@pytest.mark.parametrize(("name", "key"), SHORT_NAMES.items())
def test_what_an_exchange_writes_around_a_short_name_does_not_count(parts: Parts, name: str, key: str) -> None:
    assert parts[name]["name_key"] == key


@pytest.mark.parametrize("name", SAYS_NOTHING)
def test_what_says_nothing_has_no_part(parts: Parts, name: str | None) -> None:
    assert set(parts[name].values()) == {None}


@pytest.mark.parametrize("name", NOTHING_BUT_PARTS)
def test_a_name_of_nothing_but_a_legal_form_or_a_place_stays_what_it_is(parts: Parts, name: str) -> None:
    assert parts[name]["name_key"] == name
