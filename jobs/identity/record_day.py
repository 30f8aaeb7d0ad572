"""The day that a record was written, told by its source: newer records speak before older ones."""

from __future__ import annotations

import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.text import present

DAY = "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
DAY_CHARACTERS = 10


def record_day(sent: Column, business_date: datetime.date) -> Column:
    """The day of a text that begins with yyyy-MM-dd; null for any other text, and for a day that is yet to come.

    Sources write impossible days here. They cost the day, never the record.
    """
    text = present(sent)
    day = F.when(text.rlike(DAY), F.left(text, F.lit(DAY_CHARACTERS)).try_cast("date"))
    return F.when(day <= F.lit(business_date), day)
