"""Which links make two records one party: the shortest chain, and of equally short ones the strongest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

JOINED = "JOINED"
# What people decided is stronger than a number, and that than any score.
STRENGTHS = {"DECISION": 3, "ID_NUMBER": 2, "CREDIT_CODE": 2, "MODEL": 1}


@dataclass(frozen=True)
class Link:
    """One row of ``silver.party_link``."""

    left_record_id: str
    right_record_id: str
    link_rule_code: str
    match_weight: float | None
    outcome_code: str
    reason_code: str | None

    @property
    def records(self) -> tuple[str, str]:
        """The records at its ends, the smaller one first."""
        return self.left_record_id, self.right_record_id

    @property
    def strength(self) -> tuple[int, float]:
        """How much it says, to be compared with another link."""
        return STRENGTHS.get(self.link_rule_code, 0), self.match_weight or 0.0

    def other(self, record_id: str) -> str:
        """The record at its other end."""
        return self.right_record_id if record_id == self.left_record_id else self.left_record_id


def chain(links: Iterable[Link], first: str, last: str) -> list[Link] | None:
    """The joining links from one record to another, in order; None where no chain leads there.

    Of the shortest chains it is the one whose weakest link is the strongest; the order of the links does not matter.
    """
    ends = _by_record([one for one in links if one.outcome_code == JOINED])
    reached: dict[str, list[Link]] = {first: []}
    layer = [first]
    while layer and last not in reached:
        found: dict[str, list[Link]] = {}
        for record_id in sorted(layer):
            for link in ends.get(record_id, ()):
                way, there = [*reached[record_id], link], link.other(record_id)
                if there not in reached and (there not in found or _rank(way) > _rank(found[there])):
                    found[there] = way
        reached |= found
        layer = list(found)
    return reached.get(last)


def _by_record(links: Sequence[Link]) -> Mapping[str, list[Link]]:
    ends: dict[str, list[Link]] = {}
    for link in links:
        ends.setdefault(link.left_record_id, []).append(link)
        ends.setdefault(link.right_record_id, []).append(link)
    return ends


def _rank(way: Sequence[Link]) -> tuple:
    """The weakest link first; the ids make ties end the same."""
    return sorted(one.strength for one in way), [(one.left_record_id, one.right_record_id) for one in way]
