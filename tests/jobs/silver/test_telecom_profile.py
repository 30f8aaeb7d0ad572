from __future__ import annotations

import datetime

from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.telecom_profile import build
from tests.jobs.frames import frame_of, rows_of
from tests.jobs.silver.test_consent import CONSENT

TODAY = datetime.date(2026, 6, 1)
NUMBER = "11010519491231002X"
HIT = {"id_number": NUMBER, "hit_code": "1", "network_tenure_months": "48", "game_spend_amount": "0.00"}
NO_HIT = {"id_number": NUMBER, "hit_code": "0", "network_tenure_months": "", "game_spend_amount": ""}
COLUMNS = ("has_telecom_profile", "telecom_tenure_months", "game_spend_amount", "_verdict", "_rule")


def _conformed(spark, *rows, consent=CONSENT):
    contract = Catalog()["silver.telecom_profile"]
    answers = frame_of(spark, "bronze.telecom_vendor_profiles", *rows)
    built = build(answers, frame_of(spark, "silver.consent", consent), agreement_behind(contract, Catalog()), TODAY)
    return conform(built, contract)


def test_no_hit_keeps_nulls_and_is_loaded(spark):
    assert rows_of(_conformed(spark, NO_HIT), *COLUMNS) == [(False, None, None, "loaded", None)]


def test_of_two_answers_about_one_person_the_hit_wins(spark):
    answers = _conformed(spark, NO_HIT, {**HIT, "id_number": "110105491231002"})
    found = rows_of(answers, "telecom_tenure_months", "_verdict")
    assert found == [(48, "loaded"), (None, "duplicate")]


def test_an_answer_nobody_knows_goes_to_quarantine(spark):
    assert rows_of(_conformed(spark, {**HIT, "hit_code": "9"}), "_rule") == [("NOT_NULL",)]


def test_an_answer_about_a_person_without_a_consent_is_left_out_and_counted(spark):
    withdrawn = {**CONSENT, "withdrawn_date": TODAY}
    assert rows_of(_conformed(spark, HIT, consent=withdrawn), "_verdict", "_row") == [("filtered", None)]


def test_a_row_that_names_nobody_goes_to_quarantine_whoever_consented(spark):
    assert rows_of(_conformed(spark, {**HIT, "id_number": "1"}), "_verdict", "_rule") == [("quarantined", "NOT_NULL")]
