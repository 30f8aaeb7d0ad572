"""`status`: what each service does now, by the supervisor's word and by asking the service itself."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from infra import supervisor
from infra.ports import port_of
from infra.probes import probe_of
from jobs.lakehouse.settings import Settings

HEADINGS = ("service", "state", "pid", "uptime", "port", "healthy")


@dataclass(frozen=True)
class Condition:
    """One line of the status table."""

    service: str
    state: str
    process: int | None
    uptime_seconds: int
    port: int | None
    is_healthy: bool
    is_wanted: bool

    @property
    def is_right(self) -> bool:
        """Not asked for, or running by the supervisor's word and answering by its own."""
        return not self.is_wanted or (self.state == "running" and self.is_healthy)


def conditions(settings: Settings, names: Sequence[str]) -> list[Condition]:
    """The condition of each named service; all are asked at the same time."""
    known = supervisor.describe(settings)
    wanted = supervisor.requested(settings)
    with ThreadPoolExecutor(max_workers=len(names) or 1) as pool:
        return list(pool.map(lambda name: _condition(settings, name, known.get(name, {}), name in wanted), names))


def _condition(settings: Settings, name: str, entry: supervisor.Description, is_wanted: bool) -> Condition:
    """A port that answers while the service is stopped belongs to somebody else: only what runs is asked."""
    state = entry.get("statename", "STOPPED").lower()
    runs = state == "running"
    return Condition(
        service=name,
        state=state,
        process=entry.get("pid") or None,
        uptime_seconds=entry["now"] - entry["start"] if runs else 0,
        port=port_of(settings, name),
        is_healthy=runs and probe_of(settings, name)(),
        is_wanted=is_wanted,
    )


def table(rows: Sequence[Condition]) -> str:
    """The conditions as text in columns."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def _cells(row: Condition) -> tuple[str, ...]:
    minutes, seconds = divmod(row.uptime_seconds, 60)
    hours, minutes = divmod(minutes, 60)
    uptime = f"{hours}:{minutes:02}:{seconds:02}" if row.process else "-"
    healthy = "yes" if row.is_healthy else "no" if row.is_wanted else "not asked for"
    return (row.service, row.state, str(row.process or "-"), uptime, str(row.port or "-"), healthy)
