"""``ops.delivery``: what the landing folder says about the deliveries of a day, as a table for everybody.

The folder is the truth and the table a picture of it, so it can be drawn again at any time with the same result.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.delivery import DeliveredFile, Delivery, Landing
from jobs.lakehouse.lake import Lake

OPS_DELIVERY = "ops.delivery"


def record_deliveries(lake: Lake, landing: Landing, catalog: Catalog, business_date: date) -> int:
    """Replace the rows of one day; returns how many there are."""
    contract = catalog[OPS_DELIVERY]
    rows = [
        tuple(facts[name] for name in contract.column_names)
        for system in landing.systems()
        for delivery in landing.deliveries(system, business_date)
        for facts in (_facts(landing, delivery, file) for file in delivery.files)
    ]
    lake.replace_day(contract, rows, business_date)
    return len(rows)


def _facts(landing: Landing, delivery: Delivery, file: DeliveredFile) -> dict[str, Any]:
    decision, loaded = landing.decision(delivery), landing.loaded(delivery, file.table)
    return {
        "source_system_code": delivery.system,
        "sequence_number": delivery.sequence,
        "table_name": file.table,
        "file_name": file.file,
        "file_sha256": file.sha256,
        "file_bytes_count": file.bytes,
        "encoding_name": file.encoding,
        "declared_count": file.declared_records,
        "received_count": file.records if file.names else None,
        "malformed_count": file.malformed if file.names else None,
        "loaded_count": loaded and loaded.loaded,
        "quarantined_count": loaded and loaded.quarantined,
        "amount_column_name": file.amount_column,
        "declared_amount": _amount(file.declared_amount_total),
        "received_amount": file.amount_total,
        "agreement_number": file.declared_agreement,
        "purpose_code": file.declared_purpose,
        "received_at": datetime.fromisoformat(delivery.received_at),
        "state_code": str(landing.state(delivery, file.table)),
        "finding_rules": [finding.rule for finding in delivery.findings if finding.table == file.table],
        "reason_text": decision.reason or None,
        "decided_by_name": decision.decided_by,
        "decided_at": datetime.fromisoformat(decision.decided_at),
    }


def _amount(text: str | None) -> Decimal | None:
    try:
        return Decimal(text).quantize(Decimal("0.0001")) if text else None
    except InvalidOperation:
        return None
