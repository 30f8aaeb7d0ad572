"""Small banks of a few records, as Arrow tables of a task, and how they go on from one day to the next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
from hypothesis import strategies as st

from jobs.identity.clustering.limits import Limits
from jobs.identity.clustering.link_task import links_in
from jobs.identity.clustering.party_task import parties_in
from jobs.identity.clustering.stable_ids import IdMaker

MONDAY = datetime.date(2026, 6, 1)
SMALL = Limits(link_weight=7.0, bridge_weight=12.0, lone_weak_pairs=2, largest_party=5)
LINK_TYPES = pa.schema(
    [
        ("row_kind", pa.string()),
        ("record_id", pa.string()),
        ("id_number", pa.string()),
        ("credit_code", pa.string()),
        ("birth_date", pa.date32()),
        ("first_seen_date", pa.date32()),
        ("is_customer", pa.bool_()),
        ("left_record_id", pa.string()),
        ("right_record_id", pa.string()),
        ("match_weight", pa.float64()),
        ("decision_code", pa.string()),
        ("link_rule_code", pa.string()),
        ("party_id", pa.string()),
    ]
)
PARTY_TYPES = pa.schema(
    [
        (name, pa.date32() if name == "first_seen_date" else pa.string())
        for name in (
            "row_kind",
            "record_id",
            "source_system_code",
            "first_seen_date",
            "left_record_id",
            "right_record_id",
            "link_rule_code",
            "party_id",
        )
    ]
)
Pair = tuple[str, str]


@dataclass(frozen=True)
class Record:
    """A record of a small bank."""

    record_id: str
    id_number: str | None = None
    credit_code: str | None = None
    birth_date: datetime.date | None = None
    first_seen_date: datetime.date = MONDAY
    is_customer: bool = False


@dataclass(frozen=True)
class Day:
    """What is known on a business date: records, scored pairs, decisions."""

    date: datetime.date
    records: Sequence[Record]
    weights: dict[Pair, float] = field(default_factory=dict)
    decisions: dict[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """Links and parties of a day, and the last parties of records that were there before and are absent on it."""

    day: Day
    links: dict[Pair, dict]
    party_of: dict[str, str]
    absent: dict[str, str] = field(default_factory=dict)

    @property
    def parties(self) -> list[set[str]]:
        """The parties as sets of records."""
        found: dict[str, set[str]] = {}
        for record_id, party_id in self.party_of.items():
            found.setdefault(party_id, set()).add(record_id)
        return list(found.values())

    def reasons(self) -> dict[Pair, str | None]:
        """Why each pair is not joined."""
        return {pair: link["reason_code"] for pair, link in self.links.items()}


def ran(day: Day, before: Published | None = None, limits: Limits = SMALL, order: Iterable[int] = ()) -> Published:
    """The day after another, with its rows in the order of the numbers, over and over."""
    last = _last_parties(before) if before else []
    lines = [{"row_kind": "records", **vars(one)} for one in day.records]
    lines += [_line("scored", pair, match_weight=weight) for pair, weight in day.weights.items()]
    lines += [_line("decided", pair, decision_code=code) for pair, code in day.decisions.items()]
    lines += [{"row_kind": "before", **link} for link in before.links.values() if _is_joined(link)] if before else []
    lines += last
    links = links_in(pa.Table.from_pylist(_ordered(lines, order), LINK_TYPES), limits).to_pylist()
    by_pair = {(one["left_record_id"], one["right_record_id"]): one for one in links}
    assert len(by_pair) == len(links)
    parties = _party_ids(day, links, last, order)
    absent = {one["record_id"]: one["party_id"] for one in last if one["record_id"] not in parties}
    return Published(day, by_pair, parties, absent)


def _last_parties(before: Published) -> list[dict]:
    told = {"absent": before.absent, "earlier": before.party_of}
    return [
        {"row_kind": kind, "record_id": record_id, "party_id": party_id}
        for kind, parties in told.items()
        for record_id, party_id in parties.items()
    ]


def _party_ids(day: Day, links: list[dict], last: list[dict], order: Iterable[int]) -> dict[str, str]:
    lines = [
        {"row_kind": "records", "record_id": one.record_id, "first_seen_date": one.first_seen_date}
        for one in day.records
    ]
    lines += [{"row_kind": "joined", **link} for link in links if _is_joined(link)]
    lines += last
    rows = [{name: line.get(name) for name in PARTY_TYPES.names} for line in _ordered(lines, order)]
    parties = parties_in(pa.Table.from_pylist(rows, PARTY_TYPES), IdMaker("key", day.date)).to_pylist()
    return {one["record_id"]: one["party_id"] for one in parties}


def _line(kind: str, pair: Pair, **values: object) -> dict:
    return {"row_kind": kind, "left_record_id": pair[0], "right_record_id": pair[1], **values}


def _is_joined(link: dict) -> bool:
    return link["outcome_code"] == "JOINED"


def _ordered(lines: list[dict], order: Iterable[int]) -> list[dict]:
    numbers = list(order) or [0]
    places = [(numbers[place % len(numbers)], place) for place in range(len(lines))]
    return [lines[place] for _, place in sorted(places)]


BIRTHS = st.sampled_from([None, datetime.date(1980, 1, 1), datetime.date(1969, 12, 31)])
WEIGHTS = st.sampled_from([1.0, 8.0, 9.0, 9.0, 13.0, 20.0])


@st.composite
def days(draw, prefix: str = "r", date: datetime.date = MONDAY, after: Day | None = None) -> Day:
    """A day of up to seven new records, after those of another day if one is named."""
    new = [
        Record(
            record_id=f"{prefix}{number}",
            id_number=draw(st.sampled_from([None, None, "A", "B"])),
            credit_code=draw(st.sampled_from([None, None, None, "C", "D"])),
            birth_date=draw(BIRTHS),
            first_seen_date=date,
            is_customer=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 7)))
    ]
    records = [*(after.records if after else ()), *new]
    names = sorted(one.record_id for one in records)
    pairs = [(left, right) for left in names for right in names if left < right]
    if after:
        pairs = [pair for pair in pairs if not pair[0].startswith("r") or not pair[1].startswith("r")]
    some = st.lists(st.sampled_from(pairs), unique=True, max_size=10) if pairs else st.just([])
    weights = {pair: draw(WEIGHTS) for pair in draw(some)}
    decisions = {pair: draw(st.sampled_from(["SAME", "DIFFERENT"])) for pair in draw(some)[:2]}
    if not after:
        return Day(date, records, weights, decisions)
    return Day(date, records, {**after.weights, **weights}, {**after.decisions, **decisions})


def tomorrow(day: Day, **changes: object) -> Day:
    """The same bank a day later, but for what is named."""
    return replace(day, date=day.date + datetime.timedelta(days=1), **changes)
