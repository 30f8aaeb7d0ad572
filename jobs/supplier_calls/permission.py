"""May a supplier be asked about a person now? Judged before anything is sent; the first reason against it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from jobs.identity.one_citizen_id import is_valid_number
from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.publication import Publication, Publications, folder_of
from jobs.lakehouse.settings import Settings

CONSENTS = "silver.consent"
# The longest public holiday of a year has eight days; older consents may have been withdrawn since.
OLDEST_CONSENTS = timedelta(days=10)


@dataclass(frozen=True)
class Question:
    """Whom an application asks about, for what, and on which business date; ``number`` is the identity number."""

    purpose: str
    number: str = field(repr=False)
    business_date: date


class Refused(Exception):
    """A call that must not be made: the code of the ledger, and why in words."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def consent_for(question: Question, contract: Contract, today: date, settings: Settings) -> str:
    """The consent that a call is covered by; raises Refused when there is none, or anything else stands against it.

    ``today`` is the bank's day by the clock: an agreement that ended is not in force for an earlier business date.
    """
    purchase = contract.purchase
    if not is_valid_number(question.number, question.business_date):
        raise Refused("INVALID_NUMBER", "the identity number is none (18 characters, day of birth, check character)")
    if question.purpose not in contract.purpose:
        allowed = ", ".join(contract.purpose)
        raise Refused("NO_PURPOSE", f"no purpose was given that the agreement allows (--purpose, one of {allowed})")
    if max(today, question.business_date) > purchase.valid_until:
        ended = f"agreement {purchase.agreement_number} ended on {purchase.valid_until}"
        raise Refused("AGREEMENT_ENDED", f"{ended}: renew it and correct the contract")
    consent = _consent(question, purchase.product, _consents_of(question.business_date, settings), settings)
    if consent is None:
        raise Refused("NO_CONSENT", "the person has no consent in force for this product and purpose: ask for it first")
    return consent


def _consents_of(business_date: date, settings: Settings) -> Publication:
    """The newest consents that the bank knows."""
    published = Publications(settings.lake).latest(CONSENTS)
    if published is None:
        raise Refused("CONSENTS_OUTDATED", f"{CONSENTS} has nothing published: run a business day first")
    if business_date - date.fromisoformat(published.business_date) > OLDEST_CONSENTS:
        newest = f"the newest consents are those of {published.business_date}"
        raise Refused("CONSENTS_OUTDATED", f"{newest}, too old to tell what was withdrawn since: run the days after")
    return published


def _consent(question: Question, product: str, published: Publication, settings: Settings) -> str | None:
    """The oldest consent in force, as ``jobs.silver.consent.in_force`` names it; what was withdrawn since counts."""
    known = max(question.business_date, date.fromisoformat(published.business_date))
    stands = pl.col("withdrawn_date").is_null() | (pl.col("withdrawn_date") > known)
    covers = (pl.col("product_code") == product) & (pl.col("purpose_code") == question.purpose)
    is_theirs = (pl.col(BUSINESS_DATE) == published.partition_date) & (pl.col("id_number") == question.number)
    path = settings.lake / folder_of(CONSENTS)
    consents = pl.scan_delta(str(path), version=published.version)
    is_given = pl.col("given_date") <= question.business_date
    found = consents.filter(is_theirs & covers & is_given & stands).sort("given_date", "consent_id")
    return next(iter(found.select("consent_id").head(1).collect()["consent_id"]), None)
