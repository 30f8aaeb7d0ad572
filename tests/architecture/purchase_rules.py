"""What is bought is bought under an agreement. The rule gives its breaches as sentences."""

from __future__ import annotations

from collections.abc import Iterable

from jobs.lakehouse.contract import Contract

# The department that buys data owns every bronze table that is bought, and no other.
BUYER = "data purchasing"


def bought_without_agreement(contracts: Iterable[Contract]) -> list[str]:
    """Bronze tables of the buyer without an agreement, and agreements of tables that the buyer does not own."""
    return [
        f"jobs/{contract.name.replace('.', '/')}.yml: a table of {BUYER} has a `purchase:`, and no other table has one"
        for contract in contracts
        if contract.layer == "bronze" and (contract.owner == BUYER) != (contract.purchase is not None)
    ]
