"""Made-up records of companies for the tests of matching, as their names are taken apart."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.identity.company.company_name import FIELDS, company_name, company_sound

SCHEMA = (
    "record_id string, full_name string, credit_code string, address_key string, "
    "division_code string, changed_date date"
)
NAMES = tuple(part.split()[0] for part in SCHEMA.split(", "))
FIRST_DAY = datetime.date(2026, 6, 1)


def company(record_id: str, full_name: str, **facts: Any) -> dict[str, Any]:
    """A record of a company; what is not given the source does not tell."""
    return {"record_id": record_id, "full_name": full_name, "changed_date": FIRST_DAY, **facts}


def compared(spark: SparkSession, records: Iterable[Mapping[str, Any]]) -> DataFrame:
    """The records with the parts of their names."""
    rows = spark.createDataFrame([tuple(record.get(name) for name in NAMES) for record in records], SCHEMA)
    parts = rows.withColumn("parts", company_name(F.col("full_name")))
    return parts.select(
        *(name for name in NAMES if name != "full_name"),
        F.lit("ORGANISATION").alias("party_type_code"),
        *(F.col(f"parts.{name}").alias(name) for name in FIELDS),
        company_sound(F.col("parts.name_key")).alias("name_sound"),
    )
