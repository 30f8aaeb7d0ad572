"""Lines that tell a waiting person what happens, each with the seconds since the start."""

from __future__ import annotations

import time


class Progress:
    """A stopwatch that prints."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since this stopwatch began."""
        return time.monotonic() - self._start

    def say(self, text: str) -> None:
        """Print one line, at once."""
        print(f"{self.seconds:6.1f} s  {text}", flush=True)
