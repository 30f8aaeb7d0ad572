"""Customers of three planted kinds, told apart by two amounts and a count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.segmentation.declaration import ClusterModel, Gates, Training, Variable

MODEL = ClusterModel(
    name="planted",
    about="three kinds",
    owner="tests",
    training=Training(table="gold.customer_wide", key="party_id", rows=5_000, seed=7, restarts=5),
    clusters=3,
    variables=(
        Variable(name="balance_amount", about="balance", scale="log"),
        Variable(name="app_count", about="app use", scale="plain"),
    ),
    gates=Gates(min_silhouette=0.4, min_share=0.05, min_stability=0.9),
)


def planted(count: int, seed: int = 1, shares: tuple[float, ...] = (0.5, 0.3, 0.2)) -> tuple[pd.DataFrame, np.ndarray]:
    """So many customers and the kind of each: of little money, of much money, and of the app."""
    source = np.random.default_rng(seed)
    kind = source.choice(3, count, p=shares)
    money = np.exp(np.array([5.0, 11.0, 6.0])[kind] + source.normal(0, 0.4, count))
    app = np.array([2.0, 3.0, 40.0])[kind] + source.normal(0, 1.0, count)
    keys = [f"P{number:06}" for number in range(count)]
    return pd.DataFrame({"party_id": keys, "balance_amount": money, "app_count": app}), kind
