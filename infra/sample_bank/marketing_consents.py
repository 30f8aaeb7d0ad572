"""Consents of customers to offers of the bank: fewer than half gave one, and some of them withdrew it years ago."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from infra.sample_bank.columns import dates, joined, numbered, picked, scrambled
from infra.sample_bank.customers import customer_identifiers
from infra.sample_bank.draws import Booleans
from infra.sample_bank.snapshot import Snapshot

PURPOSE, PRODUCT = "marketing", "bank_offers"
# Numbers of consents that no consent to a question reaches.
_FIRST_NUMBER = 50_000_000
_GIVEN_SHARE, _WITHDRAWN_SHARE = 0.45, 0.05
_FIRST_ASKED, _DAYS_UNTIL_WITHDRAWN = np.datetime64("2021-11-01"), 400


def marketing_consent_rows(snapshot: Snapshot, wanted: Booleans) -> pa.Table:
    """The rows of bank.consent to offers of the wanted customer numbers; a person decides for all of them."""
    draws, customers = snapshot.world.draws, snapshot.customers
    person = snapshot.persons.index[customers.person]
    agreed = wanted & draws.happens("agrees to offers", _GIVEN_SHARE, person)
    number, given = customers.number[agreed], np.maximum(customers.opened[agreed].astype("datetime64[D]"), _FIRST_ASKED)
    withdrawn = given + _DAYS_UNTIL_WITHDRAWN
    is_over = draws.happens("withdraws from offers", _WITHDRAWN_SHARE, person[agreed])
    is_over &= withdrawn <= np.datetime64(snapshot.world.eve)
    consent, nothing = numbered("S", scrambled(_FIRST_NUMBER + number, 9), 9), np.zeros_like(number)
    return pa.table({
        "consent_id": consent,
        "customer_id": customer_identifiers(number),
        "purpose_code": picked((PURPOSE,), nothing),
        "product_code": picked((PRODUCT,), nothing),
        "given_date": dates(given),
        "withdrawn_date": dates(np.where(is_over, withdrawn, np.datetime64("NaT"))),
        "evidence_reference": joined("consent-forms/", consent, ".pdf"),
    })  # fmt: skip
