"""What a learnt model must keep to before it may decide who is who."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.identity.matching.declaration import Gates
from jobs.identity.matching.weights import MatchWeights
from jobs.models.evaluation import Gate


@dataclass(frozen=True)
class LinkedPairs:
    """How many pairs of one table the learnt weights link, and how many those in use; None where none are in use."""

    learnt: int
    in_use: int | None


def judge(weights: MatchWeights, linked: LinkedPairs) -> tuple[Gate, ...]:
    """Every gate of the declaration with its finding."""
    gates = weights.model.gates
    return (_prior(weights, gates), _bounded(weights, gates), _agreement_counts(weights), _as_many(linked, gates))


def _prior(weights: MatchWeights, gates: Gates) -> Gate:
    low, high = gates.prior
    return Gate("prior", low <= weights.prior <= high, f"{weights.prior:.3g}, bounds {low:.3g} to {high:.3g}")


def _bounded(weights: MatchWeights, gates: Gates) -> Gate:
    low, high = gates.weight_bits
    found = [learnt.bits(number) for learnt in weights.comparisons for number in range(len(learnt.m))]
    finding = f"{min(found):.1f} to {max(found):.1f} bits, bounds {low:.1f} to {high:.1f}"
    return Gate("weight_bits", low <= min(found) and max(found) <= high, finding)


def _agreement_counts(weights: MatchWeights) -> Gate:
    """The strongest level of a comparison speaks for one party, or the comparison learnt noise."""
    wrong = [learnt.name for learnt in weights.comparisons if learnt.m[0] <= learnt.u[0]]
    return Gate("agreement", not wrong, f"speaks against a match in {', '.join(wrong)}" if wrong else "speaks for it")


def _as_many(linked: LinkedPairs, gates: Gates) -> Gate:
    """A model that suddenly links many more or fewer pairs is looked at by people before it is used."""
    if linked.in_use is None:
        return Gate("linked_pairs", linked.learnt > 0, f"{linked.learnt}, no champion to compare with")
    allowed = gates.champion_tolerance * linked.in_use
    finding = f"{linked.learnt}, the champion {linked.in_use}, may differ by {allowed:.0f}"
    return Gate("linked_pairs", abs(linked.learnt - linked.in_use) <= allowed, finding)
