"""Purchased data: is a delivered file covered by the agreement it is bought under, and what a build may know of that.

The agreement stands in the bronze contract (``purchase:``). PIPL article 21 and article 12 of the regulation on network
data security bind a supplier's data to the agreed purpose and term.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.delivery import DeliveredFile, Finding, State
from jobs.lakehouse.errors import ContractFault
from jobs.purchases.agreement import Agreement


def agreement_findings(contract: Contract, file: DeliveredFile, business_date: date) -> tuple[Finding, ...]:
    """Why a purchased file may not be taken in for a day; nothing where its agreement covers it, or it is not bought.

    What the control file says is never repeated: it comes from outside.
    """
    if contract.purchase is None:
        return ()
    return tuple(
        Finding(table=contract.name, rule=rule, severity=State.REFUSED, text=f"{contract.name}: {text}")
        for rule, text in _breaches(contract, file, business_date)
    )


def _breaches(contract: Contract, file: DeliveredFile, business_date: date) -> Iterator[tuple[str, str]]:
    purchase, purposes = contract.purchase, ", ".join(contract.purpose)
    if business_date > purchase.valid_until:
        yield (
            "AGREEMENT_ENDED",
            f"agreement {purchase.agreement_number} ended on {purchase.valid_until}, so nothing for {business_date} is "
            "taken in: renew it and correct the contract, or stop the delivery",
        )
    if file.declared_agreement != purchase.agreement_number:
        yield (
            "OTHER_AGREEMENT",
            f"the control file of {file.file} does not name agreement {purchase.agreement_number} (line agreement=): "
            "nothing was loaded, ask the supplier for a control file that does",
        )
    if file.declared_purpose not in contract.purpose:
        yield (
            "NO_PURPOSE",
            f"the control file of {file.file} names no purpose that the contract allows (line purpose=, one of "
            f"{purposes}): nothing was loaded, ask the supplier for a control file that does",
        )


def agreement_behind(contract: Contract, catalog: Catalog) -> Agreement:
    """The agreement of the one purchased table that a table reads; raises ContractFault when it is not exactly one."""
    bought = [catalog[name] for name in contract.inputs if catalog[name].purchase]
    if len(bought) != 1:
        raise ContractFault(
            f"The build of {contract.name} asks for its agreement, but {len(bought)} of its inputs are purchased: "
            "name exactly one purchased table as input."
        )
    purchase = bought[0].purchase
    return Agreement(
        supplier_name=purchase.supplier,
        product_code=purchase.product,
        agreement_number=purchase.agreement_number,
        legal_basis_code=purchase.legal_basis.upper(),
        purpose_codes=bought[0].purpose,
        price_amount=Decimal(purchase.price_amount),
        currency_code=purchase.currency_code,
        cache_days=purchase.cache_days,
    )
