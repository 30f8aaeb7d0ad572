"""The open-data site: real public files behind a web server that answers conditional requests."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from infra.sample_bank.places import OPEN_DATA

# Path on the site, and the kept file it comes from; plain names are unpacked.
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
            "phone_prefixes/phone_prefixes.csv.gz",
            "reference_tables/division_history.csv.gz",
            "reference_tables/industries.csv.gz",
            "reference_tables/bank_codes.csv.gz",
        )
    },
}
# 2026-05-01 00:00 UTC, so that Last-Modified and ETag are the same in every installation.
_PUBLISHED = 1_777_593_600


def publish(site: Path) -> None:
    """Put the site's files where the server finds them; files that are right already stay untouched.

    A file that was taken out of the project, because of its licence, is not on the site.
    """
    there = {path: kept for path, kept in FILES.items() if (OPEN_DATA / kept).exists()}
    for path, kept in there.items():
        packed = (OPEN_DATA / kept).read_bytes()
        content = packed if path == kept else gzip.decompress(packed)
        target = site / path
        if not _is_published(target, content):
            _replace(target, content)


def _is_published(target: Path, content: bytes) -> bool:
    return target.exists() and target.stat().st_mtime == _PUBLISHED and target.read_bytes() == content


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    partial.write_bytes(content)
    os.utime(partial, (_PUBLISHED, _PUBLISHED))
    partial.replace(target)


def application(site: Path, *more: BaseRoute) -> Starlette:
    """The web application over a published site, after other routes; ETag and 304 come from StaticFiles."""
    return Starlette(routes=[*more, Mount("/", StaticFiles(directory=site))])


def serve(site: Path, port: int, *more: BaseRoute) -> None:
    """Serve the site, and what else shares its server, on the loopback until stopped."""
    import uvicorn

    publish(site)
    uvicorn.run(application(site, *more), host="127.0.0.1", port=port, log_level="warning", access_log=False)
