"""Consents of customers to the telecom vendor being asked about them: most gave one, some withdrew it, a few never did.

A person decides once and for all their customer numbers; core banking keeps one consent under each number.
"""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa

from infra.sample_bank.agreements import TELECOM
from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import dates, joined, numbered, picked, scrambled
from infra.sample_bank.customers import customer_identifiers
from infra.sample_bank.draws import Booleans, Integers
from infra.sample_bank.persons import person_identifiers
from infra.sample_bank.snapshot import Snapshot

PRODUCT = "telecom_profile"
_MISSING_SHARE = 0.03
_WITHDRAWN_SHARE = 0.03
# The Personal Information Protection Law came into force; older customers were asked in the months after.
_FIRST_ASKED = np.datetime64("2021-11-01")
_DAYS_OF_ASKING = 600
# Business days around the opening eve on which consents are withdrawn.
_FIRST_WITHDRAWAL, _LAST_WITHDRAWAL = -60, 20


def _gave(snapshot: Snapshot) -> Booleans:
    """Which customer numbers ever had a consent."""
    person = snapshot.persons.index[snapshot.customers.person]
    return ~snapshot.world.draws.happens("consent missing", _MISSING_SHARE, person)


def _given(snapshot: Snapshot) -> Days:
    """The day of the consent: at the opening of the number, or when the older customers were asked."""
    asked = snapshot.world.draws.integers("consent asked", 0, _DAYS_OF_ASKING, snapshot.customers.number)
    return np.maximum(snapshot.customers.opened.astype("datetime64[D]"), _FIRST_ASKED + asked)


def _withdrawn(snapshot: Snapshot) -> Days:
    """The day each consent is withdrawn, which may still be to come; NaT for those that stand."""
    world, person = snapshot.world, snapshot.persons.index[snapshot.customers.person]
    on = world.draws.integers("consent withdrawn on", _FIRST_WITHDRAWAL, _LAST_WITHDRAWAL, person)
    day = np.busday_offset(np.datetime64(world.eve), on, roll="backward")
    happens = world.draws.happens("consent withdrawn", _WITHDRAWN_SHARE, person) & (day > _given(snapshot))
    return np.where(happens, day, np.datetime64("NaT"))


def _identifiers(number: Integers) -> pa.Array:
    """S and nine digits, from the customer's number."""
    return numbered("S", scrambled(number, 9), 9)


def consent_rows(snapshot: Snapshot, wanted: Booleans) -> pa.Table:
    """The rows of bank.consent of the wanted customer numbers at the close of the day."""
    chosen = wanted & _gave(snapshot)
    number, withdrawn = snapshot.customers.number[chosen], _withdrawn(snapshot)[chosen]
    nothing = np.zeros(len(number), dtype=np.int64)
    shown = np.where(withdrawn <= np.datetime64(snapshot.day), withdrawn, np.datetime64("NaT"))
    return pa.table({
        "consent_id": _identifiers(number),
        "customer_id": customer_identifiers(number),
        "purpose_code": picked((TELECOM.purpose,), nothing),
        "product_code": picked((PRODUCT,), nothing),
        "given_date": dates(_given(snapshot)[chosen]),
        "withdrawn_date": dates(shown),
        "evidence_reference": joined("consent-forms/", _identifiers(number), ".pdf"),
    })  # fmt: skip


def withdrawn_since(snapshot: Snapshot, last: datetime.date) -> pa.Table:
    """Consents that were withdrawn after a day and up to the day of the block."""
    withdrawn = _withdrawn(snapshot)
    is_new = (withdrawn > np.datetime64(last)) & (withdrawn <= np.datetime64(snapshot.day)) & _gave(snapshot)
    number = snapshot.customers.number[is_new]
    return pa.table({"consent_id": _identifiers(number), "withdrawn_date": dates(withdrawn[is_new])})


def consent_truth(snapshot: Snapshot) -> pa.Table:
    """Each customer number with its person: whether a consent was given, and when it is withdrawn, now or later."""
    customers = snapshot.customers
    return pa.table({
        "customer_id": customer_identifiers(customers.number),
        "person_id": person_identifiers(snapshot.persons.index[customers.person]),
        "is_given": pa.array(_gave(snapshot)),
        "withdrawn_date": dates(_withdrawn(snapshot)),
    })  # fmt: skip
