"""Rows as sent: the decoded rows of a landed file as a frame of strings, nothing renamed, cast or filtered."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.delivery import Delivery, Landing, rows_path
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.formats.batches import MALFORMED, RECORD


def delivered_rows(
    spark: SparkSession, landing: Landing, contract: Contract, business_date: date
) -> tuple[DataFrame, Delivery]:
    """The rows of a bronze table in the delivery that is in force for a day, and that delivery.

    ``_record`` is a row's number in its file; a record that could not be split carries its text in ``_malformed``.
    Raises DataFault when nothing was landed.
    """
    delivery = delivery_of(landing, contract, business_date)
    texts = ", ".join(f"`{name}` STRING" for name in (*contract.column_names, MALFORMED))
    path = rows_path(landing.folder(delivery), contract.name)
    return spark.read.schema(f"{texts}, {RECORD} BIGINT").parquet(str(path)), delivery


def delivery_of(landing: Landing, contract: Contract, business_date: date) -> Delivery:
    """The delivery that is in force for a bronze table and a day; raises DataFault when nothing was landed."""
    system = contract.source.system
    delivery = landing.latest(system, business_date)
    if delivery is None:
        raise DataFault(
            f"{contract.name}: nothing landed from {system} for {business_date}: run landing.{system} first."
        )
    return delivery
