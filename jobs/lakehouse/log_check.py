"""The log of a Delta table, looked at file by file: a commit that is missing, cut short, zeroed or altered.

Delta reads the newest checkpoint and the commits after it, so that a damaged commit before it is met by those only who
read an older version; and a newest commit that is gone leaves a table that looks whole, one version younger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from jobs.lakehouse.checksum import altered

CHECKPOINT, POINTER = ".checkpoint", "_last_checkpoint"


@dataclass(frozen=True)
class LogFlaw:
    """A damaged file of a log, and the versions that cannot be read for it, first and last (inclusive)."""

    file: str
    what: str
    first: int
    last: int | None
    remedy: str = ""

    def hits(self, version: int) -> bool:
        """Whether reading a version meets the damage."""
        return version >= self.first and (self.last is None or version <= self.last)


def log_flaws(table: Path) -> tuple[LogFlaw, ...]:
    """Everything that is wrong with the log of a table, in the order of its versions."""
    log = table / "_delta_log"
    commits = _numbered(log, "*.json")
    # A commit's own checksum tells that there was one, also where it is gone.
    known = sorted({*commits, *_numbered(log, "*.crc")})
    checkpoints = _numbered(log, f"*{CHECKPOINT}*.parquet")
    if not commits:
        return (LogFlaw("_delta_log", "has no commit", 0, None),)
    found = [_of_commit(log, version, checkpoints) for version in range(min(commits), known[-1] + 1)]
    found += [_of_checkpoint(path, version, min(commits)) for version, path in sorted(checkpoints.items())]
    found.append(_of_pointer(log, checkpoints, min(commits)))
    return tuple(one for one in found if one)


def oldest_version(table: Path) -> int:
    """The oldest version that the log of a table still reaches, or -1 where it has no commit."""
    log = table / "_delta_log"
    commits = _numbered(log, "*.json")
    if not commits or 0 in commits:
        return min(commits, default=-1)
    return min(_numbered(log, f"*{CHECKPOINT}*.parquet"), default=min(commits))


def version_checksum(table: Path, version: int) -> tuple[int, int] | None:
    """Number of files and their bytes in a version, as the engine noted when it made it, or None."""
    path = table / "_delta_log" / f"{version:020d}.crc"
    try:
        facts = json.loads(path.read_bytes())
        return facts["numFiles"], facts["tableSizeBytes"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _numbered(log: Path, pattern: str) -> dict[int, Path]:
    paths = [path for path in log.glob(pattern) if path.name[:20].isdecimal()]
    return {int(path.name[:20]): path for path in paths}


def _of_commit(log: Path, version: int, checkpoints: dict[int, Path]) -> LogFlaw | None:
    path = log / f"{version:020d}.json"
    what = _commit_flaw(path)
    if what is None:
        return None
    # A checkpoint of the version itself replaces its commit.
    next_sound = min((one for one in checkpoints if one >= version), default=None)
    return LogFlaw(path.name, what, version, None if next_sound is None else next_sound - 1)


def _commit_flaw(path: Path) -> str | None:
    if not path.exists():
        return "is missing"
    text = path.read_bytes()
    if not text.strip(b"\0\n "):
        return "is empty"
    try:
        actions = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return "is cut short or altered"
    return altered(path) if all(isinstance(one, dict) for one in actions) else "is altered"


def _of_checkpoint(path: Path, version: int, oldest: int) -> LogFlaw | None:
    what = altered(path)
    if what is None:
        return None
    return LogFlaw(path.name, what, version, None, _without(f"{path.name} and {POINTER}", oldest))


def _of_pointer(log: Path, checkpoints: dict[int, Path], oldest: int) -> LogFlaw | None:
    """Readers that trust the pointer do not look for another checkpoint when the one it names is gone."""
    if not (log / POINTER).exists():
        return None
    try:
        version = int(json.loads((log / POINTER).read_bytes())["version"])
    except (ValueError, KeyError, TypeError):
        return LogFlaw(POINTER, "cannot be read", 0, None, f"remove {POINTER}: readers then look for a checkpoint")
    if version in checkpoints:
        return None
    return LogFlaw(POINTER, f"names checkpoint {version}, which is missing", version, None, _without(POINTER, oldest))


def _without(names: str, oldest: int) -> str:
    """Where the commits go back to the first, a checkpoint only saves time."""
    return f"remove {names}, since the commits alone tell the same" if oldest == 0 else ""
