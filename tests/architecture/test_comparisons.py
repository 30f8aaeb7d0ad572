"""A rule across tables compares with what the contract reads: the whole day would tell it only when it gets there."""

from __future__ import annotations

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.comparison import AddsUp
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.table_code import rules_of

RUN = [contract for contract in Catalog() if contract.layer != "ops"]


@pytest.mark.parametrize("contract", RUN, ids=lambda contract: contract.name)
def test_every_table_that_a_rule_compares_with_is_read(contract: Contract) -> None:
    compared = {rule.table for rule in rules_of(contract).across if not isinstance(rule, AddsUp)}
    assert compared <= set(contract.reads)
