"""One fitted scorecard for all tests of the models."""

from __future__ import annotations

import pytest

from jobs.models.declaration import ModelDeclaration, read_declaration
from jobs.models.fit import fit_scorecard
from jobs.models.outcomes import known_outcomes
from jobs.models.scorecard import Scorecard
from jobs.models.split import Samples, split
from tests.jobs.models.planted import planted_loans


@pytest.fixture(scope="session")
def declaration() -> ModelDeclaration:
    return read_declaration("credit_score")


@pytest.fixture(scope="session")
def samples(declaration: ModelDeclaration) -> Samples:
    return split(declaration, known_outcomes(declaration, planted_loans()))


@pytest.fixture(scope="session")
def scorecard(declaration: ModelDeclaration, samples: Samples) -> Scorecard:
    return fit_scorecard(declaration, samples.train)
