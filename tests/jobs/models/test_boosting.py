from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.models.boosting import Boosting, features, fit_boosting
from jobs.models.declaration import ModelDeclaration, Special
from jobs.models.split import Samples


@pytest.fixture(scope="module")
def boosting(declaration: ModelDeclaration, samples: Samples) -> Boosting:
    return fit_boosting(declaration, samples.train)


def test_the_trees_keep_every_declared_direction(
    boosting: Boosting, declaration: ModelDeclaration, samples: Samples
) -> None:
    known = samples.test[samples.test["has_telecom_profile"].astype(bool)].head(20)
    for one in declaration.variables:
        if one.kind != "number":
            continue
        grid = np.linspace(samples.train[one.name].min(), samples.train[one.name].max(), 60)
        rates = np.array([boosting.rate(known.assign(**{one.name: value})) for value in grid])
        steps = np.diff(rates, axis=0) * (1 if one.risk == "rises" else -1)
        assert (steps >= -1e-12).all(), one.name


def test_the_same_rows_give_the_same_trees(boosting: Boosting, declaration: ModelDeclaration, samples: Samples) -> None:
    again = fit_boosting(declaration, samples.train)
    assert again.booster.model_to_string() == boosting.booster.model_to_string()


def test_a_code_that_training_did_not_know_is_like_a_missing_one(boosting: Boosting, samples: Samples) -> None:
    rows = samples.test.head(5)
    unknown, missing = (boosting.rate(rows.assign(housing_type_code=code)) for code in ("BARN", None))
    assert unknown.tolist() == missing.tolist()


def test_a_special_value_is_outside_the_order_and_flagged(declaration: ModelDeclaration) -> None:
    variable = declaration.variables[1].model_copy(
        update={"needs": None, "special": (Special(value=-1, about="never"),)}
    )
    alone = declaration.model_copy(update={"variables": (variable,)})
    table = features(alone, pd.DataFrame({variable.name: [-1.0, 5.0, np.inf, None]}), {})
    assert table[variable.name].isna().tolist() == [True, False, True, True]
    assert table[f"{variable.name}_special_0"].tolist() == [1.0, 0.0, 0.0, 0.0]
