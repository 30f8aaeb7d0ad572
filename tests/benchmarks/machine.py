"""What a figure needs beside it: the machine, how busy it was, and what a command cost in seconds and memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra import supervisor
from jobs.lakehouse.settings import CHECKOUT, Settings

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds, processor seconds and peak memory of a command, and the last line it printed."""

    seconds: float
    processor_seconds: float
    peak_mebibytes: float
    said: str

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.processor_seconds:.1f} s of processor, {self.peak_mebibytes:.0f} MiB)"


class CommandFailed(Exception):
    """A measured command did not succeed: there is no figure."""


def cost_of(command: Sequence[str], folder: Path = CHECKOUT, variables: Mapping[str, str] | None = None) -> Cost:
    """What a command costs; raises CommandFailed with what it said when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(folder), **(variables or {})}
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = process.stdout.read().strip() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    last = said.splitlines()[-1] if said else ""
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, last)


@dataclass(frozen=True)
class Engine:
    """The engine's process, seen from outside."""

    process_id: int

    @classmethod
    def of(cls, settings: Settings) -> Engine:
        """The engine of a home that runs."""
        return cls(supervisor.describe(settings)["spark-connect"]["pid"])

    @property
    def processor_seconds(self) -> float:
        """Processor seconds that it has used so far."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def peak_mebibytes(self) -> float:
        """The most memory that it ever held."""
        lines = Path(f"/proc/{self.process_id}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def description() -> str:
    """The machine in a line."""
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"machine: {os.cpu_count()} cores, {gibibytes:.0f} GiB memory"


def load() -> str:
    """How busy the machine is: the load averages of 1 and 5 minutes."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} over 1 minute, {five:.1f} over 5"
