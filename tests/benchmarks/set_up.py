"""How long set-up takes: ``python -m tests.benchmarks set_up``. Downloads everything anew. Prints; asserts nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from jobs.lakehouse.settings import CHECKOUT
from tests.benchmarks.machine import cost_of, load

# What set-up reads; the rest of the checkout has no part in it.
READ = ("infra", "jobs")
CACHES = ("UV_CACHE_DIR", "PIP_CACHE_DIR")


def main() -> None:
    """Print the seconds of set-up in a new checkout with empty caches, where Java is there, and of set-up again."""
    with tempfile.TemporaryDirectory(prefix="yihu-benchmark-") as folder:
        checkout = Path(folder) / "checkout"
        for name in READ:
            shutil.copytree(CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        variables = {name: str(Path(folder) / name.lower()) for name in CACHES}
        command = [str(checkout / "infra" / "setup")]
        first = cost_of(command, checkout, variables)
        print(f"set-up with empty caches: {first.seconds:.1f} s; {load()}", flush=True)
        print(f"set-up again, nothing to do: {cost_of(command, checkout, variables).seconds:.1f} s", flush=True)
