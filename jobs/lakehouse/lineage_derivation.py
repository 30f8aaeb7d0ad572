"""Derives docs/lineage.json: every build is called with empty frames, and its plan is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.column_edges import Untold, edges_of, marked
from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.lineage import Edges, Lineage, same_names
from jobs.lakehouse.table_code import asked_for, build_of

# Builds see no rows, so neither the day nor the key tells anything.
ANY_DAY, ANY_KEY = date(2026, 6, 1), "0" * 64


def derive(spark: SparkSession, catalog: Catalog) -> Lineage:
    """The column edges of every table that is built from others."""
    found: dict[str, Edges] = {}
    assumed: list[str] = []
    for contract in catalog.in_order:
        if contract.source or not contract.inputs:
            continue
        edges = _told(spark, catalog, contract)
        if edges is None:
            assumed.append(contract.name)
        found[contract.name] = edges or same_names(contract, catalog)
    return Lineage(found, tuple(assumed))


def _told(spark: SparkSession, catalog: Catalog, contract: Contract) -> Edges | None:
    """The edges of one table; None where a model, whose parameters are no code, makes its columns."""
    if contract.model:
        return None
    frames = {name.split(".")[1]: _empty(spark, catalog[name]) for name in contract.inputs}
    built = build_of(contract)(**frames, **_parameters(spark, catalog, contract))
    try:
        edges = edges_of(built)
    except Untold:
        return None
    return {name: edges[name] for name in contract.column_names}


def _parameters(spark: SparkSession, catalog: Catalog, contract: Contract) -> dict[str, Any]:
    dated = (f"{BUSINESS_DATE} DATE",)
    known: dict[str, Callable[[], Any]] = {
        "business_date": lambda: ANY_DAY,
        "identity_key": lambda: ANY_KEY,
        "agreement": lambda: agreement_behind(contract, catalog),
        **{name: partial(_empty, spark, catalog[table], dated) for name, table in contract.looked_back_at.items()},
    }
    return {name: known[name]() for name in asked_for(contract)}


def _empty(spark: SparkSession, contract: Contract, more: Iterable[str] = ()) -> DataFrame:
    columns = [f"`{column.name}` {column.type}" for column in contract.columns]
    return marked(spark.createDataFrame([], ", ".join([*columns, *more])), contract.name)
