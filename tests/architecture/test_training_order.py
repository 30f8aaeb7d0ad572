"""A fresh lake trains its models in two rounds: those whose tables wait for no model, then those that wait for them."""

from __future__ import annotations

from jobs.lakehouse.catalog import Catalog
from jobs.models.declaration import DECLARATIONS as SCORECARDS
from jobs.models.declaration import read_declaration
from jobs.segmentation.declaration import DECLARATIONS as CLUSTERS
from jobs.segmentation.declaration import read_cluster_model

CATALOG = Catalog()


def learns_from(model: str) -> str | None:
    """The table that a model is trained on; None for one that is trained on a sample or used as it is declared."""
    if (CLUSTERS / f"{model}.yml").exists():
        return read_cluster_model(model).training.table
    if not (SCORECARDS / f"{model}.yml").exists():
        return None
    training = read_declaration(model).training
    return None if training.sample else training.source


def models_before(table: str) -> set[str]:
    """The models that a table or what it is made from is built by."""
    contract = CATALOG[table]
    own = {contract.model} if contract.model and learns_from(contract.model) else set()
    inputs = (name for name in contract.inputs if not name.startswith("bronze."))
    return own.union(*map(models_before, inputs))


def rounds(model: str) -> int:
    return 1 + max(map(rounds, models_before(learns_from(model))), default=0)


def test_every_model_is_trained_in_the_first_or_the_second_round() -> None:
    trained = {contract.model for contract in CATALOG if contract.model and learns_from(contract.model)}
    assert {model: rounds(model) for model in sorted(trained)} == {"credit_score": 1, "customer_cluster": 2}
