"""Texts of people in one spelling, as the keys of records are made, for one text in the hand and without the engine."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from jobs.identity.address_key import DIGITS, NUMERALS, TENS
from jobs.identity.character_table import reading_of, simplified_of
from jobs.identity.name_key import DOUBLE_LETTERS, SINGLE_LETTERS
from jobs.identity.reading import CHINESE, COMPOUND_READINGS, COMPOUND_SURNAMES, SURNAME_READINGS, UMLAUT

ADDRESS_PARTS = re.compile("号楼|号院|[号弄幢栋座楼层室户房]|单元")
SURNAME = re.compile(f"({COMPOUND_SURNAMES}|.)")
# More words are no name; all their orders would be many.
MOST_WORDS = 4


def spelt(text: str) -> str:
    """Half width, simplified characters, capitals without marks; blanks and signs stay."""
    wide = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    plain = "".join(sign for sign in wide if unicodedata.category(sign) not in ("Mn", "Cf"))
    return plain.upper().translate(_forms())


def folded(text: str) -> str:
    """The letters and digits alone of a text in one spelling."""
    return re.sub(r"[\W_]", "", spelt(text))


def in_digits(text: str) -> str:
    """A text in one spelling with numerals as digits: 三十一 is 31."""
    known = text.translate(str.maketrans(NUMERALS, DIGITS))
    for written, digits in TENS:
        known = re.sub(written, digits, known)
    return known


def as_address(text: str) -> str:
    """A text as the key of an address is written, without a sign or a word between its parts."""
    return ADDRESS_PARTS.sub("", in_digits(folded(text)))


def is_read_in(name: str, text: str) -> bool:
    """Whether the words of a text, in Latin letters, are those of a name as it is read, in any order."""
    read = _latin(spelt(text))
    return any(re.search(rf"(?<![A-Z]){'[^A-Z]{0,3}'.join(one)}(?![A-Z])", read) for one in _readings(spelt(name)))


def _readings(name: str) -> Iterator[str]:
    """The letters of a name without a blank, the words in every order."""
    words = _syllables(name) if re.search(CHINESE, name) else re.findall("[A-Z]+", _latin(name))
    if 1 < len(words) <= MOST_WORDS:
        yield from ("".join(one) for one in itertools.permutations(words))


def _syllables(name: str) -> list[str]:
    """Surname and given name of a Chinese name, each as it is read."""
    characters = re.sub(r"[\W_]", "", name)
    surname = SURNAME.match(characters)[0]
    special = {**SURNAME_READINGS, **COMPOUND_READINGS}.get(surname)
    return [(special or _read(surname)).upper(), _read(characters[len(surname) :]).upper()]


def _read(characters: str) -> str:
    return "".join(reading_of().get(character, character) for character in characters)


@cache
def _forms() -> dict[int, str]:
    return str.maketrans({**simplified_of(), **DOUBLE_LETTERS, **SINGLE_LETTERS})


def _latin(text: str) -> str:
    return re.sub(UMLAUT, "u", text.lower()).upper()
