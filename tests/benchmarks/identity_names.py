"""What becomes of a Chinese name on its way into a form: read aloud, mistyped, or written in Latin letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
from pypinyin import Style, lazy_pinyin

from infra.sample_bank.columns import joined, picked
from infra.sample_bank.draws import Draws, Integers
from infra.sample_bank.names import SURNAMES

# The 3755 common characters of GB 2312, in the order of their readings.
COMMON = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)]
COMPOUND = frozenset(name for name in SURNAMES if len(name) > 1)


class Keyed(Protocol):
    """What makes a draw the same each time: the person, and which record of the person."""

    person: Integers
    copy: Integers


def readings(names: pa.Array) -> pa.Array:
    """Surname and given name in ASCII letters without tones, sorted: 张晓明 as 'xiaoming zhang'."""
    return _by_value(names, lambda name: " ".join(sorted(_parts(name))))


def romanised(names: pa.Array) -> pa.Array:
    """As in a passport: 张晓明 as 'ZHANG XIAOMING'."""
    return _by_value(names, lambda name: " ".join(_parts(name)).upper())


def as_homophone(draws: Draws, names: pa.Array, key: Keyed) -> pa.Array:
    """The last character written as another one that reads the same, where there is one."""
    last = pc.utf8_slice_codeunits(names, -1)
    choice = draws.integers("which homophone", 0, 9, key.person, key.copy)
    twins = pa.array(
        [_homophones(one)[place % len(_homophones(one))] for one, place in zip(last.to_pylist(), choice, strict=True)]
    )
    return joined(pc.utf8_slice_codeunits(names, 0, -1), twins)


def as_other_character(draws: Draws, names: pa.Array, key: Keyed) -> pa.Array:
    """The last character written as any other."""
    other = draws.integers("which character", 0, len(COMMON) - 1, key.person, key.copy)
    return joined(pc.utf8_slice_codeunits(names, 0, -1), picked(COMMON, other))


def _by_value(names: pa.Array, spelt: Callable[[str], str]) -> pa.Array:
    """Every different name is spelt once."""
    encoded = names.dictionary_encode() if isinstance(names, pa.Array) else names.combine_chunks().dictionary_encode()
    return pa.array([spelt(name) for name in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _parts(name: str) -> tuple[str, str]:
    surname = name[:2] if name[:2] in COMPOUND else name[:1]
    return _reading(surname), _reading(name[len(surname) :])


@cache
def _reading(text: str) -> str:
    return "".join(_sound(one) for one in text)


@cache
def _sound(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL, errors="default")[0].replace("ü", "v")


@cache
def _by_sound() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for character in COMMON:
        groups.setdefault(_sound(character), []).append(character)
    return groups


@cache
def _homophones(character: str) -> list[str]:
    others = [one for one in _by_sound().get(_sound(character), []) if one != character]
    return others or [character]
