from __future__ import annotations

from pyspark.sql import functions as F

from jobs.identity.credit_code import is_valid_code

CODES = {
    "91350100M000100Y43": True,
    "91310115MA0000007H": True,
    "92440300PDY00001X0": True,
    "91350100M000100Y44": False,
    "91350211M0000XUF46": False,
    "91350100M0001TGQXM": False,
    "91350100M000100Y4Z": None,
    "9135010OM000100Y43": None,
    "330000000012345": None,
}


def test_the_check_character_agrees_disagrees_or_does_not_exist(spark):
    frame = spark.createDataFrame([(code,) for code in CODES], "code string")
    found = frame.select("code", is_valid_code(F.col("code"))).collect()
    assert {row[0]: row[1] for row in found} == CODES
