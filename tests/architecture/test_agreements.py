"""Every purchased table declares its agreement, nothing goes beyond one, and the rules fail when something does."""

from __future__ import annotations

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.lineage import read_lineage
from tests.architecture.purchase_rules import BEYOND_AGREEMENTS, bought_without_agreement, released_beyond_agreements


def test_every_table_of_the_buyer_has_an_agreement() -> None:
    assert bought_without_agreement(Catalog()) == []


def test_a_table_of_the_buyer_without_one_is_reported() -> None:
    contract = Catalog()["bronze.telecom_vendor_profiles"]
    assert bought_without_agreement([contract.model_copy(update={"purchase": None})])
    assert bought_without_agreement([contract.model_copy(update={"owner": "retail banking"})])


def test_what_is_bought_is_kept_for_no_purpose_that_its_agreement_does_not_name() -> None:
    assert released_beyond_agreements(Catalog().in_order, read_lineage()) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("gold.customer_telecom", "game_spend_amount"),
        ("gold.customer_public_record", "judgment_count"),
        ("silver.vendor_list_record", "listed_date"),
    ],
)
def test_bought_data_that_is_kept_for_marketing_is_reported(table: str, column: str) -> None:
    wider = [
        one.model_copy(update={"purpose": ("credit_risk", "marketing")}) if one.name == table else one
        for one in Catalog().in_order
    ]
    place = f"jobs/{table.replace('.', '/')}.yml"
    told = f"{place}: {column} is bought for credit_risk and may not be kept for marketing"
    assert told in released_beyond_agreements(wider, read_lineage())


def test_no_exception_outlives_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in tuple(BEYOND_AGREEMENTS):
        with monkeypatch.context() as context:
            context.delitem(BEYOND_AGREEMENTS, table)
            assert released_beyond_agreements(Catalog().in_order, read_lineage()), table
