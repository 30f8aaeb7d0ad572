"""How long the services take from nothing: ``python -m tests.benchmarks services``. Prints; asserts nothing."""

from __future__ import annotations

from tests.benchmarks.machine import cost_of, load
from tests.benchmarks.temporary_home import INFRA, empty_home


def main() -> None:
    """Print the seconds of starting every service in an empty home, of starting them again, and of stopping them."""
    with empty_home():
        print(f"services up from nothing: {cost_of([*INFRA, 'up']).seconds:.1f} s; {load()}", flush=True)
        print(f"services, already up: {cost_of([*INFRA, 'up']).seconds:.1f} s", flush=True)
        print(f"services down: {cost_of([*INFRA, 'down']).seconds:.1f} s", flush=True)
