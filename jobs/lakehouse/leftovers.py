"""What killed runs leave behind: rows written aside, deliveries half received, files never given their name.

All of it is invisible to readers and costs space only. A leftover is a day old at least: no run lasts that long.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs.lakehouse.lake_upkeep import Freed
from jobs.lakehouse.settings import Settings

AGE = timedelta(hours=24)
PARTS = ("_published/**/*.part", "_manifests/**/*.part", "_verdicts/**/*.part")


def leftovers_in(settings: Settings, now: datetime | None = None) -> tuple[Path, ...]:
    """Folders and files that no run will look at again."""
    latest = (now or datetime.now(UTC)) - AGE
    found = (*_staged(settings.lake), *_parts(settings), *_tokens(settings.lake))
    return tuple(path for path in found if _changed_at(path) < latest)


def cleaned(settings: Settings, now: datetime | None = None) -> Freed:
    """Remove the leftovers and tell what they took; what another process removes meanwhile is not counted."""
    return sum((_removed(path) for path in leftovers_in(settings, now)), Freed())


def _staged(lake: Path) -> Iterator[Path]:
    return lake.glob("_staging/*/*")


def _parts(settings: Settings) -> Iterator[Path]:
    for pattern in PARTS:
        yield from settings.lake.glob(pattern)
    # What was received and never kept; a delivery that was kept is never touched, whatever it holds.
    yield from settings.landing.glob("_receiving/*")


def _tokens(lake: Path) -> Iterator[Path]:
    """Tokens below the two highest of a table: a claim that died before it removed them."""
    for folder in lake.glob("_claims/*"):
        tokens = [path for path in folder.glob("token.*") if path.suffix[1:].isdecimal()]
        yield from sorted(tokens, key=lambda path: int(path.suffix[1:]))[:-2]


def _changed_at(path: Path) -> datetime:
    """When anything in it was written last; a file that is gone by now counts as just written."""
    try:
        stamps = [path.lstat().st_mtime, *(one.lstat().st_mtime for one in path.rglob("*"))]
    except OSError:
        return datetime.now(UTC)
    return datetime.fromtimestamp(max(stamps), UTC)


def _removed(path: Path) -> Freed:
    files = [one for one in (path, *path.rglob("*")) if one.is_file()]
    try:
        freed = Freed(len(files), sum(one.lstat().st_size for one in files))
    except FileNotFoundError:
        return Freed()
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return freed
