from __future__ import annotations

from pyspark.sql import functions as F

from jobs.identity.text import person_name, plain_amount


def test_blanks_leave_chinese_names_and_become_single_in_others(spark):
    frame = spark.createDataFrame([(" 张　三 ",), ("  Anna   Li ",), ("  ",)], "text string")
    assert [row[0] for row in frame.select(person_name(F.col("text"))).collect()] == ["张三", "Anna Li", None]


def test_thousands_separators_go_and_bad_numbers_stay_visible(spark):
    frame = spark.createDataFrame([("1,234.50",), ("12,34",), ("N/A",), ("80.00",)], "text string")
    found = [row[0] for row in frame.select(plain_amount(F.col("text"))).collect()]
    assert found == ["1234.50", "12,34", "N/A", "80.00"]
