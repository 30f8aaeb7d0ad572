"""One home has one address, however people write it."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.identity.address_key import address_key


@pytest.mark.parametrize(
    "written",
    [
        "浙江省杭州市西湖区北山街道文一路12号5栋2单元301室",
        "杭州市西湖区北山街道文一路12号5-2-301",
        "西湖区文一路１２号５幢２单元３０１",
        "浙江省 杭州市 西湖区 北山街道 文1路 12号 5栋 2单元 301",
        "文一路12號5栋2單元301室",
    ],
)
def test_one_home_has_one_key(spark: SparkSession, written: str) -> None:
    assert key_of(spark, written) == "文1路12-5-2-301"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("北京市朝阳区幸福小区3号楼1单元201", "幸福小区3-1-201"),
        ("苏州市工业园区星湖街328号", "工业园区星湖街328"),
        ("新疆维吾尔自治区喀什地区疏附县托克扎克镇人民路8号", "人民路8"),
        ("科右前旗", None),
        ("无", None),
        ("红旗路5号", "红旗路5"),
        ("人民路十五号", "人民路15"),
        ("人民路二十号三十二室", "人民路20-32"),
        ("人民路一百零八号", "人民路108"),
        ("人民路一百二十三号", "人民路123"),
        ("人民路二百号", "人民路200"),
        ("人民路十号", "人民路10"),
        ("十字路3号", "十字路3"),
        ("南京市新乡路7号", "新乡路7"),
        ("朝阳区建外街道办事处人民路5号", "人民路5"),
        ("建设路8号阳光花园A区3栋", "建设路8-阳光花园A区3"),
        ("Praha, Hlavni 5", "PRAHA-HLAVNI5"),
        ("", None),
        (None, None),
        ("---", None),
    ],
)
def test_what_is_above_the_road_is_left_out(spark: SparkSession, written: str | None, key: str | None) -> None:
    assert key_of(spark, written) == key


def key_of(spark: SparkSession, written: str | None) -> str | None:
    rows = spark.createDataFrame([(written,)], "address string")
    return rows.select(address_key(F.col("address")).alias("key")).first()["key"]
