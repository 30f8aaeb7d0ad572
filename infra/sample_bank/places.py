"""Real provinces, cities, areas and townships, from which home addresses are made."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.columns import joined, picked
from infra.sample_bank.draws import Draws, Floats, Integers

OPEN_DATA = Path(__file__).with_name("open_data")

# Millions of residents by province code, rounded; only their proportions matter.
_RESIDENTS = {
    11: 22, 12: 14, 13: 74, 14: 35, 15: 24, 21: 42, 22: 23, 23: 31, 31: 25, 32: 85, 33: 66, 34: 61, 35: 42, 36: 45,
    37: 101, 41: 98, 42: 58, 43: 66, 44: 127, 45: 50, 46: 10, 50: 32, 51: 84, 52: 39, 53: 47, 54: 4, 61: 40, 62: 25,
    63: 6, 64: 7, 65: 26,
}  # fmt: skip
# Administrative fillers of the city level that no postal address contains.
_FILLERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
ROADS = (
    "人民路", "解放路", "中山路", "建设路", "和平路", "新华路", "文化路", "胜利路", "友谊路", "青年路",
    "朝阳路", "东风路", "长江路", "黄河路", "滨河路", "学府路", "迎宾大道", "育才路", "光明路", "工业路",
    "振兴街", "幸福街", "公园路", "环城路",
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """The address book, one entry per county-level area; townships lie in one column, grouped by area."""

    division: Integers
    weight: Floats
    province_first: Integers
    province_count: Integers
    province_name: pa.Array
    city_name: pa.Array
    area_name: pa.Array
    street: pa.Array
    street_first: Integers
    street_count: Integers


def read_rows(relative: str) -> list[dict[str, str]]:
    """The rows of one of the kept open-data tables."""
    packed = (OPEN_DATA / relative).read_bytes()
    return list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8"))))


def _city_names(areas: list[dict[str, str]]) -> list[str]:
    names = {row["code"]: row["name"] for row in read_rows("administrative_divisions/cities.csv.gz")}
    found = ("" if names[row["cityCode"]] in _FILLERS else names[row["cityCode"]] for row in areas)
    # A city without districts repeats its own name at the area level.
    return ["" if city == row["name"] else city for city, row in zip(found, areas, strict=True)]


@cache
def places() -> Places:
    """The address book, read once."""
    areas = read_rows("administrative_divisions/areas.csv.gz")
    provinces = {row["code"]: row["name"] for row in read_rows("administrative_divisions/provinces.csv.gz")}
    streets = read_rows("administrative_divisions/streets_sample.csv.gz")
    division = np.array([int(row["code"]) for row in areas], dtype=np.int64)
    province = division // 10_000
    codes, first, count = np.unique(province, return_index=True, return_counts=True)
    group = np.searchsorted(codes, province)
    street_area = np.array([int(row["areaCode"]) for row in streets], dtype=np.int64)
    return Places(
        division=division,
        weight=np.array([_RESIDENTS[int(code)] for code in province]) / count[group],
        province_first=first[group],
        province_count=count[group],
        province_name=pa.array([provinces[row["provinceCode"]] for row in areas]),
        city_name=pa.array(_city_names(areas)),
        area_name=pa.array([row["name"] for row in areas]),
        street=pa.array([row["name"] for row in streets]),
        street_first=np.searchsorted(street_area, division, side="left"),
        street_count=np.searchsorted(street_area, division, side="right")
        - np.searchsorted(street_area, division, side="left"),
    )


def birth_areas(draws: Draws, person: Integers) -> Integers:
    """Where people were registered at birth, by population."""
    return draws.choose("birth area", places().weight, person)


def home_areas(draws: Draws, person: Integers, move: Integers, birth_area: Integers) -> Integers:
    """Where people live after so many moves: half at their place of birth, most others in the same province."""
    book = places()
    in_province = book.province_first[birth_area] + np.floor(
        draws.uniform("home in province", person, move) * book.province_count[birth_area]
    ).astype(np.int64)
    anywhere = draws.choose("home anywhere", book.weight, person, move)
    kind = draws.uniform("home kind", person, move)
    return np.select([(kind < 0.5) & (move == 0), kind < 0.78], [birth_area, in_province], anywhere)


def _text(number: Integers) -> pa.Array:
    return pc.cast(pa.array(number), pa.string())


def home_addresses(draws: Draws, person: Integers, move: Integers, area: Integers) -> tuple[pa.Array, pa.Array]:
    """The address as the bank's form asks for it, and as people shorten it (no province, 5-2-301)."""
    book = places()
    offset = np.floor(draws.uniform("street", person, move) * book.street_count[area]).astype(np.int64)
    road = picked(ROADS, draws.integers("road", 0, len(ROADS) - 1, person, move))
    number = _text(draws.integers("house", 1, 320, person, move))
    building = _text(draws.integers("building", 1, 24, person, move))
    unit = _text(draws.integers("unit", 1, 4, person, move))
    room = _text(draws.integers("floor", 1, 18, person, move) * 100 + draws.integers("door", 1, 4, person, move))
    town = joined(
        picked(book.city_name, area),
        picked(book.area_name, area),
        picked(book.street, book.street_first[area] + offset),
    )
    province = picked(book.province_name, area)
    full = joined(province, town, road, number, "号", building, "栋", unit, "单元", room, "室")
    short = joined(town, road, number, "号", building, "-", unit, "-", room)
    return full, short
