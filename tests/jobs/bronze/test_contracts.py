from __future__ import annotations

import csv
import gzip

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.settings import CHECKOUT

BRONZE = [contract for contract in Catalog() if contract.layer == "bronze"]
OPEN_DATA = CHECKOUT / "infra" / "sample_bank" / "open_data"


def test_every_system_of_the_sample_delivers():
    systems = {contract.source.system for contract in BRONZE}
    vendors = {"telecom_vendor", "court_vendor", "fraud_vendor", "ownership_vendor"}
    assert systems >= {"core_bank", "open_data", "czech_bank", *vendors}


@pytest.mark.parametrize("contract", BRONZE, ids=lambda contract: contract.noun)
def test_a_bronze_table_is_named_after_its_source(contract):
    assert contract.noun.startswith(contract.source.system)
    assert {column.type for column in contract.columns} == {"string"}
    assert all(column.nullable and not column.pattern for column in contract.columns)


PACKED = [
    contract for contract in BRONZE if contract.source.kind == "http" and contract.source.path.endswith(".csv.gz")
]


@pytest.mark.parametrize("contract", PACKED, ids=lambda contract: contract.noun)
def test_the_columns_are_those_of_the_published_file(contract):
    with gzip.open(OPEN_DATA / contract.source.path.lstrip("/"), "rt", encoding="utf-8") as lines:
        first = next(csv.reader(lines))
    assert len(first) == len(contract.columns)
    assert first == list(contract.column_names) or not contract.format.header
