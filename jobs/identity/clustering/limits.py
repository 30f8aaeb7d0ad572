"""How much evidence joins, and how large a party may grow before people look at it."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.identity.odds import bits_of

GREY_STEP = 0.01


@dataclass(frozen=True)
class Limits:
    """Weights are match weights: log2 of the Bayes factor with the prior in it, so 0 is even odds.
    They are the thresholds that mlflow/matching/person_match.yml declares as probabilities.

    ``link_weight``: pairs from here on join; those below it wait for people (GREY_BAND).
    ``bridge_weight``: one pair below it does not join two parties of two or more records (WEAK_BRIDGE).
    ``lone_weak_pairs``: how often one weak pair alone may have joined something to a party; it keeps a long chain of
    look-alikes, each a little like the next, from being one party.
    ``largest_party``: records of a party without a credit code; a default value that many records carry makes larger
    ones, people hardly do. Courts tell of a firm as often as it is sued.
    """

    link_weight: float = bits_of(0.95)
    bridge_weight: float = bits_of(0.999)
    lone_weak_pairs: int = 3
    largest_party: int = 200

    @property
    def grey_weight(self) -> float:
        """The most that a pair counts which may not join by itself: just below the link weight."""
        return self.link_weight - GREY_STEP


LIMITS = Limits()
