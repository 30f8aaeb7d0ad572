"""What purchased data cost on a day, from the ledger and from what was delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.settings import Settings
from jobs.spend import LEDGER, Spend, spend_of

MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)
PAID = (Decimal("0.8000"), False, False, "ANSWERED")
CACHED, REFUSED = (Decimal(0), True, False, "ANSWERED"), (Decimal(0), False, True, "REFUSED")
UNKNOWN = (Decimal("1.2000"), False, False, "UNKNOWN")
COLUMNS = ("business_date", "is_hit", "price_amount", "is_cached", "is_refused", "outcome_code")


def call(day: date, is_hit: bool | None, outcome: tuple[Decimal, bool, bool, str]) -> dict[str, object]:
    terms = {"supplier_name": "Telecom data vendor", "product_code": "telecom_profile", "currency_code": "CNY"}
    return {**terms, **dict(zip(COLUMNS, (day, is_hit, *outcome), strict=True))}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A lake with a ledger of two days."""
    made = Settings(home=tmp_path)
    calls = [
        call(MONDAY, True, PAID),
        call(TUESDAY, True, PAID),
        call(TUESDAY, False, PAID),
        call(TUESDAY, True, CACHED),
        call(TUESDAY, True, REFUSED),
        call(TUESDAY, None, REFUSED),
        call(TUESDAY, None, UNKNOWN),
    ]
    path = made.lake / LEDGER.replace(".", "/")
    path.parent.mkdir(parents=True)
    pl.DataFrame(calls, schema_overrides={"price_amount": pl.Decimal(18, 4)}).write_delta(str(path))
    for day in (MONDAY, TUESDAY):
        Publications(made.lake).put(Publication(LEDGER, day.isoformat(), 0, "hash", 4, "run", "gate"))
    return made


def test_a_day_is_told_by_supplier_and_product_with_what_is_still_to_be_cleared(settings: Settings) -> None:
    expected = Spend("Telecom data vendor", "telecom_profile", 6, 2, 1, 2, Decimal("2.8000"), "CNY", 1)
    assert spend_of(TUESDAY, settings, Catalog()) == [expected]


def test_a_day_without_purchases_is_empty(settings: Settings) -> None:
    assert spend_of(date(2026, 6, 3), settings, Catalog()) == []
