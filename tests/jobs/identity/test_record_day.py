from __future__ import annotations

import datetime

from pyspark.sql import functions as F

from jobs.identity.record_day import record_day

TODAY = datetime.date(2026, 6, 1)


def test_the_day_of_a_record_is_what_its_text_begins_with_unless_it_is_no_day_or_yet_to_come(spark):
    sent = (" 2026-05-31 23:59:59", "2026-06-01", "2026-06-02", "2026-02-30", "20260531", "2026", "", None)
    frame = spark.createDataFrame([(text,) for text in sent], "text string")
    days = [row[0] for row in frame.select(record_day(F.col("text"), TODAY)).collect()]
    assert days == [datetime.date(2026, 5, 31), TODAY, *[None] * 6]
