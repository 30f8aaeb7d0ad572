"""The agreement behind a table, and what a table said on earlier days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.lakehouse.account import Account
from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import read_contract
from jobs.lakehouse.earlier_days import earlier_rows
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.settings import CHECKOUT, Settings
from tests.jobs.lakehouse.publishing import consented, give_gate_key
from tests.jobs.lakehouse.test_runner import contract

FIRST, SECOND, THIRD = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)


def test_a_build_is_given_the_terms_of_the_one_purchased_table_it_reads() -> None:
    catalog = Catalog()
    agreement = agreement_behind(catalog["silver.telecom_profile"], catalog)
    assert (agreement.product_code, agreement.price_amount) == ("telecom_profile", Decimal("0.80"))
    assert (agreement.legal_basis_code, agreement.purpose_codes) == ("CONSENT", ("credit_risk",))


@pytest.mark.parametrize(("name", "count"), [("silver.account", 0), ("silver.court_record", 2)])
def test_without_exactly_one_purchased_table_there_is_no_agreement(name: str, count: int) -> None:
    catalog = Catalog()
    with pytest.raises(ContractFault, match=f"{count} of its inputs are purchased"):
        agreement_behind(catalog[name], catalog)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("  control: telecom_profiles_{date}.ctl\n", "needs a control file"),
        ("  agreement_number: TEL-2026-001\n", "agreement_number"),
        ("  valid_until: 2028-12-31\n", "valid_until"),
    ],
)
def test_a_purchase_without_its_control_file_or_its_terms_is_no_contract(tmp_path: Path, line: str, told: str) -> None:
    text = (CHECKOUT / "jobs" / "bronze" / "telecom_vendor_profiles.yml").read_text(encoding="utf-8")
    path = tmp_path / "bronze" / "telecom_vendor_profiles.yml"
    path.parent.mkdir()
    path.write_text(text.replace(line, ""), encoding="utf-8")
    with pytest.raises(ContractFault, match=told):
        read_contract(path)


class Days:
    """A lake with one table, published day by day."""

    def __init__(self, spark: SparkSession, home: Path) -> None:
        self.contract, self._spark = contract(), spark
        give_gate_key(home)
        self.lake = Lake(spark, Settings(home=home), {"silver.thing": self.contract})

    def publish(self, day: date, pieces: int) -> None:
        rows = self._spark.createDataFrame([("a", pieces)], "thing_id STRING, piece_count INT")
        run_id, account = f"run-{day}-{pieces}", Account(1, 0, 0, 0, content_hash=str(pieces))
        staged = self.lake.stage(conform(rows, self.contract), self.contract, day, run_id)
        self.lake.publish(staged, consented(self.lake, self.contract.name, day, run_id, account))

    def before(self, day: date) -> list[tuple]:
        version = self.lake.publications.newest_version(self.contract.name)
        found = earlier_rows(self._spark, self.lake, self.contract, day, version)
        return sorted(tuple(row) for row in found.collect())


def test_a_day_sees_what_is_published_for_earlier_days_and_never_itself_or_later_ones(
    spark: SparkSession, tmp_path: Path
) -> None:
    days = Days(spark, tmp_path)
    assert days.before(SECOND) == []
    days.publish(SECOND, 2)
    days.publish(FIRST, 1)
    assert days.before(FIRST) == []
    assert days.before(SECOND) == [("a", 1, FIRST)]
    assert days.before(THIRD) == [("a", 1, FIRST), ("a", 2, SECOND)]


@pytest.mark.parametrize("write", ["merge", "replace", "history"])
def test_a_table_that_keeps_no_days_apart_has_no_earlier_days(spark: SparkSession, tmp_path: Path, write: str) -> None:
    with pytest.raises(ContractFault, match="keeps no days apart"):
        earlier_rows(spark, Days(spark, tmp_path).lake, contract(write), FIRST, None)
