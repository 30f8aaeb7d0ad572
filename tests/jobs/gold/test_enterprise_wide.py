"""gold.enterprise_wide: the blocks of customers side by side for those of them that are firms."""

from __future__ import annotations

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.table_code import build_of
from tests.jobs.frames import frame_of, rows_of


def test_each_firm_that_is_a_customer_stands_once_and_no_person_does(spark):
    contract = Catalog()["gold.enterprise_wide"]
    firm, person = "P" + "1" * 20, "P" + "2" * 20
    rows = {
        "gold.enterprise_profile": [{"party_id": firm, "employee_count": 7}],
        "gold.enterprise_public_record": [{"party_id": one, "judgment_count": 1} for one in (firm, "P" + "3" * 20)],
        "gold.customer_product": [{"party_id": one, "account_count": 2} for one in (firm, person)],
    }
    frames = {name.split(".")[1]: frame_of(spark, name, *rows.get(name, ())) for name in contract.blocks}
    built = build_of(contract)(**frames)
    assert rows_of(built, "party_id", "employee_count", "judgment_count", "account_count") == [(firm, 7, 1, 2)]
    assert len(built.columns) == len(contract.columns) > 250
