"""Parties while they grow: what each of them holds, and what forbids two of them to become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.identity.clustering.births import are_impossible
from jobs.identity.clustering.codes import (
    DECIDED_DIFFERENT,
    ESTABLISHED_CUSTOMERS,
    ID_CONFLICT,
    NONE,
    TOO_LARGE,
)
from jobs.identity.clustering.evidence import Pair, Records
from jobs.identity.clustering.forest import highest_of, root_of


class GrowingParties:
    """A party is named by one of its records, its root.

    They start as ``party`` says: the smallest record of each record's party, in which nothing contradicts.
    """

    def __init__(self, records: Records, party: np.ndarray, different: Sequence[Pair], largest_party: int) -> None:
        count = len(party)
        self.largest_party = largest_party
        self.parent, self.next_member = party.tolist(), _rings(party)
        self.size = np.bincount(party, minlength=count).tolist()
        self.id_number, self.credit_code, self.birth = (
            highest_of(party, values).tolist() for values in (records.id_number, records.credit_code, records.birth)
        )
        self.party_before = records.party_before.tolist()
        # The customer of the day before whom a party holds: no two of them, unless people said that they are one.
        self.customer = highest_of(party, records.customer).tolist()
        self.lone_weak_pairs = [0] * count
        self._births: dict[int, set[int]] = {}
        self._same_customer: dict[int, int] = {}
        self._unlike: dict[int, set[int]] = {}
        for left, right in different:
            self._unlike.setdefault(left, set()).add(right)
            self._unlike.setdefault(right, set()).add(left)

    def root(self, record: int) -> int:
        """The party of a record."""
        return root_of(self.parent, record)

    def contradiction(self, one: int, other: int) -> int:
        """Why two parties can never be one, whatever speaks for it; -1 if they can."""
        if _differ(self.id_number[one], self.id_number[other]) or _differ(
            self.credit_code[one], self.credit_code[other]
        ):
            return ID_CONFLICT
        if self._unlike and self._decided_different(one, other):
            return DECIDED_DIFFERENT
        return NONE

    def have_impossible_births(self, one: int, other: int) -> bool:
        """Whether both have a birth, no slip of the pen makes one of the other, and they share no number."""
        if not _differ(self.birth[one], self.birth[other]):
            return False
        if self.id_number[one] != NONE and self.id_number[one] == self.id_number[other]:
            return False
        return are_impossible(self._births_of(one), self._births_of(other))

    def obstacle(self, one: int, other: int) -> int:
        """Why two parties do not become one today without a decision of people, -1 if they may."""
        if _differ(self.customer[one], self.customer[other]) and self._are_two_customers(one, other):
            return ESTABLISHED_CUSTOMERS
        is_firm = self.credit_code[one] != NONE or self.credit_code[other] != NONE
        if self.size[one] + self.size[other] > self.largest_party and not is_firm:
            return TOO_LARGE
        return NONE

    def join(self, one: int, other: int) -> int:
        """Make two parties one; gives its root."""
        if self.size[one] < self.size[other]:
            one, other = other, one
        self._join_births(one, other)
        self._join_unlike(one, other)
        self.parent[other] = one
        self.size[one] += self.size[other]
        self.id_number[one] = max(self.id_number[one], self.id_number[other])
        self.credit_code[one] = max(self.credit_code[one], self.credit_code[other])
        self.customer[one] = max(self.customer[one], self.customer[other])
        self.lone_weak_pairs[one] += self.lone_weak_pairs[other]
        # Two rings of members become one where each is opened at its root.
        self.next_member[one], self.next_member[other] = self.next_member[other], self.next_member[one]
        return one

    def agree(self, left: int, right: int) -> None:
        """People said that two records are one, hence the customers whom these stood for yesterday are."""
        of_records = (self.party_before[left], self.party_before[right])
        of_parties = (self.customer[self.root(left)], self.customer[self.root(right)])
        known = sorted({self._customer(party) for party in (*of_records, *of_parties) if party != NONE})
        for party in known[1:]:
            self._same_customer[party] = known[0]

    def members(self, root: int) -> list[int]:
        """The records of a party."""
        found, record = [root], self.next_member[root]
        while record != root:
            found.append(record)
            record = self.next_member[record]
        return found

    def _are_two_customers(self, one: int, other: int) -> bool:
        return self._customer(self.customer[one]) != self._customer(self.customer[other])

    def _customer(self, party: int) -> int:
        while party in self._same_customer:
            party = self._same_customer[party]
        return party

    def _births_of(self, root: int) -> set[int]:
        return self._births.get(root) or {self.birth[root]}

    def _join_births(self, one: int, other: int) -> None:
        if _differ(self.birth[one], self.birth[other]) or one in self._births or other in self._births:
            self._births[one] = (self._births_of(one) | self._births.pop(other, {self.birth[other]})) - {NONE}
        self.birth[one] = max(self.birth[one], self.birth[other])

    def _decided_different(self, one: int, other: int) -> bool:
        first, second = self._unlike.get(one, set()), self._unlike.get(other, set())
        smaller, party = (first, other) if len(first) <= len(second) else (second, one)
        return any(self.root(record) == party for record in smaller)

    def _join_unlike(self, one: int, other: int) -> None:
        if other in self._unlike:
            self._unlike.setdefault(one, set()).update(self._unlike.pop(other))


def _differ(one: int, other: int) -> bool:
    """Both known, and not the same."""
    return one != other and one != NONE and other != NONE


def _rings(party: np.ndarray) -> list[int]:
    """For each record the next one of its party; after the last one comes the first, which names the party."""
    order = np.argsort(party, kind="stable")
    following = np.roll(order, -1)
    ring = np.empty_like(order)
    ring[order] = np.where(party[order] == party[following], following, party[order])
    return ring.tolist()
