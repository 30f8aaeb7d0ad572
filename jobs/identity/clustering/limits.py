"""How much evidence joins, and how large a party may grow before people look at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Weights are match weights: log2 of the Bayes factor with the prior in it, so 0 is even odds.

    ``link_weight``: pairs from here on join; those below it wait for people (GREY_BAND). 7 is a probability of .992.
    ``bridge_weight``: one pair below it does not join two parties of two or more records (WEAK_BRIDGE). 12 is .9998.
    ``lone_weak_pairs``: how often one weak pair alone may have joined something to a party; it keeps a long chain of
    look-alikes, each a little like the next, from being one party.
    ``largest_party``: records; a default value that many records carry makes larger ones, people hardly do.
    """

    link_weight: float = 7.0
    bridge_weight: float = 12.0
    lone_weak_pairs: int = 3
    largest_party: int = 200


LIMITS = Limits()
