"""How well a screening told the listed from those who are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.screening_people import WAYS, Person

Found = tuple[str, str, str]


@dataclass(frozen=True)
class Told:
    """Of the found, how many are listed; of the listed, how many were found, also by the way they are written."""

    precision: float
    recall: float
    recall_by_way: dict[str, float]

    def __str__(self) -> str:
        ways = ", ".join(f"{way} {share:.3f}" for way, share in self.recall_by_way.items())
        return f"precision {self.precision:.4f}, recall {self.recall:.4f} ({ways})"


def told(people: Sequence[Person], found: Iterable[Found], outcomes: Sequence[str]) -> Told:
    """Measure what has one of the outcomes; ``found`` are record, entry and outcome.

    A listed person counts as found by the own entry only; a hit of somebody else's entry counts against it, unless the
    own one is hit too: lists of several states have one person several times.
    """
    hits: dict[str, set[str]] = {}
    for record_id, entry_id, outcome in found:
        if outcome in outcomes:
            hits.setdefault(record_id, set()).add(entry_id)
    right = [one for one in people if one.entry_id and one.entry_id in hits.get(one.record_id, ())]
    known = {one.record_id for one in people}
    by_way, listed = Counter(one.way for one in right), Counter(one.way for one in people if one.entry_id)
    return Told(
        precision=len(right) / max(1, len(known & set(hits))),
        recall=len(right) / max(1, sum(listed.values())),
        recall_by_way={way: by_way[way] / max(1, listed[way]) for way in WAYS},
    )
