"""Names in one spelling, for comparison: simplified characters, capitals of ASCII, no titles."""

from __future__ import annotations

import unicodedata
from functools import cache

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.character_table import simplified_of
from jobs.identity.placeholders import is_name
from jobs.identity.reading import chinese_sound, is_chinese, latin_sound
from jobs.identity.text import half_width, present, visible

# Letters of European alphabets that are two in ASCII.
DOUBLE_LETTERS = {"ß": "SS", "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Þ": "TH"}
SINGLE_LETTERS = {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Ħ": "H", "ı": "I", "Ŧ": "T"}
TITLES = "(?:^| )(?:MR|MRS|MS|MISS|DR|PROF|SIR|JR|SR)(?= |$)"
# What is written inside one word of a name: O'Neill, Xiao-Ming, 买买提·吾守尔.
INSIDE = "['’‘`´·•‧・\\-‐‑]"
# Everything that is neither letter nor digit, among it what turns the direction of writing.
OTHER = "[^\\p{L}\\p{N}]+"


def name_key(name: Column) -> Column:
    """A person's name in one spelling; null for what says nothing, such as 'unknown'."""
    key = F.when(is_chinese(name), _chinese(name)).otherwise(_latin(name))
    return F.when(is_name(key), key)


def name_sound(key: Column) -> Column:
    """How the name of a key sounds: lower-case letters, the words in the order of the alphabet."""
    return F.when(is_chinese(key), chinese_sound(key)).otherwise(latin_sound(key))


def simplified(text: Column) -> Column:
    """Traditional, Japanese and handwritten forms as the simplified character."""
    forms = simplified_of()
    return F.translate(text, "".join(forms), "".join(forms.values()))


def _chinese(name: Column) -> Column:
    return present(F.upper(F.regexp_replace(simplified(half_width(visible(name))), OTHER, "")))


def ascii_capitals(text: Column) -> Column:
    """Capital letters without the marks that European alphabets add; ligatures as the two letters that they are."""
    capitals = F.upper(F.translate(half_width(visible(text)), *_accents()))
    for letter, pair in DOUBLE_LETTERS.items():
        capitals = F.replace(capitals, F.lit(letter), F.lit(pair))
    return capitals


def _latin(name: Column) -> Column:
    words = F.regexp_replace(F.regexp_replace(ascii_capitals(name), INSIDE, ""), OTHER, " ")
    return present(F.regexp_replace(F.regexp_replace(words, TITLES, " "), " +", " "))


@cache
def _accents() -> tuple[str, str]:
    """Letters with marks, and the letters of ASCII under them (Unicode, canonical decomposition)."""
    found = dict(SINGLE_LETTERS) | {letter.lower(): plain for letter, plain in SINGLE_LETTERS.items()}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(point))[0]
        if plain != chr(point) and plain.isascii():
            found[chr(point)] = plain
    return "".join(found), "".join(found.values())
