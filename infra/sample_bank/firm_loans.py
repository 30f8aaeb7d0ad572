"""Working capital lent to firms: the same terms, instalments and lateness as loans to people, without a score."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa

from infra.sample_bank.columns import picked
from infra.sample_bank.customers import customer_identifiers
from infra.sample_bank.firm_customers import FirmCustomers
from infra.sample_bank.loans import SLOTS, LoanTerms, history_dates
from infra.sample_bank.repayments import Instalments, make_instalments, terms_columns
from infra.sample_bank.world import World

PRODUCT = "WORKING_CAPITAL"
PURPOSES = ("INVENTORY", "RAW_MATERIALS", "WAGES", "EQUIPMENT")
_HAS_LOAN_SHARE, _GOES_BAD_SHARE = 0.45, 0.06
_TERMS = np.array([6, 12, 24], dtype=np.int64)
# Principal in months of revenue, and the interest a year.
_LEAST_MONTHS, _MOST_MONTHS = 0.5, 3.0
_LEAST_RATE, _MOST_RATE = 0.036, 0.068


def make_firm_loans(world: World, firms: FirmCustomers, day: datetime.date) -> tuple[LoanTerms, Instalments]:
    """The loans of the firms that have one, all of before the opening, and their instalments due up to a day."""
    draws, has_loan = world.draws, world.draws.happens("firm has loan", _HAS_LOAN_SHARE, firms.number)
    number, revenue = firms.number[has_loan] * SLOTS, firms.revenue[has_loan]
    months = _LEAST_MONTHS + (_MOST_MONTHS - _LEAST_MONTHS) * draws.uniform("firm principal", number)
    loans = LoanTerms(
        number=number,
        principal=np.maximum(np.round(revenue * months / 1_000_000), 1).astype(np.int64) * 1_000_000,
        annual_rate=np.round(_LEAST_RATE + (_MOST_RATE - _LEAST_RATE) * draws.uniform("firm rate", number), 4),
        term=_TERMS[draws.choose("firm term", (0.25, 0.5, 0.25), number)],
        originated=history_dates(world, number),
        is_bad=draws.happens("firm loan goes bad", _GOES_BAD_SHARE, number),
    )
    return loans, make_instalments(draws, loans, day)


def firm_loan_rows(world: World, loans: LoanTerms, instalments: Instalments, day: datetime.date) -> pa.Table:
    """The rows of bank.loan; what a person says at application is left to be null."""
    purpose = world.draws.integers("firm purpose", 0, len(PURPOSES) - 1, loans.number)
    return pa.table({
        **terms_columns(loans, instalments, day),
        "customer_id": customer_identifiers(loans.number // SLOTS),
        "product_code": picked((PRODUCT,), np.zeros_like(purpose)),
        "purpose_code": picked(PURPOSES, purpose),
    })  # fmt: skip
