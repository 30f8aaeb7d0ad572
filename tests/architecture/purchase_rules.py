"""What is bought is bought under an agreement, and kept for what it names. Rules give their breaches as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.lineage import Lineage

# The department that buys data owns every bronze table that is bought, and no other.
BUYER = "data purchasing"


def bought_without_agreement(contracts: Iterable[Contract]) -> list[str]:
    """Bronze tables of the buyer without an agreement, and agreements of tables that the buyer does not own."""
    return [
        f"jobs/{contract.name.replace('.', '/')}.yml: a table of {BUYER} has a `purchase:`, and no other table has one"
        for contract in contracts
        if contract.layer == "bronze" and (contract.owner == BUYER) != (contract.purchase is not None)
    ]


# What these hold is not what was bought, so they and what is made from them serve other purposes too.
HOLDING_NOTHING_BOUGHT: Mapping[str, str] = {
    "silver.court_party": "names and numbers by which records find their party, and nothing that a court said",
    "silver.phone_owner": "whose a telephone is, so that nobody is called or listed for another's (decision 0047)",
    "silver.telecom_call": "who was asked about, for the ledger, and nothing that was told (decision 0016)",
}
# What these show of bought data goes beyond the agreements by a decision.
BEYOND_AGREEMENTS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("silver.risk_list_entry", "silver.list_screening", "gold.risk_list", "gold.risk_level"),
        ("compliance", "the department owns the policy of the list and answers what people say of it (decision 0034)"),
    ),
    "gold.decision_input": ("marketing", "a row shows what its purpose may see, which its rules watch (decision 0041)"),
}


def released_beyond_agreements(contracts: Iterable[Contract], lineage: Lineage) -> list[str]:
    """Columns that tell what was bought, also through other tables, and are kept for what no agreement names.

    ``contracts`` come in the order of the flow.
    """
    known = tuple(contracts)
    bought = _bought(known, lineage)
    return [
        f"jobs/{contract.name.replace('.', '/')}.yml: {column.name} is bought for {', '.join(sorted(agreed))} and may "
        f"not be kept for {', '.join(sorted(beyond))}"
        for contract in known
        for column in contract.columns
        if (agreed := bought.get(f"{contract.name}.{column.name}"))
        if (
            beyond := {*(column.purpose or contract.purpose)}
            - {*agreed, BEYOND_AGREEMENTS.get(contract.name, ("",))[0]}
        )
    ]


def _bought(contracts: Iterable[Contract], lineage: Lineage) -> dict[str, frozenset[str]]:
    """The columns made from bought data, each with the purposes that all its agreements name."""
    agreed: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    for contract in contracts:
        if contract.purchase:
            agreed[contract.name] = frozenset(contract.purpose)
        if contract.name in HOLDING_NOTHING_BOUGHT:
            continue
        read = [agreed[name] for name in (contract.name, *contract.inputs) if name in agreed]
        for name in contract.column_names:
            origins = [found[one] for one in lineage.of(contract).get(name, ()) if one in found]
            if read or origins:
                found[f"{contract.name}.{name}"] = frozenset.intersection(*read, *origins)
    return found
