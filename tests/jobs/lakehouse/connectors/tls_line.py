"""TLS in front of a PostgreSQL that was built without it: the server's side of the handshake, then a plain line."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REQUEST_BYTES = 8


@contextmanager
def tls_line(port: int, certificate: Path) -> Iterator[int]:
    """A port whose server proves itself by the certificate and key in a file, and forwards to ``port``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, context, port), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_connect, args=(client, context, port), daemon=True).start()


def _connect(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """The client asks for TLS in its first message, and S is yes (PostgreSQL, Message Flow, SSL Session Encryption)."""
    with client, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
        client.recv(REQUEST_BYTES)
        client.sendall(b"S")
        with context.wrap_socket(client, server_side=True) as safe:
            threading.Thread(target=_forward, args=(server, safe), daemon=True).start()
            _forward(safe, server)


def _forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)
