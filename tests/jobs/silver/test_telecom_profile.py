from __future__ import annotations

import datetime

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.telecom_profile import build
from tests.jobs.frames import frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)
NUMBER = "11010519491231002X"
HIT = {"id_number": NUMBER, "hit_code": "1", "network_tenure_months": "48", "game_spend_amount": "0.00"}
NO_HIT = {"id_number": NUMBER, "hit_code": "0", "network_tenure_months": "", "game_spend_amount": ""}
COLUMNS = ("has_telecom_profile", "telecom_tenure_months", "game_spend_amount", "_verdict", "_rule")


def _conformed(spark, *rows):
    built = build(frame_of(spark, "bronze.telecom_vendor_profiles", *rows), TODAY)
    return conform(built, Catalog()["silver.telecom_profile"])


def test_no_hit_keeps_nulls_and_is_loaded(spark):
    assert rows_of(_conformed(spark, NO_HIT), *COLUMNS) == [(False, None, None, "loaded", None)]


def test_of_two_answers_about_one_person_the_hit_wins(spark):
    answers = _conformed(spark, NO_HIT, {**HIT, "id_number": "110105491231002"})
    found = rows_of(answers, "telecom_tenure_months", "_verdict")
    assert found == [(48, "loaded"), (None, "duplicate")]


def test_an_answer_nobody_knows_goes_to_quarantine(spark):
    assert rows_of(_conformed(spark, {**HIT, "hit_code": "9"}), "_rule") == [("NOT_NULL",)]
