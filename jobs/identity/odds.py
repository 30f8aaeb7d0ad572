"""Probabilities and match weights: log2 of the odds, in which evidence adds up."""

from __future__ import annotations

import math


def bits_of(probability: float) -> float:
    """The match weight of a probability between 0 and 1: log2(p / (1 - p)); 0.5 is 0 bits, 0.999 nearly 10."""
    return math.log2(probability / (1 - probability))
