"""The declaration of the lanes: what is wrong in it is told with its place."""

from __future__ import annotations

import pytest

from jobs.freshness.lanes import DECLARED, read_lanes
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import ContractFault
from jobs.supplier_calls.asking import online_contract
from tests.jobs.declared_text import changed


def test_the_declared_product_can_be_asked_online_for_the_declared_purpose():
    lanes = read_lanes()
    assert lanes.purpose in online_contract(lanes.product, Catalog()).purpose


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("lane: REST, priority: 1}", "lane: LAST, priority: 1}", "lane"),
        ("lane: REST, priority: 1}", "lane: REST, priority: 1, grades: [D]}", "takes everybody"),
        ("days: 7,", "days: 0,", "days"),
        (
            "  REST: {about: asked once a day, days: 30, grace_days: 15, most_calls: 1000}\n",
            "",
            "there is no lane REST",
        ),
    ],
)
def test_a_declaration_that_is_wrong_is_told_in_one_sentence(tmp_path, right, wrong, told):
    with pytest.raises(ContractFault, match=told):
        read_lanes(changed(DECLARED, tmp_path, right, wrong))
