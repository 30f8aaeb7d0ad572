"""Logistic regression on patterns of bins, by Newton's method, a block of patterns at a time.

A library wants every row with every variable in memory, 4 GB for 10,000,000 patterns of 52 variables, and copies it;
here a pattern takes one byte a variable, see ``docs/decisions/0052-regression-in-blocks.md``. Sums are added up in the
order of the patterns, by one thread, since those of several depend on how many there are. What another processor
rounds otherwise shows from about the 15th decimal on; 12 are kept, so the same patterns give the same coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jobs.lakehouse.errors import DataFault
from jobs.models.evidence import Patterns
from jobs.models.scorecard import DECIMALS

MOST_STEPS = 100
MOST_HALVINGS = 30
SMALLEST_STEP = 1e-10  # of a coefficient; the weights of evidence are of the order of 1
NOISE = 1e-12  # a loss that rises by less has not risen


@dataclass(frozen=True)
class Moments:
    """The penalised loss at a point, with its first and second derivatives."""

    loss: float
    slope: np.ndarray
    curvature: np.ndarray


def regression(weights: Sequence[np.ndarray], patterns: Patterns, regularisation: float) -> tuple[float, list[float]]:
    """Intercept, and a coefficient for each characteristic, of the log odds of bad.

    ``weights`` are the weights of evidence of the bins of each characteristic, by position. Least is the sum over rows
    of the negative log likelihood, and half the sum of squared coefficients over ``regularisation``; the intercept is
    free. Raises DataFault where that has no end.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        found = np.round(_least(_Problem(weights, patterns, regularisation)), DECIMALS) + 0.0
    return float(found[0]), [float(one) for one in found[1:]]


def _least(problem: _Problem) -> np.ndarray:
    """The point at which the loss is least."""
    point = problem.start
    here = problem.at(point)
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(here.curvature, here.slope)
        point, here = _lower(problem, point, step, here.loss)
        if np.abs(step).max() < SMALLEST_STEP:
            return point
    raise DataFault(f"The regression is not at its end after {MOST_STEPS} steps: lower binning.regularisation.")


def _lower(problem: _Problem, point: np.ndarray, step: np.ndarray, loss: float) -> tuple[np.ndarray, Moments]:
    """A step on, made shorter while the loss rises."""
    for halved in range(MOST_HALVINGS):
        further = point - step * 0.5**halved
        there = problem.at(further)
        if there.loss <= loss + NOISE * abs(loss):
            break
    return further, there


@dataclass(frozen=True)
class _Problem:
    weights: Sequence[np.ndarray]
    patterns: Patterns
    regularisation: float

    @property
    def start(self) -> np.ndarray:
        """The weights of evidence as they are, around the odds of the sample."""
        good, bad = (self.patterns.rows - self.patterns.bad).sum(), self.patterns.bad.sum()
        return np.array([np.log(max(bad, 0.5) / max(good, 0.5)), *np.ones(len(self.weights))])

    def at(self, point: np.ndarray) -> Moments:
        """The moments at a point: intercept first, then the coefficients."""
        penalty = np.array([0.0, *np.full(len(self.weights), 1.0 / self.regularisation)])
        loss, slope, curvature = float(penalty @ point**2) / 2.0, penalty * point, np.diag(penalty)
        for block in self.patterns.blocks():
            evidence = self._evidence(block)
            odds = point @ evidence
            chance = 1.0 / (1.0 + np.exp(-odds))
            loss += float(block.rows @ np.logaddexp(0.0, odds) - block.bad @ odds)
            slope = slope + evidence @ (block.rows * chance - block.bad)
            curvature = curvature + (evidence * (block.rows * chance * (1.0 - chance))) @ evidence.T
        return Moments(loss, slope, curvature)

    def _evidence(self, block: Patterns) -> np.ndarray:
        """A line of ones, then for each characteristic the weight of evidence of each pattern."""
        lines = np.ones((1 + len(self.weights), len(block.rows)))
        for line, weights, place in zip(lines[1:], self.weights, block.positions, strict=True):
            line[:] = weights[place]
        return lines
