"""The named moments of the protocol at which a process can be struck, each before or after one step of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from jobs.lakehouse.delivery import Landing
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.lake_writer import TableWriter
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.staging import Staged
from jobs.lakehouse.verdict import Verdicts

BEFORE, AFTER = "before", "after"
MOMENTS: dict[str, tuple[type, str, str]] = {
    "delivery looked through": (Landing, "keep", BEFORE),
    "delivery kept": (Landing, "keep", AFTER),
    "result staged": (Lake, "stage", AFTER),
    "verdict given": (Verdicts, "keep", AFTER),
    "table claimed": (Publications, "announce", BEFORE),
    "commit announced": (Publications, "announce", AFTER),
    "quarantine written": (TableWriter, "replace_quarantine", AFTER),
    "about to commit": (TableWriter, "write", BEFORE),
    "committed": (TableWriter, "write", AFTER),
    "about to publish": (Publications, "put", BEFORE),
    "published": (Publications, "put", AFTER),
    "about to discard": (Staged, "discard", BEFORE),
    "about to write the receipt": (Lake, "record", BEFORE),
    "receipt written": (Lake, "record", AFTER),
    "about to seal": (Manifests, "seal", BEFORE),
    "sealed": (Manifests, "seal", AFTER),
}

# A day has one delivery and one manifest; the other moments come for each of its tables.
ONCE_A_DAY = (Landing, Manifests)


def strike_at(moment: str, occurrence: int, signal_number: int) -> None:
    """Send this process a signal at a moment, when it comes for the n-th time."""
    owner, name, when = MOMENTS[moment]
    original: Callable[..., Any] = getattr(owner, name)
    left = [occurrence]

    def strike() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal_number)

    def struck(*args: Any, **named: Any) -> Any:
        if when == BEFORE:
            strike()
        result = original(*args, **named)
        if when == AFTER:
            strike()
        return result

    setattr(owner, name, struck)
