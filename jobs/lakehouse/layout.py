"""How the tables of the lake are laid out in Delta, as statements for the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date
from pathlib import Path

from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, VALID_TO, Column, Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.history import INTERVAL, IS_GONE

LOG_DAYS = 400
TABLE_PROPERTIES = {
    # Readers outside Spark cannot read deletion vectors; history must outlive the longest replay.
    "delta.enableDeletionVectors": "false",
    "delta.enableInCommitTimestamps": "true",
    "delta.logRetentionDuration": f"interval {LOG_DAYS} days",
    "delta.deletedFileRetentionDuration": "interval 30 days",
}


def added_columns(contract: Contract) -> tuple[str, ...]:
    """What the lake adds to the columns of a contract."""
    return (*INTERVAL, BUSINESS_DATE) if contract.keeps_time else (BUSINESS_DATE,)


def partition_column(contract: Contract) -> str:
    """The column by whose days the files of a table are kept apart.

    A history is partitioned by the day its rows ended: all that is still valid lies in one partition, and what ended
    long ago is not rewritten when something changes today.
    """
    return VALID_TO if contract.write == "history" else BUSINESS_DATE


def create_table(contract: Contract, path: Path) -> str:
    """The statement that makes an empty table for a contract."""
    added = [f"{name} DATE{'' if name == VALID_TO else ' NOT NULL'}" for name in added_columns(contract)]
    partition = partition_column(contract)
    columns = ", ".join([*map(_column, contract.columns), *added])
    return (
        f"CREATE TABLE IF NOT EXISTS delta.`{path}` ({columns}) USING DELTA PARTITIONED BY ({partition}) "
        f"COMMENT '{_quoted(contract.about)}' TBLPROPERTIES ({in_words(table_properties(contract))})"
    )


def in_words(properties: Mapping[str, str]) -> str:
    """Properties of a table as a statement names them."""
    return ", ".join(f"'{name}' = '{value}'" for name, value in properties.items())


def table_properties(contract: Contract) -> dict[str, str]:
    """What a table is made with.

    Statistics let a reader pass over files. Bronze is read whole, by day: they would cost a third of a write there and
    help nobody. Gold is read whole or by its key, and is put in order by nothing else.
    """
    if contract.layer == "bronze":
        return {**TABLE_PROPERTIES, "delta.dataSkippingNumIndexedCols": "0"}
    if contract.layer == "gold":
        return {**TABLE_PROPERTIES, "delta.dataSkippingStatsColumns": ", ".join(contract.key)}
    return TABLE_PROPERTIES


def parquet_settings(contract: Contract) -> dict[str, str]:
    """How a session writes the Parquet files of a table; Delta hands on no such option of a writer.

    Gold is mostly measures, of which nearly every one is another: a dictionary of them is made in vain.
    """
    return {"parquet.enable.dictionary": str(contract.layer != "gold").lower()}


def columns_to_add(contract: Contract, existing: Set[str]) -> list[Column]:
    """Columns that are new in a contract; anything else needs a new table, since readers rely on the old one.

    Raises ContractFault when a column was removed, a required one added, or the table began to keep time.
    """
    added = [column for column in contract.columns if column.name not in existing]
    if missing := set(added_columns(contract)) - existing:
        raise ContractFault(
            f"{contract.name} was published without {', '.join(sorted(missing))}: move its folder in the lake and its "
            "folder in _published aside, then run its days again in any order."
        )
    if existing - {*contract.column_names, *added_columns(contract)} or any(not one.nullable for one in added):
        raise ContractFault(
            f"The contract of {contract.name} no longer fits the published table: a column was removed or a "
            "required one added; publish it under a new name."
        )
    return added


def add_columns(path: Path, columns: Iterable[Column]) -> str:
    """The statement that adds columns at the end of a table."""
    return f"ALTER TABLE delta.`{path}` ADD COLUMNS ({', '.join(map(_column, columns))})"


def compact(path: Path, column: str, value: date | None) -> str:
    """The statement that makes few files of the many in one partition; its commit changes no row."""
    condition = f"{column} IS NULL" if value is None else f"{column} = DATE'{value}'"
    return f"OPTIMIZE delta.`{path}` WHERE {condition}"


def apply_changes(contract: Contract, path: Path, view: str, day: date) -> str:
    """The statement that writes and removes the rows of a view in one commit.

    The first condition on the target names days as literals, so that Delta leaves out files that ended before.
    """
    identity = " AND ".join(f"target.`{name}` = change.`{name}`" for name in (*contract.key, VALID_FROM))
    can_change = f"(target.{VALID_TO} IS NULL OR target.{VALID_TO} >= DATE'{day}')"
    names = [f"`{name}`" for name in (*contract.column_names, *added_columns(contract))]
    values = [f"change.{name}" for name in names]
    return (
        f"MERGE INTO delta.`{path}` AS target USING {view} AS change ON {can_change} AND {identity} "
        f"WHEN MATCHED AND change.{IS_GONE} THEN DELETE "
        f"WHEN MATCHED THEN UPDATE SET {', '.join(f'{name} = change.{name}' for name in names)} "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) VALUES ({', '.join(values)})"
    )


def _column(column: Column) -> str:
    required = "" if column.nullable else " NOT NULL"
    return f"`{column.name}` {column.type}{required} COMMENT '{_quoted(column.about)}'"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
