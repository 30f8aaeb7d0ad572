"""A reader that never stops: what it sees must be whole, agree, and never fall behind what was acknowledged."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.manifest import Manifests
from tests.chaos.shop import DAYS, catalog_of, delivery_seen, promised

PAUSE_SECONDS = 0.1


def read_until_ended(home: Path) -> None:
    """Read every day again and again until the file ``reader.end`` is there; the findings go to ``reader.json``."""
    lake, manifests, catalog = home / "lake", Manifests(home / "lake"), catalog_of(home)
    reads, problems = 0, []
    while not (home / "reader.end").exists():
        for day in DAYS:
            promise, manifest = promised(home, day), manifests.get(day)
            if manifest is None:
                continue
            reads += 1
            try:
                seen = delivery_seen(manifest, catalog, lake)
            except Exception as problem:
                problems.append(f"{'partial' if isinstance(problem, DataFault) else 'unreadable'}: {problem}")
                continue
            if seen < promise:
                problems.append(f"lost: delivery {promise} of {day} was acknowledged, readers see {seen}")
        time.sleep(PAUSE_SECONDS)
    part = home / f"reader.{os.getpid()}"
    part.write_text(json.dumps({"reads": reads, "problems": problems}), encoding="utf-8")
    part.replace(home / "reader.json")
