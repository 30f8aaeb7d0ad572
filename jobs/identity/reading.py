"""How names sound, in lower-case letters: a Chinese name and its romanisation, in whichever order, sound alike.

A character becomes one code point that stands for its syllable, so that no plan carries a map of 27,000 entries;
420 syllables turn the code points into letters.
"""

from __future__ import annotations

from functools import cache

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.character_table import reading_of, syllables
from jobs.identity.check_sum import named

# A private code point for each syllable (Unicode, private use area).
FIRST_CODE = 0xE000
COMPOUND_SURNAMES = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|单于|皇甫|"
    "宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|"
    "司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|段干|百里|呼延|"
    "东郭|南门|羊舌|微生|公户|公玉|公仪|梁丘|公仲|公上|公门|公山|公坚|左丘|公伯|西门|公祖|"
    "第五|公乘|贯丘|公皙|南荣|东里|东宫|仲长|子书|子桑|即墨|达奚|褚师|纳兰|爱新觉罗|"
    "叶赫那拉"
)
# Characters that are read otherwise when they are a surname.
SURNAME_READINGS = {
    "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "曾": "zeng",
    "盖": "ge", "任": "ren", "朴": "piao", "翟": "zhai", "缪": "miao", "覃": "qin",
    "员": "yun", "乐": "yue", "折": "she", "句": "gou", "冼": "xian", "召": "shao",
    "秘": "bi", "牟": "mou", "葛": "ge", "宁": "ning", "燕": "yan", "华": "hua",
    "洗": "xian", "能": "nai", "黑": "he", "繁": "po", "种": "chong", "逄": "pang",
    "尉": "wei", "褚": "chu", "那": "na", "哈": "ha", "纪": "ji",
    "薄": "bo", "祭": "zhai", "隗": "wei", "郇": "xun", "乜": "nie", "佴": "nai", "阚": "kan", "卜": "bu", "藏": "zang",
}  # fmt: skip
COMPOUND_READINGS = {"尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "澹台": "tantai", "单于": "chanyu"}
CHINESE = "[\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff]"
# ü as passports (lyu) and keyboards (lv) write it is u here. No syllable ends in l, but many in n: nyu is nü only where
# a word begins.
UMLAUT = "(?<=l)(?:yu|v)|(?<=n)v|(?<=\\bn)yu"
# Surnames of two characters that are written as two words. Only those whose first syllable alone is hardly a surname:
# Huang Fu Ming may be 黄福明 as well as 皇甫明.
TWO_WORDS = ("ou yang", "si ma", "si tu", "si kong", "shang guan", "ling hu", "mu rong", "nan gong", "xuan yuan")
# How people write the parts of a romanised given name apart: 3 syllables are a surname and a given name of two.
SURNAME_AND_TWO = 3


def is_chinese(name: Column) -> Column:
    """Whether a name holds Chinese characters."""
    return name.rlike(CHINESE)


def chinese_sound(name: Column) -> Column:
    """張曉明, simplified, as 'xiaoming zhang': surname and given name as two words, in the order of the alphabet."""
    surname = F.regexp_extract(name, f"^({COMPOUND_SURNAMES}|.)", 1)
    return named(
        F.struct(surname.alias("surname"), name.alias("name")),
        lambda parts: _words(
            _surname_letters(parts["surname"]),
            letters(F.substring(parts["name"], F.length(parts["surname"]) + 1, F.length(parts["name"]))),
        ),
    )


def latin_sound(name: Column) -> Column:
    """'ZHANG XIAO MING' and 'Xiaoming Zhang', in capitals with one blank between words, as 'xiaoming zhang'; 'OU YANG
    XIU', whose surname has two characters, as 'ouyang xiu'."""
    letters = _with_whole_surname(F.regexp_replace(F.lower(name), UMLAUT, "u"))
    return named(F.split(letters, " "), lambda words: F.array_join(F.array_sort(_given_joined(words)), " "))


def _with_whole_surname(letters: Column) -> Column:
    """A surname written as two words as one, where more words follow or precede it."""
    blank = "|".join("(?<=\\b{}) (?={}\\b)".format(*surname.split()) for surname in TWO_WORDS)
    return F.when(letters.rlike(" .* "), F.regexp_replace(letters, blank, "")).otherwise(letters)


def letters(text: Column) -> Column:
    """Each character's syllable, without a blank between; a character without one, such as a letter, in lower case."""
    return F.array_join(F.transform(F.split(F.translate(text, *_codes()), ""), _syllable), "")


def _given_joined(words: Column) -> Column:
    surnames = F.array(*(F.lit(surname.replace(" ", "")) for surname in TWO_WORDS))
    known = F.concat(_known_syllables(), surnames)
    are_syllables = F.forall(words, lambda word: F.array_contains(known, word))
    joined = F.array(F.element_at(words, 1), F.concat(F.element_at(words, 2), F.element_at(words, 3)))
    return F.when((F.size(words) == SURNAME_AND_TWO) & are_syllables, joined).otherwise(words)


def _words(surname: Column, given: Column) -> Column:
    return F.trim(F.array_join(F.array_sort(F.array(surname, given)), " "))


def _surname_letters(surname: Column) -> Column:
    """The surname's own reading where it has one."""
    special = {**SURNAME_READINGS, **COMPOUND_READINGS}
    pairs = F.create_map(*(F.lit(text) for pair in special.items() for text in pair))
    return F.coalesce(F.element_at(pairs, surname), letters(surname))


def _syllable(code: Column) -> Column:
    place = F.ascii(code) - F.lit(FIRST_CODE)
    is_code = place.between(0, len(syllables()) - 1)
    return F.when(is_code, F.try_element_at(_known_syllables(), place + 1)).otherwise(F.lower(code))


def _known_syllables() -> Column:
    return F.split(F.lit(" ".join(syllables())), " ")


@cache
def _codes() -> tuple[str, str]:
    """Characters, and in the same order the code points of their syllables."""
    places = {syllable: chr(FIRST_CODE + number) for number, syllable in enumerate(syllables())}
    readings = reading_of()
    return "".join(readings), "".join(places[syllable] for syllable in readings.values())
