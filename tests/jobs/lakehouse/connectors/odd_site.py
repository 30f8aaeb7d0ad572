"""A real web site that misbehaves on purpose: a test writes down what it answers, one answer after the other."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[BaseHTTPRequestHandler], None]


class OddSite(ThreadingHTTPServer):
    """Answers in the order written down, the last one again and again; ``asked`` are the requests that came.

    ``bodies`` are what was posted.
    """

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), _Handler)
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def encrypt(self, certificate: Path) -> None:
        """Speak TLS with the key and certificate of a file."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request, client_address) -> None:
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.do_GET()

    def do_GET(self) -> None:
        site: OddSite = self.server
        site.asked.append((self.path, dict(self.headers)))
        answer = site.answers.pop(0) if len(site.answers) > 1 else site.answers[0]
        with suppress(OSError):
            answer(self)
        self.close_connection = True

    def log_message(self, *arguments) -> None:
        """Nobody reads it."""


@contextmanager
def odd_site(*answers: Answer, certificate: Path | None = None) -> Iterator[OddSite]:
    """A running site."""
    with OddSite() as site:
        site.answers = list(answers)
        if certificate:
            site.encrypt(certificate)
        threading.Thread(target=site.serve_forever, args=(0.02,), daemon=True).start()
        yield site
        site.shutdown()


def answer(body: bytes = b"", status: int = 200, announced: int | None = None, **headers: str) -> Answer:
    """An answer; ``announced`` is the length it says, when it is not the right one. Names are written with ``_``."""

    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Type": "text/csv", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Transfer_Encoding" not in headers and status != 304:
            handler.send_header("Content-Length", str(len(body) if announced is None else announced))
        handler.end_headers()
        handler.wfile.write(body)

    return give


def drip(body: bytes, pause: float) -> Answer:
    """One byte after the other."""

    def give(handler: BaseHTTPRequestHandler) -> None:
        answer(announced=len(body))(handler)
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause)

    return give


def silent(seconds: float) -> Answer:
    """No answer at all."""
    return lambda handler: time.sleep(seconds)
