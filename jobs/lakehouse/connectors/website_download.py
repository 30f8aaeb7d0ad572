"""Download one file or one page from a site whose answers cannot be trusted to be whole, prompt, or what was asked for.

A cut download goes on where it stopped, as long as the site says that the file is still the same; everything else
starts again. After a few attempts Airflow asks later.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import BinaryIO

import requests
import urllib3
from urllib3.util.retry import Retry

from jobs.lakehouse.connectors.website_session import Site
from jobs.lakehouse.connectors.whole_file import LARGEST_FILE
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, NotYetDelivered

BLOCK = 64 * 1024
# Pauses before the second, third and fourth attempt; a site that asks for a longer one is asked again by Airflow.
PAUSES = (1.0, 5.0, 15.0)
LONGEST_PAUSE = 60.0
LONGEST_SECONDS = 3600.0
TRIED_AGAIN = {408, 425, 429, 500, 502, 503, 504}
VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class _TryAgain(Exception):
    """An attempt failed in a way that may pass; ``pause`` is what the site asked for, in seconds."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


def conditions(entity_tag: str | None, path: str) -> dict[str, str]:
    """Request headers that ask for a file only if it changed; ``entity_tag`` is what ``state`` gave before.

    Of a file at another path, such as that of another day, it says nothing.
    """
    # A bare ETag, as it was noted once, does not tell whose it is.
    state = json.loads(entity_tag) if entity_tag and entity_tag.startswith("{") else {}
    return {VALIDATORS[name]: state[name] for name in VALIDATORS if name in state} if state.get("path") == path else {}


def state(response: requests.Response, path: str) -> str | None:
    """What a site said of the state of the file at a path: a JSON object of the path and the headers that it sent."""
    found = {name: response.headers[name] for name in VALIDATORS if name in response.headers}
    return json.dumps({"path": path, **found}) if found else None


def download(
    site: Site, url: str, file: BinaryIO, headers: dict[str, str], most: int = LARGEST_FILE
) -> requests.Response:
    """Write the body of ``url`` (``most`` bytes) to ``file``; the answer that describes it: 200, or 304 with no body.

    Raises InfrastructureFault when no attempt succeeds, and a fault that fits for every other answer.
    """
    begun: requests.Response | None = None
    deadline = time.monotonic() + LONGEST_SECONDS
    for pause in (*PAUSES, None):
        try:
            with site.get(url, {**headers, **_resumption(file, begun)}) as response:
                begun = _begun(response, file, begun)
                _write(response, file, most, deadline)
                return _complete(begun, file)
        except _TryAgain as problem:
            reason, asked = str(problem), problem.pause
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            reason, asked = type(error).__name__, None
        if pause is None or (asked or 0) > LONGEST_PAUSE or time.monotonic() > deadline:
            break
        time.sleep(max(pause, asked or 0))
    raise InfrastructureFault(f"{url} cannot be fetched ({reason}): check that the site runs, then try again.")


def _resumption(file: BinaryIO, begun: requests.Response | None) -> dict[str, str]:
    """Ask for the rest of a file that was begun, if the site can say that it is still the same; else begin again."""
    tag = (begun.headers.get("ETag") or begun.headers.get("Last-Modified")) if begun else None
    if not tag or tag.startswith("W/") or not file.tell():
        _clear(file)
        return {}
    return {"Range": f"bytes={file.tell()}-", "If-Range": tag}


def _clear(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _begun(response: requests.Response, file: BinaryIO, begun: requests.Response | None) -> requests.Response:
    """The answer whose headers describe the whole file, once it is clear that this body is wanted."""
    status = response.status_code
    if status in TRIED_AGAIN:
        raise _TryAgain(f"it answered {status}", _retry_after(response))
    if status == 206 and begun is not None and _continues(response, file, begun):
        return begun
    if status in (206, 416):
        _clear(file)
        raise _TryAgain("it sent another part than the one asked for")
    if status == 304 and not set(VALIDATORS.values()) & set(response.request.headers):
        raise _TryAgain("it calls a file unchanged that it was not asked about")
    if status not in (200, 304):
        raise _refusal(status, response.url)
    _clear(file)
    return response


def _continues(response: requests.Response, file: BinaryIO, begun: requests.Response) -> bool:
    """Whether a part begins where the file ends and belongs to the same state of it."""
    part = re.match(r"bytes (\d+)-\d+/(\d+|\*)$", response.headers.get("Content-Range", ""))
    known = begun.headers.get("Content-Length")
    return (
        part is not None
        and int(part[1]) == file.tell() > 0
        and (known is None or part[2] in ("*", known))
        and response.headers.get("ETag") in (None, begun.headers.get("ETag"))
    )


def _complete(begun: requests.Response, file: BinaryIO) -> requests.Response:
    """A part may be shorter than what was asked for; the file is whole at the length first announced."""
    announced = begun.headers.get("Content-Length")
    if begun.status_code == 200 and announced is not None and file.tell() != int(announced):
        raise _TryAgain(f"it announced {announced} bytes and sent {file.tell()}")
    return begun


def _refusal(status: int, url: str) -> Exception:
    if 300 <= status < 400:
        return ContractFault(
            f"{url} answered {status}, a redirect, which is not followed: configure the final address."
        )
    if status in (404, 410):
        return NotYetDelivered(f"{url} answered {status}, so the file is not there: wait for it or correct the path.")
    return DataFault(f"{url} answered {status}: ask the publisher or correct the path in the contract.")


def _retry_after(response: requests.Response) -> float | None:
    """The pause a site asks for, written as seconds or as a date."""
    try:
        return Retry().get_retry_after(response.raw)
    except urllib3.exceptions.InvalidHeader:
        return None


def _write(response: requests.Response, file: BinaryIO, most: int, deadline: float) -> None:
    if response.status_code == 304:
        return
    for block in _blocks(response):
        if file.tell() + len(block) > most:
            raise DataFault(f"{response.url} sends more than {most} bytes: refused, ask the publisher.")
        if time.monotonic() > deadline:
            raise _TryAgain(f"it takes more than {LONGEST_SECONDS:.0f} seconds")
        file.write(block)


def _blocks(response: requests.Response) -> Iterator[bytes]:
    """The bytes as they come, so that a slow site is noticed; a body that ends early raises."""
    if "Content-Length" not in response.headers and "chunked" not in response.headers.get("Transfer-Encoding", ""):
        raise DataFault(f"{response.url} does not say how long it is, so a cut file could not be told: refused.")
    while block := response.raw.read1(BLOCK, decode_content=False):
        yield block
