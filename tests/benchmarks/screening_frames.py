"""Listed parties and party records as the tables of the lake have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.identity.name_key import name_key, name_sound
from jobs.lakehouse.catalog import Catalog
from jobs.risk.entry_facts import BETWEEN_NAMES
from jobs.silver import listed_name
from tests.benchmarks.screening_lists import Listed
from tests.benchmarks.screening_people import Person

FIRST_DATE = date(2026, 6, 1)


def entry_frame(spark: SparkSession, parties: Iterable[Listed]) -> DataFrame:
    """``silver.risk_list_entry`` of the parties, all in force, no weak names."""
    rows = [
        (one.entry_id, one.list_code, one.kind, one.names[0], BETWEEN_NAMES.join(one.names[1:]) or None, one.birth)
        for one in parties
        if one.names
    ]
    told = spark.createDataFrame(
        rows, "entry_id string, source_code string, subject_type_code string, subject_name string, "
        "aliases_text string, birth_date date"
    )  # fmt: skip
    return _as_table(
        "silver.risk_list_entry",
        told.withColumns(
            {
                "is_in_force": F.lit(True),
                "content_hash": F.sha2(F.to_json(F.struct(*told.columns)), 256),
                "list_version": F.lit("benchmark"),
                "list_changed_date": F.lit(FIRST_DATE),
            }
        ),
    )


def name_frame(spark: SparkSession, parties: Iterable[Listed]) -> DataFrame:
    """``silver.listed_name`` of the parties."""
    names = spark.createDataFrame([(name,) for one in parties for name in one.names], "full_name string")
    aliases = empty_frame(spark, "silver.sanction_alias")
    return listed_name.build(_as_table("silver.sanction_entry", names), aliases)


def record_frame(named: DataFrame, country: Column | None = None) -> DataFrame:
    """``silver.match_record`` of ``record_id``, ``full_name`` and ``birth_date``, all persons."""
    division = F.lit(None).cast("string") if country is None else country
    spelt = named.withColumn("name_key", name_key(F.col("full_name")))
    return _as_table(
        "silver.match_record",
        spelt.withColumns(
            {
                "source_system_code": F.lit("core_bank"),
                "party_type_code": F.lit("PERSON"),
                "name_sound": name_sound(F.col("name_key")),
                "division_code": division,
                "content_hash": F.sha2("record_id", 256),
                "changed_date": F.lit(FIRST_DATE),
            }
        ),
    )


def people_frame(spark: SparkSession, people: Sequence[Person]) -> DataFrame:
    """The people as ``record_id``, ``full_name`` and ``birth_date``."""
    rows = [(one.record_id, one.full_name, one.birth) for one in people]
    return spark.createDataFrame(rows, "record_id string, full_name string, birth_date date")


def xref_frame(records: DataFrame) -> DataFrame:
    """``silver.party_xref``: every record a party of its own."""
    party = F.concat(F.lit("P"), F.substring(F.sha2("record_id", 256), 1, 20))
    return _as_table("silver.party_xref", records.select("record_id", party.alias("party_id")))


def empty_frame(spark: SparkSession, table: str) -> DataFrame:
    """No rows of a table, with its business date."""
    columns = ", ".join(f"`{column.name}` {column.type}" for column in Catalog()[table].columns)
    return spark.createDataFrame([], f"{columns}, business_date DATE")


def _as_table(table: str, frame: DataFrame) -> DataFrame:
    """The frame with every column of the contract; those that it lacks are null."""
    known = set(frame.columns)
    columns = Catalog()[table].columns
    return frame.select(
        *(F.col(one.name) if one.name in known else F.lit(None).cast(one.type).alias(one.name) for one in columns)
    )
