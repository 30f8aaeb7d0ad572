"""Deliveries of a day are counted anew each day: the last one counts, unless a person returns to an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.lakehouse.errors import Skipped
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.rollback import Decision, Rollback
from tests.jobs.lakehouse.shop import DAYS, Shop, open_shop
from tests.jobs.lakehouse.test_rollback import Contracts

BEFORE, DAY = DAYS[:2]
ONE, TWO, THREE, FOUR = (("a", number, "Li") for number in "1234")


@pytest.fixture
def shop(spark: SparkSession, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(spark, tmp_path) as opened:
        yield opened


def test_a_carried_day_is_corrected_though_the_day_before_was_corrected_more_often(shop: Shop) -> None:
    for row in (ONE, TWO, THREE):
        shop.run(BEFORE, row)
    assert [receipt.status for receipt in shop.run(DAY, THREE)] == ["CARRIED", "CARRIED", "CARRIED"]
    assert shop.run(DAY, FOUR)[0].status == "PUBLISHED"
    assert (shop.pieces(BEFORE), shop.pieces(DAY)) == ([3], [4])


def test_a_late_run_of_a_replaced_delivery_is_not_carried_over_its_correction(shop: Shop) -> None:
    shop.run(BEFORE, ONE)
    shop.run(DAY, TWO)
    lake, bronze = shop.workshop.lake, shop.workshop.catalog["bronze.part"]
    shop.run(DAY, THREE)
    with pytest.raises(Skipped, match=r"Delivery 2 .* is published already: delivery 1, which it replaces, is left"):
        lake.carry(bronze, DAY, lake.publication(bronze.name, BEFORE), 1)


def test_a_delivered_table_returns_from_a_bad_correction_to_the_delivery_before(shop: Shop) -> None:
    shop.run(DAY, ONE)
    shop.run(DAY, TWO)
    lake = shop.workshop.lake
    catalog, manifests = Contracts(shop.workshop.catalog), Manifests(shop.settings.lake)
    rollback = Rollback(lake, catalog, manifests, DAY, lambda name: shop.run_one(name, DAY), lambda line: None)
    rollback.back("bronze.part", Decision("Li", "the correction is of another month"))
    assert (lake.publication("bronze.part", DAY).delivery_sequence, shop.pieces(DAY)) == (1, [1])
    with pytest.raises(Skipped, match="Li took this content"):
        shop.run_one("bronze.part", DAY)
    rollback.forward("bronze.part", Decision("Li", "it was right"))
    assert (lake.publication("bronze.part", DAY).delivery_sequence, shop.pieces(DAY)) == (2, [2])
