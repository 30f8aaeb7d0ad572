"""Where a mobile number was issued."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.code_list import translated
from jobs.identity.text import present

CARRIERS = {"移动": "CHINA_MOBILE", "联通": "CHINA_UNICOM", "电信": "CHINA_TELECOM"}


def build(open_data_phone_prefixes: DataFrame) -> DataFrame:
    """One row per prefix of the edition; the place is that of issue, never where the holder lives."""
    return open_data_phone_prefixes.select(
        present(F.col("prefix7")).alias("phone_prefix_code"),
        present(F.col("province")).alias("province_name"),
        present(F.col("city")).alias("city_name"),
        present(F.col("zip")).alias("postal_code"),
        present(F.col("area_code")).alias("area_code"),
        translated(F.col("carrier"), CARRIERS).alias("carrier_code"),
        present(F.col("edition_date")).alias("edition_date"),
    )
