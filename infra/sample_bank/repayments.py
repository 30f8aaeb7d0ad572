"""Instalments: when they fall due, when they are paid, and what is still owed.

A bad loan has an instalment that is unpaid for more than 30 days inside 12 months of origination; a good loan never
pays later than 30 days after the due date.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from infra.sample_bank.business_days import Days, add_months
from infra.sample_bank.columns import dates, money, numbered, picked
from infra.sample_bank.draws import Booleans, Draws, Floats, Integers
from infra.sample_bank.loans import LoanTerms

# An instalment due ten months after origination can be 31 days late before the twelve months are over.
_LAST_FIRST_MISS = 10
_CURES = 0.35
_DEFAULTED_AFTER_DAYS = 90
_NUMBER_BASE = 100


@dataclass(frozen=True)
class Instalments:
    """Instalments due up to a day, in order of loan; loan is the position in the block of loans. Money in cents."""

    loan: Integers
    instalment: Integers
    due: Days
    amount: Integers
    paid: Days
    never_again: Booleans

    def identifiers(self, loans: LoanTerms) -> pa.Array:
        """R and twelve digits: the loan's number and the instalment's."""
        return numbered("R", loans.number[self.loan] * _NUMBER_BASE + self.instalment, 12)


def _monthly(loans: LoanTerms) -> tuple[Floats, Integers]:
    """Monthly interest and the equal instalment in cents (annuity formula)."""
    interest = loans.annual_rate / 12.0
    amount = loans.principal * interest / (1.0 - (1.0 + interest) ** -loans.term)
    return interest, np.round(amount).astype(np.int64)


def _days_late(draws: Draws, key: Integers) -> Integers:
    """How late a good payer is: most on the day, some up to 10 days, few up to 30."""
    kind = draws.choose("lateness", (0.86, 0.11, 0.03), key)
    few = draws.integers("few days late", 1, 10, key)
    many = draws.integers("many days late", 11, 30, key)
    return np.select([kind == 0, kind == 1], [0, few], many)


def make_instalments(draws: Draws, loans: LoanTerms, day: datetime.date) -> Instalments:
    """Every instalment due up to the day; paid is when it will be paid, NaT for never, also when that is later."""
    until = np.datetime64(day)
    count = np.clip(
        (until.astype("datetime64[M]") - loans.originated.astype("datetime64[M]")).astype(np.int64), 0, loans.term
    )
    loan = np.repeat(np.arange(len(loans.number)), count)
    instalment = np.arange(len(loan)) - np.repeat(np.cumsum(count) - count, count) + 1
    due = add_months(loans.originated[loan], instalment)
    kept = due <= until
    loan, instalment, due = loan[kept], instalment[kept], due[kept]
    paid, never_again = _payments(draws, loans, loan, instalment, due)
    return Instalments(loan, instalment, due, _monthly(loans)[1][loan], paid, never_again)


def _payments(draws: Draws, loans: LoanTerms, loan: Integers, instalment: Integers, due: Days) -> tuple[Days, Booleans]:
    number = loans.number
    first_miss = draws.integers("first miss", 1, np.minimum(_LAST_FIRST_MISS, loans.term), number)
    cures = draws.happens("cures", _CURES, number)
    delay = draws.integers("cured after", 31, 80, number)
    cured_on = add_months(loans.originated, first_miss) + delay
    paid = due + _days_late(draws, number[loan] * _NUMBER_BASE + instalment)
    after_miss = loans.is_bad[loan] & (instalment >= first_miss[loan])
    # Whoever catches up pays the missed instalment before the ones that follow it.
    paid = np.where(after_miss & (instalment == first_miss[loan]), cured_on[loan], paid)
    paid = np.where(after_miss, np.maximum(paid, cured_on[loan]), paid)
    never_again = after_miss & ~cures[loan]
    return np.where(never_again, np.datetime64("NaT"), paid), never_again


@dataclass(frozen=True)
class Standing:
    """What a block of loans looks like on a day: principal still owed in cents, and the state of each loan."""

    outstanding: Integers
    status: Integers


STATUS = ("ACTIVE", "SETTLED", "DEFAULTED")


def standing(loans: LoanTerms, instalments: Instalments, day: datetime.date) -> Standing:
    """Owed principal after the instalments paid by that day; DEFAULTED means unpaid for more than 90 days."""
    on = np.datetime64(day)
    is_paid = ~np.isnat(instalments.paid) & (instalments.paid <= on)
    paid_count = np.bincount(instalments.loan[is_paid], minlength=len(loans.number))
    overdue = instalments.never_again & (instalments.due + _DEFAULTED_AFTER_DAYS < on)
    has_defaulted = np.bincount(instalments.loan[overdue], minlength=len(loans.number)) > 0
    growth = 1.0 + loans.annual_rate / 12.0
    left = (growth**loans.term - growth**paid_count) / (growth**loans.term - 1.0)
    outstanding = np.round(loans.principal * left).astype(np.int64)
    status = np.select([paid_count >= loans.term, has_defaulted], [1, 2], 0)
    return Standing(outstanding, status)


def terms_columns(loans: LoanTerms, instalments: Instalments, day: datetime.date) -> dict[str, pa.Array]:
    """The columns of bank.loan that tell what was agreed, and how the loan stands at the close of a day."""
    now = standing(loans, instalments, day)
    return {
        "loan_id": loans.identifiers(),
        "principal_amount": money(loans.principal),
        "annual_rate": pa.array(loans.annual_rate),
        "term_months": pa.array(loans.term),
        "originated_date": dates(loans.originated),
        "outstanding_amount": money(now.outstanding),
        "status_code": picked(STATUS, now.status),
    }


def paid_by(instalments: Instalments, day: datetime.date) -> Booleans:
    """Which instalments are paid at the close of a day."""
    return ~np.isnat(instalments.paid) & (instalments.paid <= np.datetime64(day))


def repayment_rows(loans: LoanTerms, made: Instalments, day: datetime.date) -> pa.Table:
    """The rows of bank.repayment of a block of loans: one per instalment that has fallen due."""
    is_paid = paid_by(made, day)
    shown = np.where(is_paid, made.paid, np.datetime64("NaT"))
    changed = np.where(is_paid, np.maximum(made.due, made.paid), made.due)
    return pa.table({
        "repayment_id": made.identifiers(loans),
        "loan_id": loans.identifiers().take(pa.array(made.loan)),
        "instalment_number": pa.array(made.instalment),
        "due_date": dates(made.due),
        "due_amount": money(made.amount),
        "paid_date": dates(shown),
        "paid_amount": money(np.where(is_paid, made.amount, 0)),
        "updated_date": dates(np.busday_offset(changed, 0, roll="forward")),
    })  # fmt: skip
