"""Consents: whom they belong to, and on which days, for what, they are in force."""

from __future__ import annotations

import datetime

from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.consent import build, in_force
from tests.jobs.frames import frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
NUMBER = "11010519491231002X"
AGREEMENT = agreement_behind(Catalog()["silver.telecom_call"], Catalog())
CONSENT = {
    "consent_id": "S000000001",
    "customer_id": "C000000001",
    "id_number": NUMBER,
    "purpose_code": "credit_risk",
    "product_code": "telecom_profile",
    "given_date": datetime.date(2023, 1, 1),
    "evidence_reference": "consent-forms/S000000001.pdf",
}


def covered(spark, *changes: dict[str, object]) -> list[tuple[str, ...]]:
    consents = frame_of(spark, "silver.consent", *({**CONSENT, **change} for change in changes))
    return rows_of(
        in_force(consents, AGREEMENT.product_code, AGREEMENT.purpose_codes, TODAY),
        "id_number",
        "consent_id",
        "purpose_code",
    )


def conformed(spark, **sent: str):
    consent = {name: str(value) for name, value in CONSENT.items() if name != "id_number"}
    customer = {"customer_id": "C000000001", "id_number": "110105 19491231 002x"}
    built = build(
        frame_of(spark, "bronze.core_bank_consents", {**consent, **sent}),
        frame_of(spark, "bronze.core_bank_customers", customer),
        TODAY,
    )
    from expectations.silver.consent import row_rules

    return conform(built, Catalog()["silver.consent"], row_rules())


def test_a_consent_covers_the_person_behind_the_customer_number(spark):
    columns = ("consent_id", "id_number", "given_date", "withdrawn_date", "_verdict")
    expected = ("S000000001", NUMBER, datetime.date(2023, 1, 1), None, "loaded")
    assert rows_of(conformed(spark, withdrawn_date=""), *columns) == [expected]


def test_a_consent_of_an_unknown_customer_is_kept_and_covers_nobody(spark):
    assert rows_of(conformed(spark, customer_id="C000000002"), "id_number", "_verdict") == [(None, "loaded")]


def test_a_consent_that_ends_before_it_begins_goes_to_quarantine(spark):
    assert rows_of(conformed(spark, withdrawn_date="2022-12-31"), "_rule") == [("WITHDRAWN_BEFORE_GIVEN",)]


def test_a_consent_is_in_force_for_its_product_and_purpose_until_the_day_it_is_withdrawn(spark):
    cases = {
        "as given": {},
        "given today": {"given_date": TODAY},
        "given tomorrow": {"given_date": TOMORROW},
        "withdrawn yesterday": {"withdrawn_date": YESTERDAY},
        "withdrawn today": {"withdrawn_date": TODAY},
        "withdrawn tomorrow": {"withdrawn_date": TOMORROW},
        "another product": {"product_code": "another_product"},
        "another purpose": {"purpose_code": "marketing"},
        "nobody's": {"id_number": None},
    }
    found = covered(spark, *({"id_number": name, **change} for name, change in cases.items()))
    assert {person for person, *_ in found} == {"as given", "given today", "withdrawn tomorrow"}


def test_of_several_consents_of_a_person_the_oldest_in_force_is_named_once(spark):
    older, newer = {"given_date": datetime.date(2022, 1, 1)}, {"consent_id": "S000000002"}
    assert [consent for _, consent, _ in covered(spark, newer, older)] == ["S000000001"]
    assert [consent for _, consent, _ in covered(spark, newer, {**older, "withdrawn_date": TODAY})] == ["S000000002"]
