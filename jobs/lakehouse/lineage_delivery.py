"""Hands the events of runs over: one file a business date under ``lineage/``, or an OpenLineage server.

Lineage never fails a run and holds it up for two seconds at most; what could not be told is one warning on the log.
"""

from __future__ import annotations

import fcntl
import logging
import os
import queue
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.lineage import read_lineage
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.settings import Settings

if TYPE_CHECKING:
    from openlineage.client.transport.http import HttpTransport

LONGEST_SECONDS = 2.0
# The day files are read by the group that reads the lake.
FOLDER_MODE, FILE_MODE = 0o750, 0o640

_LOG = logging.getLogger(__name__)


def load_client() -> None:
    """Import the OpenLineage client now, while the engine builds."""
    import openlineage.client.facet_v2
    import openlineage.client.transport.http  # noqa: F401


def tell(receipt: Receipt, catalog: Catalog, settings: Settings) -> None:
    """Hand over the event of a run that ended, whatever its end; never raises, and waits 2 s for a server at most."""
    try:
        _deliver(receipt, catalog, settings)
    except Exception as error:  # whatever goes wrong here is no reason to fail a run
        _LOG.warning(
            "The lineage of run %s of %s was not told to %s (%s); the run itself is not touched.",
            receipt.run_id,
            receipt.table,
            _place(settings),
            type(error).__name__,
        )


def _deliver(receipt: Receipt, catalog: Catalog, settings: Settings) -> None:
    from openlineage.client.serde import Serde

    from jobs.lakehouse.lineage_event import Teller

    event = Teller(catalog, read_lineage(), settings.lineage_namespace).event_of(receipt)
    if settings.lineage_address:
        return _within(LONGEST_SECONDS, lambda: _transport(settings).emit(event))
    return append_line(day_file(settings, receipt.business_date), Serde.to_json(event))


def _within(seconds: float, send: Callable[[], object]) -> None:
    """Send on a thread that is left behind when it takes longer: a time limit per packet stops no slow server."""
    results: queue.Queue[Exception | None] = queue.Queue()

    def sent() -> None:
        try:
            send()
            results.put(None)
        except Exception as error:
            results.put(error)

    Thread(target=sent, daemon=True).start()
    try:
        problem = results.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if problem:
        raise problem


def _transport(settings: Settings) -> HttpTransport:
    """A connection that tries once: a server that is down will be told by the next run."""
    from openlineage.client.transport.http import HttpConfig, HttpTransport

    facts = {"url": settings.lineage_address, "timeout": LONGEST_SECONDS, "retry": {"total": 0}}
    if key := settings.lineage_key():
        facts["auth"] = {"type": "api_key", "apiKey": key}
    return HttpTransport(HttpConfig.from_dict(facts))


def day_file(settings: Settings, business_date: date) -> Path:
    """The file of all events about a business date, one JSON object a line."""
    return settings.home / "lineage" / f"{business_date}.jsonl"


def append_line(path: Path, line: str) -> None:
    """Add one whole line; what a full disk cuts off is taken away again."""
    path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        start, text = os.fstat(descriptor).st_size, f"{line}\n".encode()
        if start == 0:
            os.fchmod(descriptor, FILE_MODE)
        _write_whole(lambda: os.write(descriptor, text), len(text), lambda: os.ftruncate(descriptor, start))
    finally:
        os.close(descriptor)


def _write_whole(write: Callable[[], int], length: int, undo: Callable[[], None]) -> None:
    try:
        written = write()
    except OSError:
        undo()
        raise
    if written != length:
        undo()
        raise OSError("The line was written in part.")


def _place(settings: Settings) -> str:
    """Where lineage goes, without credentials that the address may hold."""
    return urlsplit(settings.lineage_address).hostname or "the day's file"
