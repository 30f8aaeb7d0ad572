"""Parties that nothing hinders: what strong evidence joins where all that is known agrees, told at once.

Nearly every party of a bank is such a one. ``linking`` would join the same pairs one by one: no strong pair leads out
of these parties, so nothing that happens elsewhere changes them before weak pairs are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from jobs.identity.clustering.codes import CREDIT_CODE, ID_NUMBER, MODEL, NONE
from jobs.identity.clustering.evidence import Evidence, Pairs, Records
from jobs.identity.clustering.forest import components, highest_of
from jobs.identity.clustering.limits import Limits


@dataclass(frozen=True)
class Unhindered:
    """``party`` is the smallest record of each record's party; records with ``is_settled`` false are alone as yet.

    ``joined`` are the pairs of each rule that join them, and ``rest`` the evidence that is still to be looked at.
    """

    party: np.ndarray
    is_settled: np.ndarray
    joined: dict[int, Pairs]
    rest: Evidence

    def near(self, records: Records) -> np.ndarray:
        """The records, rising, of all parties that the rest of the evidence or an identifier may still change."""
        has_identifier = np.any([codes != NONE for codes in records.strong_identifiers.values()], axis=0)
        is_near = has_identifier & ~self.is_settled
        named = np.concatenate([self.rest.scored.left, self.rest.scored.right, self.rest.decided])
        is_near[self.party[named]] = True
        return np.flatnonzero(is_near[self.party])

    def at(self, places: np.ndarray) -> Self:
        """The same of whole parties alone, without what joined them; their records are numbered in their order."""
        party = np.searchsorted(places, self.party[places])
        return type(self)(party, self.is_settled[places], {}, self.rest.at(places))


def unhindered(records: Records, evidence: Evidence, limits: Limits) -> Unhindered:
    """The parties of records whose strong evidence meets no contradiction, no decision and no limit."""
    chains = {rule: _chained(codes, records.age) for rule, codes in records.strong_identifiers.items()}
    strong = evidence.scored.where(evidence.scored.weight >= limits.bridge_weight)
    links = Pairs.of_all([*chains.values(), strong])
    component = components(len(records.age), links.left, links.right)
    is_disputed = _is_contradicted(component, records) | _is_decided(component, evidence)
    is_settled = ~(is_disputed | _is_large(component, records, limits))
    joined = {rule: pairs.where(is_settled[pairs.left]) for rule, pairs in chains.items()}
    joined[CREDIT_CODE] = joined[CREDIT_CODE].without(joined[ID_NUMBER])
    waiting = evidence.scored.without(Pairs.of_all(list(joined.values())))
    is_joined = (waiting.weight >= limits.bridge_weight) & is_settled[waiting.left]
    return Unhindered(
        party=np.where(is_settled, component, np.arange(len(component))),
        is_settled=is_settled,
        joined={**joined, MODEL: waiting.where(is_joined)},
        rest=Evidence(evidence.same, evidence.different, waiting.where(~is_joined)),
    )


def _chained(codes: np.ndarray, age: np.ndarray) -> Pairs:
    """Each record and the next younger one with the same value."""
    order = np.lexsort((age, codes))
    older, younger = order[:-1], order[1:]
    is_same = (codes[older] == codes[younger]) & (codes[older] != NONE)
    return Pairs.of(older[is_same], younger[is_same])


def _is_contradicted(component: np.ndarray, records: Records) -> np.ndarray:
    """Whether some record of the component says otherwise than another one."""
    differs = np.zeros(len(component), dtype=bool)
    for values in (records.id_number, records.credit_code, records.birth, records.customer):
        highest = highest_of(component, values)[component]
        differs[component[(values != NONE) & (values != highest)]] = True
    return differs[component]


def _is_large(component: np.ndarray, records: Records, limits: Limits) -> np.ndarray:
    is_firm = highest_of(component, records.credit_code)[component] != NONE
    return (np.bincount(component)[component] > limits.largest_party) & ~is_firm


def _is_decided(component: np.ndarray, evidence: Evidence) -> np.ndarray:
    """Whether people said something about a record of the component."""
    decided = np.zeros(len(component), dtype=bool)
    decided[component[evidence.decided]] = True
    return decided[component]
