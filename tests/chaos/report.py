"""The result of a campaign, as ``docs/reliability.md`` tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- result of make chaos -->", "<!-- end of the result -->"


def write_report(path: Path, found: dict[str, Any], machine: str) -> None:
    """Put the result between its marks; the rest of the page stays."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{_result(found, machine)}\n{END}{after}", encoding="utf-8")


def _result(found: dict[str, Any], machine: str) -> str:
    kinds = "\n".join(f"| {kind.rstrip('.')} | {count} |" for kind, count in sorted(found["blows"].items()))
    again = ", ".join(f"{count} by {times} runs" for times, count in sorted(found["repetitions"].items()))
    problems = "".join(f"\n- {problem}" for problem in found["problems"])
    return (
        f"`make chaos N={found['faults']}`, seed {found['seed']}, {datetime.now(UTC):%Y-%m-%d}, "
        f"{found['minutes']} minutes; {machine}.\n\n| fault | times |\n|---|---|\n{kinds}\n\n"
        f"Reads of the manifest meanwhile: {found['reads']:,}. Days brought to their end: {again}.\n\n"
        f"Lost, doubled, partial, disagreeing or not recovered: {len(found['problems'])}.{problems}"
    )
