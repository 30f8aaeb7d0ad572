"""A day is sealed when one run made it by one contract; an edit between two tasks is not mixed into it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.lake_receipts import add_receipt
from jobs.lakehouse.table_code import code_hash
from jobs.seal import application

DAY, RUN = date(2026, 6, 1), "scheduled__2026-06-01"
NAME, LATER = "silver.account", "gold.customer_wide"
NOTHING = "has nothing published"


def ran(home: Path, hour: int, made_by: str, checkout: str, name: str = NAME) -> None:
    """The receipt of a run of a table in the Airflow run of the day."""
    row = {
        "run_id": f"{name} {hour}",
        "table_name": name,
        "status_code": "PUBLISHED",
        "dag_run_id": RUN,
        "started_at": datetime(2026, 6, 2, hour, tzinfo=UTC),
        "code_hash": made_by,
        "checkout_hash": checkout,
        "business_date": DAY,
    }
    contract = Catalog()["ops.run"]
    filled = {column.name: None for column in contract.columns} | row
    add_receipt(home / "lake" / "ops" / "run", contract, filled, row["run_id"])


def sealed() -> Result:
    return CliRunner().invoke(application, ["curated", "--date", DAY.isoformat()])


@pytest.mark.fault(
    "F38", "a contract is edited between two tasks of one run", "not sealed (65) until its table ran again"
)
def test_a_run_whose_contract_was_edited_meanwhile_is_not_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    monkeypatch.setenv("YIHU_RUN_ID", RUN)
    now = {name: code_hash(Catalog()[name]) for name in (NAME, LATER)}
    ran(tmp_path, 1, "its contract of before", "before")
    ran(tmp_path, 2, now[LATER], "after", LATER)
    refused = sealed()
    assert refused.exit_code == 65
    assert f"contract, build or rules of {NAME} were changed after this run had made it" in refused.output
    ran(tmp_path, 3, now[NAME], "after")
    assert NOTHING in sealed().output


def test_what_another_run_or_another_day_of_work_made_may_be_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    for name in (NAME, LATER):
        ran(tmp_path, 1, "its contract of before", "before", name)
    for run in (RUN, "scheduled__2026-06-02"):
        monkeypatch.setenv("YIHU_RUN_ID", run)
        assert NOTHING in sealed().output
