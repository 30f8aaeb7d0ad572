"""What is being done, how many rows, how long: one line for each thing when it is finished."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Progress:
    """Adds up rows and seconds by table and says a line when asked; say decides where lines go."""

    say: Callable[[str], None] = lambda line: None
    _rows: dict[str, int] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def rows(self, name: str, count: int) -> Iterator[None]:
        """Time one batch of rows of a table."""
        started = time.perf_counter()
        yield
        self._rows[name] = self._rows.get(name, 0) + count
        self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - started

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step and say so at once."""
        started = time.perf_counter()
        yield
        self.say(f"{name}: {time.perf_counter() - started:.1f} s")

    def tell(self) -> None:
        """Say the totals by table and forget them."""
        for name, count in self._rows.items():
            self.say(f"{name}: {count:,} rows, {self._seconds[name]:.1f} s")
        self._rows.clear()
        self._seconds.clear()
