"""Rows as sent: the decoded rows of a landed file as a frame of strings, nothing renamed, cast or filtered."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.delivery import DeliveredFile, Delivery, Landing, rows_path
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.expectation import RowRule, reject
from jobs.lakehouse.formats.batches import MALFORMED, RECORD
from jobs.lakehouse.profile import CONTROL_CHARACTERS


def delivered_rows(spark: SparkSession, landing: Landing, contract: Contract, delivery: Delivery) -> DataFrame:
    """The rows of a bronze table in a delivery.

    ``_record`` is a row's number in its file; a record that could not be split carries its text in ``_malformed``.
    """
    texts = ", ".join(f"`{name}` STRING" for name in (*contract.column_names, MALFORMED))
    path = rows_path(landing.folder(delivery), contract.name)
    return spark.read.schema(f"{texts}, {RECORD} BIGINT").parquet(str(path))


def delivery_of(landing: Landing, contract: Contract, business_date: date) -> Delivery:
    """The delivery that is in force for a bronze table and a day; raises DataFault when nothing was landed."""
    system = contract.source.system
    delivery = landing.latest(system, business_date)
    if delivery is None:
        raise DataFault(
            f"{contract.name}: nothing landed from {system} for {business_date}: run landing.{system} first."
        )
    return delivery


def delivered_rules(file: DeliveredFile | None) -> tuple[RowRule, ...]:
    """Rules about the text of a delivered file, for the columns in which the front door found something.

    To look through every value once more in the engine would double the time of a large bronze table.
    """
    disturbed = [name for name, profile in file.profile.items() if profile.disturbed] if file else []
    return tuple(
        reject("CONTROL_CHARACTER", F.col(f"`{name}`").rlike(CONTROL_CHARACTERS), f"{name} holds a control character")
        for name in disturbed
    )
