"""From evidence to links: which pairs join, which are refused or wait for people, and why.

The strongest evidence goes first: decisions of people, equal identity numbers, equal credit codes, then scored pairs by
falling weight, then by record id. What was refused is asked again until nothing changes, so every reason that is told
is true of the parties as they ended up. Parties where nothing contradicts are joined at once (``unhindered``), the
others pair by pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from jobs.identity.clustering.codes import (
    BIRTH_CONFLICT,
    DECIDED_DIFFERENT,
    DECISION,
    GREY_BAND,
    JOINED,
    MODEL,
    NONE,
    REFUSALS,
    REFUSED,
    REVIEW,
    WEAK_BRIDGE,
)
from jobs.identity.clustering.evidence import Evidence, Pair, Pairs, Records, groups_of
from jobs.identity.clustering.growing import GrowingParties
from jobs.identity.clustering.limits import LIMITS, Limits
from jobs.identity.clustering.unhindered import Unhindered, unhindered

# So many parties with one value are tried for another record with it; a value of more parties is no identity.
PARTIES_TRIED = 20


@dataclass
class Links:
    """Links as columns of equal length; ``weight`` is None for all rules but MODEL, ``reason`` is -1 when joined."""

    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    rule: list[int] = field(default_factory=list)
    weight: list[float | None] = field(default_factory=list)
    reason: list[int] = field(default_factory=list)

    def add(self, pair: Pair, rule: int, weight: float | None) -> int:
        """Put a pair down; gives its position."""
        self.left.append(pair[0])
        self.right.append(pair[1])
        self.rule.append(rule)
        self.weight.append(weight)
        self.reason.append(NONE)
        return len(self.left) - 1

    def extend(self, others: Links, records: np.ndarray) -> None:
        """Put down the links of a part of the bank, whose records these are."""
        self.left += records[others.left].tolist()
        self.right += records[others.right].tolist()
        self.rule += others.rule
        self.weight += others.weight
        self.reason += others.reason

    @property
    def outcome(self) -> list[int]:
        """Joined, refused for good, or left to people; a decision of people never comes back to them."""
        return [JOINED if reason == NONE else REFUSED if reason in REFUSALS else REVIEW for reason in self.reason]


def joined_links(joined: Mapping[int, Pairs]) -> Links:
    """Links of pairs that are one party, by the rule that joins them."""
    links = Links()
    for rule, pairs in joined.items():
        count = len(pairs.left)
        links.left += pairs.left.tolist()
        links.right += pairs.right.tolist()
        links.rule += [rule] * count
        links.weight += pairs.weight.tolist() if rule == MODEL else [None] * count
        links.reason += [NONE] * count
    return links


def linked(records: Records, evidence: Evidence, limits: Limits = LIMITS) -> Links:
    """Every pair of the evidence and every strong link that was used, each with its outcome's reason."""
    return grown(records, unhindered(records, evidence, limits), limits)


def grown(records: Records, settled: Unhindered, limits: Limits) -> Links:
    """The links that join what is settled, and those of the rest of the evidence, looked at pair by pair."""
    links, near = joined_links(settled.joined), settled.near(records)
    links.extend(_looked_at(records.at(near), settled.at(near), limits), near)
    return links


def _looked_at(records: Records, settled: Unhindered, limits: Limits) -> Links:
    linking = _Linking(records, settled, limits)
    for pair in sorted(settled.rest.same):
        linking.attempt(pair, DECISION, None)
    for rule, codes in records.strong_identifiers.items():
        for group in groups_of(np.where(settled.is_settled, NONE, codes), records.age):
            linking.chain(group, rule)
    linking.score()
    linking.settle()
    return linking.links


