"""Was a whole run made by one code? A contract, a build or a rule may be changed between two tasks of one run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.table_code import code_hash


def require_one_code(lake: Path, catalog: Iterable[Contract], business_date: date, dag_run_id: str) -> None:
    """Raise DataFault where a run made some of a day before, and some after, a contract, build or rules were changed.

    A table that this run did not touch may be as old as it is, and so may a day that is sealed by hand.
    """
    ops_run = lake / "ops" / "run"
    if not ops_run.exists():
        return
    mine = (pl.col("dag_run_id") == dag_run_id) & (pl.col(BUSINESS_DATE) == business_date)
    receipts = pl.scan_delta(str(ops_run)).filter(mine).sort("started_at").unique("table_name", keep="last").collect()
    if receipts["checkout_hash"].n_unique() < 2:
        return
    made_by = dict(receipts.select("table_name", "code_hash").iter_rows())
    if changed := [one.name for one in catalog if made_by.get(one.name, code_hash(one)) != code_hash(one)]:
        raise DataFault(
            f"The day is not sealed, readers keep what was sealed before: contract, build or rules of "
            f"{', '.join(changed)} were changed after this run had made it: run it again (clear it in Airflow)."
        )
