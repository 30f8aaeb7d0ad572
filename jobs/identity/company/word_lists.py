"""The committed lists of words in company names, see jobs/identity/company_tables/SOURCE.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "company_tables"
NO_PREFECTURE = "-"


@dataclass(frozen=True)
class Prefecture:
    """A prefecture with the counties below it, full names; ``name`` is None where counties answer to the province."""

    province: str
    name: str | None
    counties: tuple[str, ...]


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """Every prefecture of China, in the order of the codes."""
    rows = (line.split() for line in _lines("divisions.txt"))
    return tuple(
        Prefecture(province, None if name == NO_PREFECTURE else name, tuple(counties))
        for province, name, *counties in rows
    )


@cache
def chinese_trades() -> tuple[str, ...]:
    """Words for what a company does, and for what it is."""
    return tuple(sorted({word for line in _lines("chinese_trades.txt") for word in line.split()}))


@cache
def chinese_forms() -> Mapping[str, tuple[str, ...]]:
    """Legal form code -> how it is written at the end of a name, brackets left out."""
    return {code: tuple(rest.split()) for code, _, rest in (line.partition(" ") for line in _lines(CHINESE_FORMS))}


@cache
def latin_forms() -> Mapping[str, tuple[str, ...]]:
    """Legal form code -> how it is written, capitals with one blank between words, and no dots."""
    return _by_head("latin_legal_forms.txt")


@cache
def latin_trades() -> Mapping[str, tuple[str, ...]]:
    """One word for a trade -> all its spellings."""
    return _by_head("latin_trades.txt")


@cache
def latin_places() -> Mapping[str, tuple[str, ...]]:
    """One word for a country or region -> all its spellings."""
    return _by_head("latin_places.txt")


CHINESE_FORMS = "chinese_legal_forms.txt"


def _by_head(name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for head, _, rest in (line.partition(": ") for line in _lines(name)):
        found[head] = (*found.get(head, ()), *(word.strip().upper() for word in rest.split(",")))
    return found


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()
