"""Every purchased table declares its agreement, and the rule fails when one does not."""

from __future__ import annotations

from jobs.lakehouse.catalog import Catalog
from tests.architecture.purchase_rules import bought_without_agreement


def test_every_table_of_the_buyer_has_an_agreement() -> None:
    assert bought_without_agreement(Catalog()) == []


def test_a_table_of_the_buyer_without_one_is_reported() -> None:
    contract = Catalog()["bronze.telecom_vendor_profiles"]
    assert bought_without_agreement([contract.model_copy(update={"purchase": None})])
    assert bought_without_agreement([contract.model_copy(update={"owner": "retail banking"})])
