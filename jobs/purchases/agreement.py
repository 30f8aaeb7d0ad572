"""What a build knows of the agreement under which its rows are bought."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Agreement:
    """The terms of one purchased product, from the contract of its bronze table.

    ``price_amount`` is for one answered call, hit or no hit, in ``currency_code``; an answer that was paid is not paid
    again within ``cache_days``. ``purpose_codes`` are the purposes that the product may be asked for.
    """

    supplier_name: str
    product_code: str
    agreement_number: str
    legal_basis_code: str
    purpose_codes: tuple[str, ...]
    price_amount: Decimal
    currency_code: str
    cache_days: int
