"""A list that a site hands out in pages, kept as one file of JSON lines.

A row keeps the text that the site wrote: nothing is parsed and written again, so no number loses a digit.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import requests

from jobs.lakehouse.connectors.website_download import download
from jobs.lakehouse.connectors.website_session import Site
from jobs.lakehouse.connectors.whole_file import LARGEST_FILE
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.source import Paging

# A page is read into memory.
LARGEST_PAGE = 64 * 1024**2
SPACE = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder()


def write_pages(site: Site, url: str, paging: Paging, file: BinaryIO) -> None:
    """Write the rows of every page, one a line.

    Raises DataFault when a page is not what the contract says, when pages go in a circle, leave the site or do not end.
    """
    seen: set[str] = set()
    following: str | None = url
    while following:
        if following in seen:
            raise DataFault(f"{url}: the pages go in a circle: ask the publisher.")
        seen.add(following)
        if len(seen) > paging.most_pages:
            raise DataFault(f"{url} has more than {paging.most_pages} pages: ask the publisher or raise most_pages.")
        response, text = _page(site, following)
        for row in _rows(text, paging.items, url):
            file.write(row.encode() + b"\n")
        if file.tell() > LARGEST_FILE:
            raise DataFault(f"{url} sends more than {LARGEST_FILE} bytes: refused, ask the publisher.")
        following = _next(site, following, response, text, paging)


def _page(site: Site, url: str) -> tuple[requests.Response, str]:
    body = io.BytesIO()
    response = download(site, url, body, {"Accept": "application/json"}, LARGEST_PAGE)
    try:
        text = body.getvalue().decode("utf-8-sig")
        json.loads(text)
    except (ValueError, RecursionError):
        raise DataFault(f"{url} is not a whole JSON document in UTF-8: ask the publisher.") from None
    return response, text


def _rows(text: str, path: str | None, url: str) -> Iterator[str]:
    """The text of every member of a page's array, on one line (line ends stand only between the parts of a value)."""
    at = _begin(text, 0)
    for name in path.split(".") if path else ():
        at = next((begin for key, begin, _ in _members(text, at) if key == name), None) if text[at] == "{" else None
        if at is None:
            raise DataFault(f"{url}: a page has no {path}: ask the publisher or correct items in the contract.")
    if text[at] != "[":
        raise DataFault(f"{url}: {path or 'a page'} is no list: ask the publisher or correct items in the contract.")
    for _, begin, end in _members(text, at):
        yield text[begin:end].replace("\r", " ").replace("\n", " ")


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Key (empty in an array), begin and end of every member of the object or array that begins at ``at``."""
    is_object, at, key = text[at] == "{", _begin(text, at + 1), ""
    while text[at] not in "]}":
        if is_object:
            key, at = DECODER.raw_decode(text, at)
            at = _begin(text, _begin(text, at) + 1)
        _, end = DECODER.raw_decode(text, at)
        yield key, at, end
        at = _begin(text, end)
        at = _begin(text, at + 1) if text[at] == "," else at


def _begin(text: str, at: int) -> int:
    return SPACE.match(text, at).end()


def _next(site: Site, url: str, response: requests.Response, text: str, paging: Paging) -> str | None:
    told = _told(response, text, paging, url)
    if told is None:
        return None
    if paging.parameter:
        return _with_parameter(url, paging.parameter, told)
    following = urljoin(url, told)
    if not following.startswith(site.root + "/"):
        raise DataFault(f"{url}: the next page is on another site, which is not followed: ask the publisher.")
    return following


def _told(response: requests.Response, text: str, paging: Paging, url: str) -> str | None:
    if paging.next == "link":
        return response.links.get("next", {}).get("url")
    value: Any = json.loads(text)
    for name in paging.next.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or value is False or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DataFault(f"{url}: {paging.next} is neither an address nor a cursor: correct the contract.")
    return str(value)


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (name, value)])))
