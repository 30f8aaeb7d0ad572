"""Parties of whom it is known which of them are listed: listed persons written as banks write them, and others."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.benchmarks.screening_lists import Listed

# What clerks of different languages write for one sound; not the folding that screening uses.
TRANSLITERATED = (
    ("MUHAMMAD", "MOHAMED"), ("MOHAMMAD", "MUHAMMED"), ("AHMAD", "AHMED"), ("HUSSEIN", "HUSAYN"), ("YEV", "EV"),
    ("OU", "U"), ("EE", "I"), ("SH", "SCH"), ("ZH", "J"), ("PH", "F"), ("Q", "K"), ("V", "W"), ("IY", "Y"), ("CK", "K"),
    ("I", "Y"), ("U", "OU"), ("E", "I"),
)  # fmt: skip
LETTERS = string.ascii_uppercase
# From so many letters on a name may have two slips.
LONG = 14
# How a listed person comes to the bank: births written down as they are, without any, and with a slip of the pen.
BIRTHS = {"same": 0.92, "none": 0.04, "slip": 0.04}


@dataclass(frozen=True)
class Person:
    """A party record, and the entry that it is about; None for somebody who is not listed."""

    record_id: str
    full_name: str
    birth: date | None
    entry_id: str | None
    way: str


def planted_people(parties: list[Listed], count: int, seed: int) -> list[Person]:
    """``count`` listed persons, each written in one way, and as many who are not listed but look alike."""
    chance = random.Random(seed)  # noqa: S311
    whole = [one for one in parties if one.kind == "PERSON" and one.birth and len(one.names[0].split()) > 1]
    chosen = chance.sample(whole, count)
    ways = list(WAYS.items())
    listed = [_written(chance, one, place, *ways[place % len(ways)]) for place, one in enumerate(chosen)]
    return [*listed, *(_stranger(chance, one, place) for place, one in enumerate(chosen))]


def _written(chance: random.Random, one: Listed, place: int, way: str, spelt: Callable) -> Person:
    name = spelt(chance, one)
    born = chance.choices(list(BIRTHS), BIRTHS.values())[0]
    birth = {"same": one.birth, "none": None, "slip": _slip(chance, one.birth)}[born]
    return Person(f"planted:{place}", name, birth, one.entry_id, way)


def _stranger(chance: random.Random, one: Listed, place: int) -> Person:
    """Somebody of the same or a similar name who was born on another day."""
    spelt = chance.choice([_as_listed, _misspelt, _other_first_name])
    years = chance.choice([-1, 1]) * chance.randint(2, 30)
    return Person(
        f"stranger:{place}", spelt(chance, one), one.birth + timedelta(days=years * 365 + 40), None, "stranger"
    )


def _as_listed(_: random.Random, one: Listed) -> str:
    return _plain(one.names[0])


def _reordered(chance: random.Random, one: Listed) -> str:
    words = _plain(one.names[0]).split()
    chance.shuffle(words)
    return " ".join(words)


def _alias(chance: random.Random, one: Listed) -> str:
    long = [name for name in one.names[1:] if len(name.split()) > 1]
    return _plain(chance.choice(long)) if long else _plain(one.names[0])


def _transliterated(chance: random.Random, one: Listed) -> str:
    name = _plain(one.names[0])
    found = [pair for pair in TRANSLITERATED if pair[0] in name]
    for before, after in chance.sample(found, min(2, len(found))):
        name = name.replace(before, after, 1)
    return name


def _misspelt(chance: random.Random, one: Listed) -> str:
    name = _plain(one.names[0])
    for _ in range(2 if len(name) > LONG and chance.random() < 0.3 else 1):
        name = _one_slip(chance, name)
    return name


def _misspelt_and_reordered(chance: random.Random, one: Listed) -> str:
    words = _misspelt(chance, one).split()
    chance.shuffle(words)
    return " ".join(words)


def _other_first_name(chance: random.Random, one: Listed) -> str:
    *_, last = _plain(one.names[0]).split()
    return f"{''.join(chance.choices(LETTERS, k=6))} {last}"


def _one_slip(chance: random.Random, name: str) -> str:
    """A letter left out, put in, replaced, or swapped with the next one; never the first of the name."""
    place = chance.choice([at for at in range(1, len(name)) if name[at].isalpha()])
    letter = chance.choice(LETTERS)
    after = name[place + 1 :]
    return name[:place] + chance.choice(
        [after, letter + name[place:], letter + after, after[:1] + name[place] + after[1:]]
    )


def _slip(chance: random.Random, birth: date) -> date:
    """One digit of the day or month written as another."""
    others = [
        birth.replace(day=day) for day in range(1, 29) if (day // 10 == birth.day // 10) != (day % 10 == birth.day % 10)
    ]
    return chance.choice(others or [birth])


def _plain(name: str) -> str:
    surname, comma, given = name.upper().partition(",")
    return f"{given.strip()} {surname.strip()}" if comma else name.upper()


WAYS: dict[str, Callable[[random.Random, Listed], str]] = {
    "as listed": _as_listed,
    "re-ordered": _reordered,
    "by an alias": _alias,
    "transliterated": _transliterated,
    "misspelt": _misspelt,
    "misspelt and re-ordered": _misspelt_and_reordered,
}
