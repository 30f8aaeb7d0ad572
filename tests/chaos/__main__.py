"""Strike the publish protocol N times: ``make chaos N=200``. The result goes to ``docs/reliability.md``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from jobs.lakehouse.settings import CHECKOUT, Settings, read_settings
from tests.benchmarks.machine import description
from tests.benchmarks.temporary_home import home_with_engine
from tests.chaos.blows import OF_ALL, OF_CLIENTS
from tests.chaos.campaign import conduct
from tests.chaos.report import write_report
from tests.jobs.lakehouse.publishing import give_gate_key

REPORT = CHECKOUT / "docs" / "reliability.md"


def main(
    faults: Annotated[int, typer.Argument(help="How many faults")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed strikes at the same moments")] = 1,
    beside: Annotated[
        Path | None, typer.Option(help="Use the running engine; write what was found into this folder")
    ] = None,
) -> None:
    """Conduct a campaign; ends with 1 when anything was lost, doubled, partial or not recovered."""
    if beside:
        found = _beside(beside, faults, seed)
        (beside / "found.json").write_text(json.dumps(found), encoding="utf-8")
    else:
        with home_with_engine() as settings:
            found = _conducted(settings, faults, seed)
        write_report(REPORT, found, description())
    print("\n".join(found["problems"]) or f"{faults} faults, {found['reads']} reads: nothing lost, doubled or partial")
    sys.exit(1 if found["problems"] else 0)


def _conducted(settings: Settings, faults: int, seed: int) -> dict:
    os.environ["YIHU_SOURCE_SHOP"] = f"file://{settings.home / 'shop'}"
    return conduct(settings, faults, seed, OF_ALL)


def _beside(folder: Path, faults: int, seed: int) -> dict:
    """Against an engine that others use too, which is therefore not killed."""
    os.environ["YIHU_SOURCE_SHOP"] = f"file://{folder / 'shop'}"
    give_gate_key(folder)
    return conduct(read_settings().model_copy(update={"home": folder}), faults, seed, OF_CLIENTS)


if __name__ == "__main__":
    typer.run(main)
