"""The table of blocks: their columns side by side, and a row for each row of the first."""

from __future__ import annotations

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.comparison import same_rows
from jobs.lakehouse.conform import RULE, VERDICT, conform
from jobs.lakehouse.table_code import build_of, rules_of
from tests.jobs.frames import column_names, frame_of, rows_of


@pytest.fixture(scope="module")
def contract():
    return Catalog()["gold.customer_wide"]


def test_it_has_the_columns_of_its_blocks_and_the_key_once(contract):
    blocks = [column_names(name) for name in contract.blocks]
    assert list(contract.column_names) == [
        "party_id",
        *(name for block in blocks for name in block if name != "party_id"),
    ]
    assert len(contract.columns) > 250


def test_each_row_of_the_first_block_stands_once_beside_what_the_others_say(spark, contract):
    rows = {
        "gold.customer_profile": ({"party_id": "P1", "full_name": "张叁"}, {"party_id": "P2", "full_name": "李四"}),
        "gold.customer_product": ({"party_id": "P2", "account_count": 2}, {"party_id": "P3", "account_count": 9}),
    }
    frames = {name.split(".")[1]: frame_of(spark, name, *rows.get(name, ())) for name in contract.blocks}
    built = build_of(contract)(**frames)
    assert built.columns == list(contract.column_names)
    assert rows_of(built, "party_id", "full_name", "account_count") == [("P1", "张叁", None), ("P2", "李四", 2)]


def test_a_block_that_does_not_know_a_customer_keeps_the_table_from_its_readers(spark, contract):
    told = {name.split(".")[1]: frame_of(spark, name) for name in contract.blocks}
    known = [{"party_id": "P" + number * 20} for number in "12"]
    first = told | {"customer_profile": frame_of(spark, contract.blocks[0], *known)}
    rows = conform(build_of(contract)(**first), contract)
    assert rows_of(rows, VERDICT, RULE) == [("quarantined", "NOT_NULL")] * 2
    assert set(rules_of(contract).across) == {same_rows(of=contract.blocks[0])}
