"""One number and one person are judged outside the engine as they are in it."""

from __future__ import annotations

import datetime
import random

from pyspark.sql import functions as F

from jobs.identity.citizen_id import normalised, valid_number
from jobs.identity.one_citizen_id import check_character_of, is_valid_number, normalised_number
from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.catalog import Catalog
from jobs.silver.consent import in_force
from jobs.supplier_calls.permission import Question, Refused, consent_for
from tests.jobs.frames import frame_of, rows_of
from tests.jobs.supplier_calls.desk import DAY, NUMBER, PURPOSE, STRANGER, WITHDRAWN, Desk, consent

ODD = ["", " ", "110105-19491231-002x", "11010519491231\u200b002X", "110105491231002", "110105\u3000491231\t002"]
ODD += ["\uff11\uff11" + NUMBER[2:], "\u0663" * 18, "\u00df" * 18]
ODD += ["11010519491331002X", "11010520991231002X", "11010517991231002X", "913101186310110721"]
REGIONS = ("110105", "310105", "440105", "650105", "710105", "830000", "830105", "911840", "990105", "160105")


def numbers() -> list[str]:
    """Numbers of every kind: whole ones, such with one character changed, cut ones, and oddly written ones."""
    dice = random.Random(7)  # noqa: S311
    found = list(ODD)
    for _ in range(100):
        born = datetime.date(1900, 1, 1) + datetime.timedelta(days=dice.randrange(50_000))
        first = f"{dice.choice(REGIONS)}{born:%Y%m%d}{dice.randrange(1000):03d}"
        whole = first + check_character_of(first)
        place = dice.randrange(18)
        found += [whole, whole[:place] + dice.choice("0123456789Xx") + whole[place + 1 :], whole[:place]]
    return found


def test_a_number_is_valid_outside_the_engine_when_it_is_in_it(spark) -> None:
    texts = numbers()
    columns = (normalised(F.col("text")), valid_number(F.col("text"), DAY))
    frame = spark.createDataFrame(list(enumerate(texts)), "row INT, text STRING")
    expected = frame.select("row", columns[0].alias("plain"), columns[1].alias("valid")).orderBy("row").collect()
    for text, row in zip(texts, expected, strict=True):
        plain = normalised_number(text)
        assert plain == (row.plain or ""), text
        assert is_valid_number(plain, DAY) is (row.valid is not None), text


def test_a_person_has_a_consent_outside_the_engine_when_they_have_one_in_it(spark, desk: Desk) -> None:
    contract = Catalog()["silver.telecom_call"]
    consents = [consent("S000000001", NUMBER, None), consent("S000000002", WITHDRAWN, DAY)]
    agreement = agreement_behind(contract, Catalog())
    for day in (DAY - datetime.timedelta(days=1), DAY, DAY + datetime.timedelta(days=1)):
        told = frame_of(spark, "silver.consent", *consents)
        found = in_force(told, agreement.product_code, agreement.purpose_codes, day)
        expected = dict(rows_of(found, "id_number", "consent_id"))
        for number in (NUMBER, WITHDRAWN, STRANGER):
            assert _consent(desk, number, day) == expected.get(number)


def _consent(desk: Desk, number: str, day: datetime.date) -> str | None:
    try:
        return consent_for(Question(PURPOSE, number, day), desk.contract, day, desk.settings)
    except Refused:
        return None
