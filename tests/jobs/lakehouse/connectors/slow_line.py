"""A line between the lakehouse and a source that breaks or slows down on purpose."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

RESET = struct.pack("ii", 1, 0)


@contextmanager
def line(port: int, reset_after: int | None = None, pause: float = 0.0) -> Iterator[int]:
    """A port that forwards to ``port``; resets after that many bytes, or pauses before each small block."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, port, reset_after, pause, done), daemon=True).start()
        yield listener.getsockname()[1]
        done.set()
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, *how: Any) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_connect, args=(client, *how), daemon=True).start()


def _connect(client: socket.socket, port: int, *how: Any) -> None:
    with client, suppress(OSError), socket.socket() as server:
        # What lies in the buffers of the system still arrives after the source is gone.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
        server.connect(("127.0.0.1", port))
        asking = threading.Thread(target=_forward, args=(client, server), daemon=True)
        asking.start()
        _answer(server, client, *how)
        # The thread that still reads would keep the socket open beyond its closing.
        client.shutdown(socket.SHUT_RD)
        asking.join()


def _forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)


def _answer(
    server: socket.socket, client: socket.socket, reset_after: int | None, pause: float, done: threading.Event
) -> None:
    sent = 0
    with suppress(OSError):
        while block := server.recv(4096):
            if pause and sent > 4096 and done.wait(pause):
                return
            client.sendall(block)
            sent += len(block)
            if reset_after is not None and sent > reset_after:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                return
