"""Administrative divisions as one line for each prefecture: its province, itself, and the counties below it."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping

from infra.sample_bank.places import OPEN_DATA

FOLDER = OPEN_DATA / "administrative_divisions"
# Counties that answer to their province: the list names a row of its own for them, which is no place.
NO_PREFECTURE = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
NONE = "-"


def division_lines() -> Iterator[str]:
    """'浙江省 杭州市 上城区 拱墅区 ...' for every prefecture, in the order of the codes."""
    provinces, prefectures = _names("provinces"), _names("cities")
    counties: dict[str, list[str]] = {}
    for code, name in _names("areas").items():
        counties.setdefault(code[:4], []).append(name)
    for code, name in sorted(prefectures.items()):
        prefecture = NONE if name in NO_PREFECTURE else name
        yield " ".join((provinces[code[:2]], prefecture, *counties.get(code, ())))


def _names(level: str) -> Mapping[str, str]:
    """Code -> name of one level."""
    with gzip.open(FOLDER / f"{level}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}
