"""How large parties are, and what holds the largest one together: where to look first for what was joined wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from jobs.identity.clustering.codes import LINK_RULES
from jobs.identity.link_chain import JOINED, Link


@dataclass(frozen=True)
class LargestParty:
    """The party with most records, and the weakest link without which it would fall apart; None for one record."""

    party_id: str
    records: int
    weakest: Link | None


def sizes_of(party_xref: pl.DataFrame) -> list[tuple[int, int]]:
    """How many parties have how many records: (records, parties), smallest first."""
    sizes = party_xref.group_by("party_id").agg(pl.len().alias("records"))
    return sizes.group_by("records").agg(pl.len().alias("parties")).sort("records").rows()


def largest_party(party_xref: pl.DataFrame, party_link: pl.DataFrame) -> LargestParty | None:
    """The largest party of a day, the smallest id among several; None where there are no records."""
    if party_xref.is_empty():
        return None
    sizes = party_xref.group_by("party_id").agg(pl.len().alias("records"), pl.col("record_id").alias("members"))
    party = sizes.sort("records", "party_id", descending=[True, False]).row(0, named=True)
    inside = party_link.filter((pl.col("outcome_code") == JOINED) & pl.col("left_record_id").is_in(party["members"]))
    return LargestParty(
        party["party_id"],
        party["records"],
        weakest_of(Link(*row) for row in inside.select(*Link.__dataclass_fields__).rows()),
    )


def weakest_of(links: Iterable[Link]) -> Link | None:
    """The weakest link that is needed: the last one of a maximum spanning tree (Kruskal 1956)."""
    group_of: dict[str, set[str]] = {}
    needed = None
    for link in sorted(links, key=_strongest_first):
        left, right = (group_of.setdefault(name, {name}) for name in (link.left_record_id, link.right_record_id))
        if left is right:
            continue
        needed = link
        left |= right
        group_of.update(dict.fromkeys(right, left))
    return needed


def _strongest_first(link: Link) -> tuple[int, float, str, str]:
    return LINK_RULES.index(link.link_rule_code), -(link.match_weight or 0.0), link.left_record_id, link.right_record_id
