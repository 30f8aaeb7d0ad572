"""The real sanctions lists of the sample as plain rows, read without the engine, for planting and for size."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

from jobs.lakehouse.settings import CHECKOUT

LISTS = CHECKOUT / "infra" / "sample_bank" / "open_data" / "sanctions"
NOTHING = "-0-"
BIRTH = re.compile(r"DOB (\d{2} [A-Z][a-z]{2} \d{4})")


@dataclass(frozen=True)
class Listed:
    """A listed party: its first name is the one it is called by."""

    entry_id: str
    list_code: str
    kind: str
    names: tuple[str, ...]
    birth: date | None = None
    countries: tuple[str, ...] = field(default=())


def listed_parties() -> list[Listed]:
    """Everything on the three lists that may be a party."""
    return [*_ofac(), *_united_nations(), *_european_union()]


def _ofac() -> Iterator[Listed]:
    """The newer of the two editions."""
    names: dict[str, list[str]] = {}
    for row in _rows(LISTS / "2026-06-03" / "alt.csv.gz"):
        names.setdefault(row[0], []).append(row[3])
    for row in _rows(LISTS / "2026-06-03" / "sdn.csv.gz"):
        kind = {"individual": "PERSON", NOTHING: "ORGANISATION"}.get(row[2].strip())
        if kind:
            found = BIRTH.search(row[11])
            born = datetime.strptime(found[1], "%d %b %Y").date() if found else None
            yield Listed(f"SANCTION:{row[0]}", "OFAC_SDN", kind, (row[1], *names.get(row[0], ())), born)


def _united_nations() -> Iterator[Listed]:
    tree = ElementTree.parse(_text(LISTS / "un_consolidated.xml.gz"))  # noqa: S314
    for tag, kind in (("INDIVIDUAL", "PERSON"), ("ENTITY", "ORGANISATION")):
        for one in tree.iter(tag):
            parts = (one.findtext(f"{word}_NAME") for word in ("FIRST", "SECOND", "THIRD", "FOURTH"))
            aliases = (alias.findtext("ALIAS_NAME") for alias in one.iter(f"{tag}_ALIAS"))
            born = _day(one.findtext(f"{tag}_DATE_OF_BIRTH/DATE"))
            names = (" ".join(part.strip() for part in parts if part), *(name for name in aliases if name))
            yield Listed(f"SANCTION:{one.findtext('REFERENCE_NUMBER')}", "UN_CONSOLIDATED", kind, names, born)


def _european_union() -> Iterator[Listed]:
    tree = ElementTree.parse(_text(LISTS / "eu_consolidated.xml.gz"))  # noqa: S314
    for one in tree.iter("sanctionEntity"):
        kind = {"person": "PERSON"}.get(one.find("subjectType").get("code"), "ORGANISATION")
        names = tuple(alias.get("wholeName") for alias in one.iter("nameAlias") if alias.get("wholeName"))
        births = [_day(birth.get("birthdate")) for birth in one.iter("birthdate")]
        born = next((birth for birth in births if birth), None)
        yield Listed(f"SANCTION:{one.get('euReferenceNumber')}", "EU_CONSOLIDATED", kind, names, born)


def many_names(parties: list[Listed], count: int) -> list[Listed]:
    """The parties up to so many names in all; the last one is cut."""
    kept, left = [], count
    for one in parties:
        kept.append(replace(one, names=one.names[:left]))
        left -= len(one.names)
        if left <= 0:
            break
    return kept


def _rows(path: Path) -> Iterator[list[str]]:
    rows = csv.reader(_text(path), skipinitialspace=True)
    return (row for row in rows if len(row) > 1)


def _text(path: Path) -> io.TextIOBase:
    return gzip.open(path, "rt", encoding="utf-8", errors="replace")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
