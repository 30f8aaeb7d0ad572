"""Fetch files and paged lists of a web site, asking only for what changed since the previous delivery."""

from __future__ import annotations

import os
from typing import BinaryIO

import requests

from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.connectors.website_download import conditions, download, state
from jobs.lakehouse.connectors.website_pages import write_pages
from jobs.lakehouse.connectors.website_session import Site, open_site
from jobs.lakehouse.connectors.whole_file import target, written
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.source import Format

PAGE_TYPES = ("text/html", "application/xhtml+xml")
# How the first bytes of a packed or binary file must be; text formats must not begin like a web page.
BEGINNINGS = {"gzip": (b"\x1f\x8b",), "zip": (b"PK",), "excel": (b"PK",), "parquet": (b"PAR1",)}
PAGE_BEGINNINGS = (b"<!doctype html", b"<html", b"<head", b"<body")


def fetch(request: Request) -> tuple[Received, ...]:
    """Fetch every file; when the site says one is unchanged, link the file of the previous delivery instead.

    Raises ContractFault for an address that must not be spoken to or a redirect, NotYetDelivered for a file that is not
    there, DataFault for one that is not what the contract says, InfrastructureFault when the site does not answer.
    """
    site = open_site(request.address, request.system, request.private_hosts, request.authority)
    with site.session:
        return tuple(_fetch(site, request, contract) for contract in request.contracts)


def _fetch(site: Site, request: Request, contract: Contract) -> Received:
    path = request.dated(contract.source.path)
    url, source = site.root + path, contract.source
    if source.paging:
        place = target(request, contract, f"{contract.noun}.jsonl")
        with written(place) as file:
            write_pages(site, url, source.paging, file)
        return Received(contract.name, place)
    known = request.known.get(contract.name)
    headers = conditions(known.entity_tag, path) if known and known.path.exists() else {}
    place = target(request, contract, path.split("?")[0])
    with written(place) as file:
        response = download(site, url, file, headers)
        if response.status_code != 304:
            _require_data(response, file, contract.format)
    if response.status_code == 304:
        place.unlink()
        os.link(known.path, place)
        return Received(contract.name, place, entity_tag=known.entity_tag)
    return Received(contract.name, place, entity_tag=state(response, path))


def _require_data(response: requests.Response, file: BinaryIO, form: Format) -> None:
    """A page for people, such as an error or a log-in, is no data, even with status 200."""
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    packing = response.headers.get("Content-Encoding", "identity").lower()
    file.seek(0)
    first = file.read(64)
    wanted = BEGINNINGS.get(form.compression) or BEGINNINGS.get(form.kind)
    # UTF-16 puts a zero beside each letter of a page, and marks stand before it.
    plain = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    problems = {
        f"is a page for people ({kind})": kind in PAGE_TYPES or plain.startswith(PAGE_BEGINNINGS),
        f"is JSON, not {form.kind}": kind == "application/json" and form.kind != "json" and not wanted,
        "is packed, though nobody asked for it": packing not in ("", "identity") and form.compression != "gzip",
        f"does not begin like {form.compression if form.is_packed else form.kind}": bool(wanted)
        and not first.startswith(wanted or ()),
    }
    for problem, is_found in problems.items():
        if is_found:
            raise DataFault(f"{response.url} {problem}: nothing was taken, ask the publisher or correct the contract.")
