"""Loans whose outcome follows a known logistic function of the applicant, and an engine to score them on."""

from __future__ import annotations

import numpy as np
import pandas as pd


def planted_loans(rows: int = 6000, seed: int = 3) -> pd.DataFrame:
    """A training table with the columns of gold.loan_outcome; about one in seven turns bad."""
    source = np.random.default_rng(seed)
    hit = source.random(rows) < 0.8
    tenure = source.integers(1, 180, rows).astype(float)
    level = source.integers(1, 6, rows).astype(float)
    game = np.round(source.gamma(1.2, 150.0, rows), 2)
    media = source.integers(0, 200, rows).astype(float)
    income = np.round(np.exp(source.normal(9.0, 0.5, rows)), 2)
    employed = source.integers(0, 240, rows).astype(float)
    age = source.integers(20, 66, rows).astype(float)
    housing = source.choice(["OWN", "MORTGAGE", "RENT", "FAMILY"], rows)
    vendor = -0.010 * (tenure - 90) - 0.25 * (level - 3) + 0.0016 * (game - 180) - 0.004 * (media - 100)
    odds = -2.6 + np.where(hit, vendor, 1.15) - 0.45 * (np.log(income) - 9.0) - 0.003 * (employed - 120)
    odds = odds - 0.012 * (age - 43) + np.where(housing == "RENT", 0.35, 0.0) - np.where(housing == "OWN", 0.25, 0.0)
    is_bad = source.random(rows) < 1.0 / (1.0 + np.exp(-odds))
    days = source.integers(0, 540, rows)
    worst = np.where(is_bad, source.integers(31, 200, rows), source.integers(0, 31, rows))
    return pd.DataFrame(
        {
            "loan_id": [f"L{number:010d}" for number in range(rows)],
            "party_id": [f"P{number:08d}" for number in range(rows)],
            "originated_date": (pd.Timestamp("2023-12-01") + pd.to_timedelta(days, unit="D")).date,
            "observed_until_date": pd.Timestamp("2026-06-01").date(),
            "is_window_closed": True,
            "worst_days_past_due": worst,
            "is_bad": is_bad,
            "income_amount": income,
            "employment_months": employed,
            "housing_type_code": housing,
            "age_years": age,
            "has_telecom_profile": hit,
            "telecom_tenure_months": np.where(hit, tenure, np.nan),
            "local_life_spend_level": np.where(hit, level, np.nan),
            "game_spend_amount": np.where(hit, game, np.nan),
            "finance_media_days": np.where(hit, media, np.nan),
        }
    )
