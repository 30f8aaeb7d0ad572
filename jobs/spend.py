"""What purchased data cost on a day: calls about people from the ledger, delivered files from the landing folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.delivery import Landing, State
from jobs.lakehouse.publication import Publications, folder_of
from jobs.lakehouse.settings import Settings

LEDGER = "silver.data_call"
NOT_TAKEN = (State.REFUSED, State.HELD)


@dataclass(frozen=True)
class Spend:
    """What one product of a supplier cost; calls are about persons, or files where nobody is asked about.

    ``unclear`` calls were sent and not answered; the amount holds them at their price until they are cleared.
    """

    supplier: str
    product: str
    calls: int
    hits: int
    cached: int
    refused: int
    amount: Decimal
    currency: str
    unclear: int = 0


def spend_of(day: date, settings: Settings, catalog: Catalog) -> list[Spend]:
    """Every purchased product that anything was bought or refused of for a business date, by supplier."""
    found = [*_calls(day, settings), *_files(day, settings, catalog)]
    return sorted(found, key=lambda one: (one.supplier, one.product))


def _calls(day: date, settings: Settings) -> Iterator[Spend]:
    published = Publications(settings.lake).get(LEDGER, day)
    if published is None:
        return
    path = settings.lake / folder_of(LEDGER)
    rows = pl.scan_delta(str(path), version=published.version).filter(pl.col(BUSINESS_DATE) == published.partition_date)
    totals = rows.group_by(supplier="supplier_name", product="product_code", currency="currency_code").agg(
        pl.len().alias("calls"),
        (pl.col("is_hit") & ~pl.col("is_refused")).sum().alias("hits"),
        pl.col("is_cached").sum().alias("cached"),
        pl.col("is_refused").sum().alias("refused"),
        pl.col("price_amount").sum().alias("amount"),
        (pl.col("outcome_code") == "UNKNOWN").sum().alias("unclear"),
    )
    yield from (Spend(**line) for line in totals.collect().to_dicts())


def _files(day: date, settings: Settings, catalog: Catalog) -> Iterator[Spend]:
    for contract in catalog:
        if contract.purchase and contract.purchase.legal_basis != "consent":
            states = _states(contract, day, Landing(settings.landing))
            if states:
                yield _file_spend(contract, states)


def _states(contract: Contract, day: date, landing: Landing) -> list[State]:
    deliveries = landing.deliveries(contract.source.system, day)
    return [
        landing.state(one, contract.name) for one in deliveries for file in one.files if file.table == contract.name
    ]


def _file_spend(contract: Contract, states: list[State]) -> Spend:
    """A corrected file is no second purchase: a day with a file that was taken in is paid once."""
    purchase, taken = contract.purchase, [state for state in states if state not in NOT_TAKEN]
    return Spend(
        supplier=purchase.supplier,
        product=purchase.product,
        calls=len(states),
        hits=len(taken),
        cached=max(len(taken) - 1, 0),
        refused=states.count(State.REFUSED),
        amount=Decimal(purchase.price_amount) if taken else Decimal(0),
        currency=purchase.currency_code,
    )
