from __future__ import annotations

from jobs.silver.division import build
from tests.jobs.frames import frame_of, rows_of


def test_a_division_keeps_its_place_when_the_city_is_unknown(spark):
    areas = frame_of(
        spark,
        "bronze.open_data_areas",
        {"code": "110101", "name": "东城区", "cityCode": "1101", "provinceCode": "11"},
        {"code": "990101", "name": "某区", "cityCode": "9901", "provinceCode": "99"},
    )
    cities = frame_of(spark, "bronze.open_data_cities", {"code": "1101", "name": "市辖区", "provinceCode": "11"})
    assert rows_of(build(areas, cities), "division_code", "area_name", "city_name", "province_code") == [
        ("110101", "东城区", "市辖区", "11"),
        ("990101", "某区", None, "99"),
    ]
