from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from expectations.gold.customer_preference import row_rules
from jobs.gold.customer_preference import build
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import VERDICT, conform
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

D = datetime.date
TODAY = D(2026, 6, 1)
CHANNELS = ("app", "atm", "pos", "web", "branch")


def consent(customer: str, purpose: str, given: D, withdrawn: D | None = None) -> dict:
    return {
        "customer_id": customer,
        "purpose_code": purpose,
        "product_code": "telecom_profile",
        "given_date": given,
        "withdrawn_date": withdrawn,
    }


CONSENTS = (
    consent("C1", "marketing", D(2024, 1, 1)),
    consent("C1", "credit_risk", D(2025, 1, 1), D(2026, 6, 2)),
    consent("C2", "credit_risk", D(2023, 1, 1), TODAY),
    consent("C2", "audit", D(2026, 6, 2)),
)
ATM_TWICE = {"party_id": "P1", "atm_90_days_count": 2, "web_90_days_count": 2, "app_90_days_count": 1}


@pytest.fixture(scope="module")
def preference(spark):
    counted = dict.fromkeys((f"{one}_{days}_days_count" for one in CHANNELS for days in (90, 365)), 0)
    behaviour = ({**counted, **ATM_TWICE}, {**counted, "party_id": "P2"})
    return build(
        party_xref(spark),
        frame_of(spark, "silver.consent", *CONSENTS),
        frame_of(spark, "gold.customer_behaviour", *behaviour),
        TODAY,
    ).cache()


def test_a_consent_counts_from_its_day_until_before_it_is_withdrawn(preference):
    assert preference.columns == column_names("gold.customer_preference")
    told = ("consent_count", "withdrawn_consent_count", "marketing_consent_count", "last_consent_date")
    assert rows_of(preference, "party_id", *told) == [
        ("P1", 2, 1, 1, D(2025, 1, 1)),
        ("P2", 0, 0, 0, None),
    ]


def test_the_channel_of_most_transactions_is_preferred_the_first_of_equals(preference):
    told = ("used_channel_90_days_count", "preferred_channel_90_days_code", "preferred_channel_90_days_rate")
    assert rows_of(preference, "party_id", *told) == [("P1", 3, "ATM", 0.4), ("P2", 0, None, None)]
    assert rows_of(preference, "preferred_channel_365_days_code") == [(None,), (None,)]


def test_the_rules_hold_and_stop_a_preferred_channel_that_is_not_used(preference):
    contract = Catalog()["gold.customer_preference"]
    kept = preference.withColumn("party_id", F.concat(F.lit("P"), F.substring(F.sha2("party_id", 256), 1, 20)))
    wrong = kept.withColumn("used_channel_90_days_count", F.lit(0))
    judged = [conform(rows, contract, row_rules()) for rows in (kept, wrong)]
    assert [sorted(verdict for (verdict,) in rows_of(rows, VERDICT)) for rows in judged] == [
        ["loaded", "loaded"],
        ["loaded", "quarantined"],
    ]
