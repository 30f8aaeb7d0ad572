"""Who owns whom among legal entities."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.code_list import translated
from jobs.identity.text import present

RELATION_TYPES = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "DIRECT",
    "IS_ULTIMATELY_CONSOLIDATED_BY": "ULTIMATE",
    "IS_FUND-MANAGED_BY": "FUND_MANAGER",
    "IS_SUBFUND_OF": "UMBRELLA_FUND",
    "IS_INTERNATIONAL_BRANCH_OF": "HEAD_OFFICE",
}
STATUSES = {"ACTIVE": "ACTIVE", "INACTIVE": "INACTIVE", "NULL": "NOT_STATED"}


def build(ownership_vendor_relations: DataFrame) -> DataFrame:
    """One row per relation as reported; of several reports of one relation, one that says active counts."""
    status = F.coalesce(translated(F.col("STATUS"), STATUSES), F.lit("NOT_STATED"))
    return ownership_vendor_relations.select(
        present(F.col("START_ID")).alias("child_entity_id"),
        present(F.col("END_ID")).alias("parent_entity_id"),
        translated(F.col("TYPE"), RELATION_TYPES).alias("relation_type_code"),
        status.alias("status_code"),
        F.when(status != "NOT_STATED", status == "ACTIVE").alias("is_active"),
    )
