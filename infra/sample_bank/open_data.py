"""The open-data site: real public files behind a web server that answers conditional requests."""

from __future__ import annotations

import datetime
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from infra.sample_bank.places import OPEN_DATA

# Path on the site, and the kept file it comes from; plain names are unpacked. A later edition of a kept file lies in a
# folder beside it that is named after the day from which the site serves it.
FILES = {
    "administrative_divisions/areas.csv": "administrative_divisions/areas.csv.gz",
    "administrative_divisions/cities.csv": "administrative_divisions/cities.csv.gz",
    **{
        path: path
        for path in (
            "enterprise_registration/enterprises.csv.gz",
            "sanctions/sdn.csv.gz",
            "sanctions/alt.csv.gz",
            "sanctions/add.csv.gz",
            "sanctions/un_consolidated.xml.gz",
            "sanctions/eu_consolidated.xml.gz",
            "phone_prefixes/phone_prefixes.csv.gz",
            "reference_tables/division_history.csv.gz",
            "reference_tables/industries.csv.gz",
            "reference_tables/bank_codes.csv.gz",
        )
    },
}
# Since when the first editions are served, so that Last-Modified and ETag are the same in every installation.
PUBLISHED = datetime.date(2026, 5, 1)
_DATED_FOLDERS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


@dataclass(frozen=True)
class Edition:
    """A kept file and the day from which the site serves it."""

    kept: Path
    since: datetime.date

    @property
    def modified_at(self) -> int:
        """The beginning of that day in UTC, in seconds of Unix time."""
        return int(datetime.datetime.combine(self.since, datetime.time(), datetime.UTC).timestamp())

    def show(self, target: Path) -> None:
        """Put the edition where the server finds it; a file that is right already stays untouched."""
        packed = self.kept.read_bytes()
        content = packed if target.suffix == self.kept.suffix else gzip.decompress(packed)
        if not self._is_shown(target, content):
            self._replace(target, content)

    def _is_shown(self, target: Path, content: bytes) -> bool:
        return target.exists() and target.stat().st_mtime == self.modified_at and target.read_bytes() == content

    def _replace(self, target: Path, content: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        partial.write_bytes(content)
        os.utime(partial, (self.modified_at, self.modified_at))
        partial.replace(target)


def publish(site: Path, day: datetime.date = PUBLISHED) -> None:
    """Let the site show what its publishers show on a day.

    A file that was taken out of the project, because of its licence, is not on the site.
    """
    for path, kept in FILES.items():
        in_force = [edition for edition in _editions(OPEN_DATA / kept) if edition.since <= day]
        if in_force:
            max(in_force, key=lambda edition: edition.since).show(site / path)


def _editions(kept: Path) -> Iterator[Edition]:
    if kept.exists():
        yield Edition(kept, PUBLISHED)
    for later in kept.parent.glob(f"{_DATED_FOLDERS}/{kept.name}"):
        yield Edition(later, datetime.date.fromisoformat(later.parent.name))


def stands_at(site: Path) -> datetime.date:
    """The day of the newest edition that a site shows: a server that starts again takes nothing back."""
    shown = [(site / path).stat().st_mtime for path in FILES if (site / path).exists()]
    return max((datetime.datetime.fromtimestamp(time, datetime.UTC).date() for time in shown), default=PUBLISHED)


def application(site: Path, *more: BaseRoute) -> Starlette:
    """The web application over a published site, after other routes; ETag and 304 come from StaticFiles."""
    return Starlette(routes=[*more, Mount("/", StaticFiles(directory=site))])


def serve(site: Path, port: int, *more: BaseRoute) -> None:
    """Serve the site, and what else shares its server, on the loopback until stopped."""
    import uvicorn

    publish(site, stands_at(site))
    uvicorn.run(application(site, *more), host="127.0.0.1", port=port, log_level="warning", access_log=False)
