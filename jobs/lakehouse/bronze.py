"""Rows as sent: a landed file as a frame of strings, nothing renamed, cast, filtered or deduplicated."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.conform import MALFORMED
from jobs.lakehouse.connectors.database import TEXT
from jobs.lakehouse.connectors.text_file import LARGEST_FIELD
from jobs.lakehouse.contract import Contract, CsvFormat, DatabaseSource
from jobs.lakehouse.delivery import DeliveredFile, Landing
from jobs.lakehouse.errors import DataFault


def delivered_rows(
    spark: SparkSession, landing: Landing, contract: Contract, business_date: date
) -> tuple[DataFrame, DeliveredFile]:
    """The rows of a bronze table's delivered file, and what is known of that file.

    A row with a wrong number of fields carries its text in ``_malformed``. Raises DataFault when nothing was landed.
    """
    system = contract.source.system
    delivery = landing.latest(system, business_date)
    if delivery is None:
        raise DataFault(
            f"{contract.name}: nothing landed from {system} for {business_date}: run landing.{system} first."
        )
    file = delivery.file_of(contract.name)
    path = landing.folder(delivery) / file.file
    schema = ", ".join(f"`{name}` STRING" for name in (*contract.column_names, MALFORMED))
    return spark.read.schema(schema).options(**_options(_dialect(contract))).csv(str(path)), file


def _dialect(contract: Contract) -> CsvFormat:
    return TEXT if isinstance(contract.source, DatabaseSource) else contract.source.csv


def _options(dialect: CsvFormat) -> dict[str, str]:
    """Spark's reader held to RFC 4180; its defaults lose rows, see the measured list in docs/faults.md."""
    return {
        "sep": dialect.delimiter,
        "encoding": dialect.encoding,
        "header": str(dialect.header).lower(),
        "multiLine": "true",
        "quote": '"',
        "escape": '"',
        "mode": "PERMISSIVE",
        "columnNameOfCorruptRecord": MALFORMED,
        "maxCharsPerColumn": str(LARGEST_FIELD),
        "ignoreLeadingWhiteSpace": "false",
        "ignoreTrailingWhiteSpace": "false",
    }