class _Linking:
    def __init__(self, records: Records, settled: Unhindered, limits: Limits) -> None:
        self.limits, self.births, self.evidence = limits, records.birth.tolist(), settled.rest
        self.links = Links()
        self.parties = GrowingParties(records, settled.party, settled.rest.different, limits.largest_party)
        self.scored: list[tuple[int, int, float]] = []
        # A pair is put down once, under its strongest rule.
        self.seen = {self._key(pair) for pair in settled.rest.different}
        self.refused: list[int] = []
        self.weak_pairs: dict[int, list[int]] = {}

    def attempt(self, pair: Pair, rule: int, weight: float | None) -> bool:
        """Put a pair down and join its parties if nothing forbids it; says whether they are one now."""
        key = self._key(pair)
        if key in self.seen:
            return self.parties.root(pair[0]) == self.parties.root(pair[1])
        self.seen.add(key)
        position = self.links.add(pair, rule, weight)
        if self._joins(position):
            return True
        self.refused.append(position)
        return False

    def chain(self, group: list[int], rule: int) -> None:
        """Join the records that share a strong identifier, each to one before it: n records need n - 1 links.

        Where the one before is forbidden, the other parties that hold the identifier are tried: first the one of the
        customer to whom the record belonged before, then the newest.
        """
        holders = [group[0]]
        for record in group[1:]:
            tried = holders if len(holders) == 1 else self._in_order_of_trial(holders, record)
            known = next((one for one in tried if self.attempt(_ordered(one, record), rule, None)), None)
            if known is not None:
                holders.remove(known)
            holders.append(record)

    def score(self) -> None:
        """Join by the model what is above the link weight."""
        scored = self.evidence.scored.strongest_first()
        columns = (scored.left.tolist(), scored.right.tolist(), scored.weight.tolist())
        self.scored = [one for one in zip(*columns, strict=True) if self._key((one[0], one[1])) not in self.seen]
        self._note_weak_pairs()
        for left, right, weight in self.scored:
            if weight < self.limits.link_weight:
                break
            self.attempt((left, right), MODEL, weight)

    def settle(self) -> None:
        """Ask again for what was refused until nothing changes, and put down what was never to join."""
        while joined := {position for position in self.refused if self._joins(position)}:
            self.refused = [position for position in self.refused if position not in joined]
        for left, right, weight in self.scored:
            if weight < self.limits.link_weight:
                self._grey((left, right), weight)
        for pair in sorted(self.evidence.different):
            self.links.reason[self.links.add(pair, DECISION, None)] = DECIDED_DIFFERENT

    def _key(self, pair: Pair) -> int:
        return pair[0] * len(self.parties.parent) + pair[1]

    def _in_order_of_trial(self, holders: list[int], record: int) -> list[int]:
        parties = self.parties
        before = parties.party_before[record]
        newest = reversed(holders[-PARTIES_TRIED:])
        return sorted(newest, key=lambda one: before == NONE or parties.customer[parties.root(one)] != before)

    def _joins(self, position: int) -> bool:
        links, parties = self.links, self.parties
        one, other = parties.root(links.left[position]), parties.root(links.right[position])
        rule, weight = links.rule[position], links.weight[position]
        if one == other:
            links.reason[position] = NONE
            return True
        links.reason[position] = self._hindrance((links.left[position], links.right[position]), rule, weight)
        is_weak = weight is not None and weight < self.limits.bridge_weight
        is_lone = is_weak and links.reason[position] == NONE and self._is_lone_pair(one, other)
        if is_lone and self._is_weak_bridge(one, other):
            links.reason[position] = WEAK_BRIDGE
        if links.reason[position] != NONE:
            return False
        if rule == DECISION:
            parties.agree(links.left[position], links.right[position])
        parties.lone_weak_pairs[parties.join(one, other)] += is_lone
        return True

    def _hindrance(self, pair: Pair, rule: int, weight: float | None) -> int:
        """Why the parties of a pair do not become one, -1 if nothing forbids it."""
        reason = self._refusal(pair, rule, weight)
        one, other = map(self.parties.root, pair)
        return reason if reason != NONE or rule == DECISION else self.parties.obstacle(one, other)

    def _refusal(self, pair: Pair, rule: int, weight: float | None) -> int:
        """Why the parties of a pair are never one, -1 if they may be.

        Births that no slip of the pen explains refuse it, unless people say otherwise, or the pair has weighed them:
        both records have one, and all else outweighs it so far that the pair is not weak.
        """
        one, other = map(self.parties.root, pair)
        reason = self.parties.contradiction(one, other)
        has_weighed = weight is not None and weight >= self.limits.bridge_weight and self._have_births(pair)
        if reason != NONE or rule == DECISION or has_weighed:
            return reason
        return BIRTH_CONFLICT if self.parties.have_impossible_births(one, other) else NONE

    def _have_births(self, pair: Pair) -> bool:
        return NONE not in (self.births[pair[0]], self.births[pair[1]])

    def _is_weak_bridge(self, one: int, other: int) -> bool:
        parties = self.parties
        held_weakly = parties.lone_weak_pairs[one] + parties.lone_weak_pairs[other]
        return min(parties.size[one], parties.size[other]) > 1 or held_weakly >= self.limits.lone_weak_pairs

    def _is_lone_pair(self, one: int, other: int) -> bool:
        """True when no second pair speaks for it; every pair between two parties that are not one is weak by now."""
        smaller, party = (one, other) if self.parties.size[one] <= self.parties.size[other] else (other, one)
        found = (
            neighbour
            for record in self.parties.members(smaller)
            for neighbour in self.weak_pairs.get(record, ())
            if self.parties.root(neighbour) == party
        )
        return next(found, None) is None or next(found, None) is None

    def _note_weak_pairs(self) -> None:
        for left, right, weight in self.scored:
            if self.limits.link_weight <= weight < self.limits.bridge_weight:
                self.weak_pairs.setdefault(left, []).append(right)
                self.weak_pairs.setdefault(right, []).append(left)

    def _grey(self, pair: Pair, weight: float) -> None:
        """A pair that only people may join; what contradicts them is not asked, what is one party needs no answer."""
        position = self.links.add(pair, MODEL, weight)
        one, other = self.parties.root(pair[0]), self.parties.root(pair[1])
        if one != other:
            reason = self._refusal(pair, MODEL, weight)
            self.links.reason[position] = GREY_BAND if reason == NONE else reason


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
