"""Names that are one name have one key, and those that sound alike have one sound."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.identity.name_key import name_key, name_sound

RIGHT_TO_LEFT = "\u202e"


def told(spark: SparkSession, *names: str | None) -> list[tuple[str | None, str | None]]:
    """Key and sound of each name, in order."""
    rows = spark.createDataFrame(list(enumerate(names)), "place int, name string")
    keyed = rows.withColumn("key", name_key(F.col("name")))
    found = keyed.select("place", "key", name_sound(F.col("key")).alias("sound")).collect()
    return [(row["key"], row["sound"]) for row in sorted(found, key=lambda row: row["place"])]


def test_one_name_in_many_spellings_has_one_key(spark: SparkSession) -> None:
    spellings = ("张晓明", "張曉明", "张　晓明", " 张 晓 明 ", f"张{RIGHT_TO_LEFT}晓明", "张·晓明")
    assert {key for key, _ in told(spark, *spellings)} == {"张晓明"}


def test_letters_with_marks_titles_and_signs_do_not_count(spark: SparkSession) -> None:
    assert [key for key, _ in told(spark, "Dr. José O’Neill-Groß", "ＪＯＨＮ  smith", "Łukasz Ørsted", "Ælfric")] == [
        "JOSE ONEILLGROSS",
        "JOHN SMITH",
        "LUKASZ ORSTED",
        "AELFRIC",
    ]


def test_a_chinese_name_and_its_romanisation_in_any_order_sound_alike(spark: SparkSession) -> None:
    spellings = ("张晓明", "張曉明", "ZHANG, Xiao-Ming", "Xiaoming Zhang", "Zhang Xiao Ming", "zhang xiaoming")
    assert {sound for _, sound in told(spark, *spellings)} == {"xiaoming zhang"}


@pytest.mark.parametrize(
    ("chinese", "spellings"),
    [
        ("吕小绿", ("LYU XIAOLYU", "Xiaolv Lv", "LÜ Xiao Lü", "Lu Xiaolu")),
        ("女欣宇", ("NYU XINYU", "Xinyu Nv")),
        ("欧阳修", ("OU YANG XIU", "Xiu Ou Yang", "Ouyang Xiu")),
        ("司马相如", ("Si Ma Xiang Ru", "SIMA XIANGRU")),
        ("黄福明", ("Huang Fu Ming",)),
    ],
)
def test_every_way_to_romanise_a_name_sounds_like_it(spark: SparkSession, chinese: str, spellings: tuple) -> None:
    assert len({sound for _, sound in told(spark, chinese, *spellings)}) == 1


@pytest.mark.parametrize("name", ["恵売", "穏戱"])
def test_a_form_of_a_form_is_the_simplified_character(spark: SparkSession, name: str) -> None:
    simple = {"恵売": "惠卖", "穏戱": "稳戏"}[name]
    assert told(spark, f"李{name}") == told(spark, f"李{simple}")


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄信", "shan xiongxin"),
        ("解晓东", "xiaodong xie"),
        ("仇英", "qiu ying"),
        ("欧阳娜娜", "nana ouyang"),
        ("尉迟恭", "gong yuchi"),
        ("万俟卨", "moqi xie"),
        ("吕布", "bu lu"),
        ("曾国藩", "guofan zeng"),
    ],
)
def test_a_surname_is_read_as_a_surname(spark: SparkSession, name: str, sound: str) -> None:
    assert told(spark, name) == [(name, sound)]


def test_what_is_typed_where_a_name_is_not_known_is_no_name(spark: SparkSession) -> None:
    nothing = (
        "",
        "  ",
        "未知",
        "测试",
        "N/A",
        "unknown",
        "XX",
        "某某某",
        "-",
        "?!",
        "12345",
        None,
        "女士",
        RIGHT_TO_LEFT,
    )
    assert told(spark, *nothing) == [(None, None)] * len(nothing)


def test_rare_characters_stand_for_themselves_and_nothing_breaks(spark: SparkSession) -> None:
    """A character beyond the basic plane, one without a reading, one of another script, half a surrogate replaced."""
    keys = told(spark, "李𠮷", "王😀", "محمد علي", "Ivan Петров", "\ufffd李")
    assert [key for key, _ in keys] == ["李𠮷", "王", "محمد علي", "IVAN ПЕТРОВ", "李"]
    assert all(sound for _, sound in keys)
