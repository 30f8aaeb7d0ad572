"""The runs in the Data Docs: each table's last run of a business date in the index, and the page of its lineage."""

from __future__ import annotations

import json
import logging
from typing import Any

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.data_docs import draw_index, replace_page
from jobs.lakehouse.errors import YihuError
from jobs.lakehouse.lineage import read_lineage
from jobs.lakehouse.lineage_pages import write_lineage_page
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.settings import Settings

_LOG = logging.getLogger(__name__)


def show_run(receipt: Receipt, catalog: Catalog, settings: Settings) -> None:
    """List a run that ended in the index of the Data Docs; pages that cannot be written fail no run."""
    folder, day = settings.data_docs, receipt.business_date.isoformat()
    try:
        replace_page(folder / day / "runs" / f"{receipt.table}.json", json.dumps(_facts(receipt)))
        write_lineage_page(catalog, read_lineage(), receipt.table, folder)
        draw_index(folder)
    except (OSError, YihuError) as error:
        _LOG.warning(
            "The Data Docs do not show run %s of %s (%s).", receipt.run_id, receipt.table, type(error).__name__
        )


def _facts(receipt: Receipt) -> dict[str, Any]:
    account = receipt.account
    return {
        "table": receipt.table,
        "status": receipt.status,
        "rows": account.loaded if account else None,
        "quarantined": account.quarantined if account else None,
        "version": receipt.output_version,
        "run_id": receipt.run_id,
        "started_at": receipt.started_at.strftime("%Y-%m-%d %H:%M:%S"),
    }
