"""The planted truth about default."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from infra.sample_bank.business_days import add_months
from infra.sample_bank.loans import Loans, make_loans
from infra.sample_bank.persons import make_persons
from infra.sample_bank.repayments import make_instalments, standing
from infra.sample_bank.world import World

WORLD = World(7, 150_000, datetime.date(2026, 6, 1))


@pytest.fixture(scope="module")
def loans() -> Loans:
    return make_loans(WORLD, make_persons(WORLD, np.arange(120_000)), 0)


def is_mature(loans: Loans) -> np.ndarray:
    return loans.originated <= np.datetime64("2025-05-29")


def test_about_fourteen_percent_go_bad(loans: Loans) -> None:
    assert loans.is_bad[is_mature(loans)].mean() == pytest.approx(0.1436, abs=0.008)


def test_people_unknown_to_the_vendor_are_two_and_a_half_times_as_risky(loans: Loans) -> None:
    mature, hit = is_mature(loans), loans.application.has_hit
    ratio = loans.probability[mature & ~hit].mean() / loans.probability[mature & hit].mean()
    assert ratio == pytest.approx(2.54, abs=0.12)


def test_a_good_scorecard_can_reach_the_published_auc(loans: Loans) -> None:
    assert 0.72 < roc_auc_score(loans.is_bad, loans.probability) < 0.78


def test_about_forty_percent_of_the_people_have_a_loan(loans: Loans) -> None:
    assert 0.36 < len(np.unique(loans.person)) / 120_000 < 0.42


def test_observed_lateness_within_twelve_months_is_the_planted_outcome(loans: Loans) -> None:
    made = make_instalments(WORLD.draws, loans, WORLD.eve)
    window_end = add_months(loans.originated, np.full(len(loans.number), 12))[made.loan]
    until = np.minimum(window_end, np.datetime64(WORLD.eve))
    settled = np.where(np.isnat(made.paid), until, np.minimum(made.paid, until))
    late = (settled - made.due).astype(np.int64) > 30
    seen_bad = np.bincount(made.loan[late], minlength=len(loans.number)) > 0
    mature = is_mature(loans)
    assert np.array_equal(seen_bad[mature], loans.is_bad[mature])
    assert not (seen_bad & ~loans.is_bad).any()


def test_settled_loans_owe_nothing_and_others_do(loans: Loans) -> None:
    now = standing(loans, make_instalments(WORLD.draws, loans, WORLD.eve), WORLD.eve)
    assert (now.outstanding[now.status == 1] == 0).all()
    assert (now.outstanding[now.status != 1] > 0).all()
    assert (now.outstanding <= loans.principal).all()
