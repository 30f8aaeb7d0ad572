"""The planted truth about default: a logistic function of what was known at application.

The signs follow the published findings for consumer credit with telecom data: longer tenure, more local-life spend and
more days with finance media mean less risk, more game spend means more. The published bad rates are 10.96 % with and
27.82 % without telecom data (2.54 times), 14.36 % overall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from infra.sample_bank.draws import Booleans, Floats, Integers

# Found with `calibrate` on 190,000 loans older than 12 months; a test holds that they still meet the targets.
INTERCEPT_HIT = -2.5360
INTERCEPT_NO_HIT = -0.8552

# Added to the log-odds by housing: OWN, MORTGAGE, RENT, FAMILY.
_HOUSING_LOG_ODDS = np.array([-0.25, -0.10, 0.30, 0.05])


@dataclass(frozen=True)
class Application:
    """What was known when a loan was applied for. Money in whole cents; telecom values count only with a hit."""

    income: Integers
    employment_months: Integers
    age: Integers
    housing: Integers
    has_hit: Booleans
    tenure_months: Integers
    local_life_level: Integers
    game_spend: Integers
    finance_media_days: Integers


def bank_log_odds(application: Application) -> Floats:
    """The part of the log-odds that the bank's own form explains."""
    income = np.log(application.income / 700_000.0)
    return (
        -0.70 * income
        - 0.0035 * (np.minimum(application.employment_months, 240) - 80.0)
        - 0.014 * (application.age - 38.0)
        + _HOUSING_LOG_ODDS[application.housing]
    )


def telecom_log_odds(application: Application) -> Floats:
    """The part of the log-odds that purchased telecom data explains."""
    return (
        -0.34 * np.log(np.maximum(application.tenure_months, 1) / 58.0)
        - 0.27 * (application.local_life_level - 2.8)
        + 0.13 * (np.log1p(application.game_spend / 100.0) - 2.4)
        - 0.0038 * (application.finance_media_days - 87.0)
    )


def _probability(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-log_odds))


def default_probability(application: Application) -> Floats:
    """Probability of more than 30 days past due within 12 months of origination."""
    bank = bank_log_odds(application)
    with_telecom = INTERCEPT_HIT + bank + telecom_log_odds(application)
    return _probability(np.where(application.has_hit, with_telecom, INTERCEPT_NO_HIT + bank))


def calibrate(log_odds: Floats, target_rate: float) -> float:
    """The intercept with which the mean probability is the target rate."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        if _probability(middle + log_odds).mean() < target_rate:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
