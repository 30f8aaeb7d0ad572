"""The committed tables of Chinese characters: other forms of a character, and how each is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "character_tables"


@cache
def simplified_of() -> Mapping[str, str]:
    """Traditional, Japanese, compatible or handwritten form -> simplified character."""
    return {form: simple for simple, forms in _lines("simplified.txt") for form in forms}


@cache
def reading_of() -> Mapping[str, str]:
    """Simplified character -> its commonest reading, lower-case letters without tone."""
    return {character: syllable for syllable, characters in _lines("readings.txt") for character in characters}


@cache
def syllables() -> tuple[str, ...]:
    """Every reading there is, in a fixed order."""
    return tuple(syllable for syllable, _ in _lines("readings.txt"))


def _lines(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(head, rest) for head, _, rest in (line.partition(" ") for line in lines)]
