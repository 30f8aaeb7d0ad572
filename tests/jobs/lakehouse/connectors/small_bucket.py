"""Just enough of the S3 protocol, over one folder, to look at objects and to read them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

LISTING = (
    '<?xml version="1.0"?><ListBucketResult><KeyCount>{}</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>'
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        path = self._object()
        self._give(404 if path is None else 200, b"" if path is None else path.read_bytes(), path)

    def do_GET(self) -> None:
        self.server.logins.add(self.headers.get("Authorization", "").split("/")[0])
        if "prefix" in parse_qs(urlsplit(self.path).query):
            self._give(200, LISTING.format(0).encode(), None)
            return
        path = self._object()
        if path is None:
            self._give(404, b"", None)
            return
        content, asked = path.read_bytes(), self.headers.get("Range")
        if asked:
            begin, end = asked.removeprefix("bytes=").split("-")
            self._give(206, content[int(begin) : int(end) + 1], path)
            return
        self._give(200, content, path)

    def _object(self) -> Path | None:
        path = self.server.folder / unquote(urlsplit(self.path).path).lstrip("/")
        return path if path.is_file() else None

    def _give(self, status: int, body: bytes, path: Path | None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if path is not None:
            self.send_header("Last-Modified", formatdate(path.stat().st_mtime, usegmt=True))
            self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        """Nobody reads it."""


@contextmanager
def small_bucket(folder: Path) -> Iterator[ThreadingHTTPServer]:
    """A server whose buckets are the folders in ``folder``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.folder, server.logins, server.daemon_threads = folder, set(), True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
