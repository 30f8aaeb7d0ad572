"""The classification of industries with its hierarchy."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.identity.text import present

LEVELS = ("class1", "class2", "class3", "class4")
STATED = ("section_code", "remarks_text", "edition_date")


def build(open_data_industries: DataFrame) -> DataFrame:
    """One row per code of the standard.

    A group with a single class often has no row of its own; that class then hangs on the division.
    Where the source gives one code to two industries, the heading stays: only it has no remark.
    """
    listed = open_data_industries.select(_code().alias("listed_code")).distinct()
    industries = open_data_industries.select(
        _code().alias("industry_code"),
        present(F.col("name")).alias("industry_name"),
        present(F.col("level")).alias("industry_level"),
        present(F.col("class1")).alias("section_code"),
        present(F.col("remark")).alias("remarks_text"),
        present(F.col("edition_date")).alias("edition_date"),
        _above(2).alias("group_code"),
        _above(1).alias("division_code"),
        _above(0).alias("above_section_code"),
        F.row_number().over(Window.partitionBy(_code()).orderBy(F.asc_nulls_first("remark"), "name")).alias("place"),
    )
    is_listed = F.col("group_code") == F.col("listed_code")
    parent = F.coalesce("listed_code", "division_code", "above_section_code")
    return industries.join(listed, is_listed, how="left").select(
        "industry_code",
        "industry_name",
        "industry_level",
        parent.alias("parent_industry_code"),
        *STATED,
        F.when(F.col("place") > 1, "its code is that of a heading").alias("_filtered"),
    )


def _code() -> Column:
    """The deepest level that the row fills."""
    return F.coalesce(*(present(F.col(name)) for name in reversed(LEVELS)))


def _above(depth: int) -> Column:
    """The code at a level, where the row lies below that level."""
    return F.when(present(F.col(LEVELS[depth + 1])).isNotNull(), present(F.col(LEVELS[depth])))
