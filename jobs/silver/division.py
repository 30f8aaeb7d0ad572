"""County-level administrative divisions with the levels above."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(open_data_areas: DataFrame, open_data_cities: DataFrame) -> DataFrame:
    """One row per county-level division; a prefecture that the other file does not know leaves its name null."""
    cities = open_data_cities.select(
        present(F.col("code")).alias("city_code"), present(F.col("name")).alias("city_name")
    )
    areas = open_data_areas.select(
        present(F.col("code")).alias("division_code"),
        present(F.col("name")).alias("area_name"),
        present(F.col("cityCode")).alias("city_code"),
        present(F.col("provinceCode")).alias("province_code"),
    )
    return areas.join(cities, on="city_code", how="left").select(
        "division_code", "area_name", "city_code", "city_name", "province_code"
    )
