"""Random values addressed by name and key instead of drawn in a row.

A draw depends only on (seed, name of the draw, keys). So the size of the bank never changes the first persons, a
block of persons can be made alone, and a day can be made again without replaying the days before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Keys = npt.ArrayLike
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def _mix(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), wrapping at 64 bits on purpose."""
    mixed = value + _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    return mixed ^ (mixed >> np.uint64(31))


class Draws:
    """Every random value of one sample bank."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def bits(self, name: str, *keys: Keys) -> npt.NDArray[np.uint64]:
        """64 random bits for each combination of keys (keys broadcast against each other)."""
        digest = hashlib.blake2b(f"{self.seed}:{name}".encode(), digest_size=8).digest()
        state = np.full(1, int.from_bytes(digest, "little"), dtype=np.uint64)
        for key in keys:
            state = _mix(state ^ _mix(np.atleast_1d(np.asarray(key, dtype=np.int64)).astype(np.uint64)))
        return state

    def uniform(self, name: str, *keys: Keys) -> Floats:
        """Uniform in [0, 1)."""
        return (self.bits(name, *keys) >> np.uint64(11)) * (1.0 / (1 << 53))

    def integers(self, name: str, low: Keys, high: Keys, *keys: Keys) -> Integers:
        """Whole numbers from low to high, both included."""
        span = np.asarray(high, dtype=np.int64) - np.asarray(low, dtype=np.int64) + 1
        return np.asarray(low, dtype=np.int64) + np.floor(self.uniform(name, *keys) * span).astype(np.int64)

    def normal(self, name: str, *keys: Keys) -> Floats:
        """Standard normal, by the method of Box and Muller (1958)."""
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(name + "/radius", *keys)))
        return radius * np.cos(2.0 * np.pi * self.uniform(name + "/angle", *keys))

    def choose(self, name: str, weights: Sequence[float] | Floats, *keys: Keys) -> Integers:
        """Positions 0..len(weights)-1 with the given weights, which need not add up to 1."""
        cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
        position = np.searchsorted(cumulative, self.uniform(name, *keys) * cumulative[-1], side="right")
        return np.minimum(position, len(cumulative) - 1)

    def happens(self, name: str, probability: float | Floats, *keys: Keys) -> Booleans:
        """True with the given probability."""
        return self.uniform(name, *keys) < probability
