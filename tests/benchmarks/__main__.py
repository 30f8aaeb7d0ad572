"""What things cost on this machine: ``make bench`` measures all, ``python -m tests.benchmarks`` what takes no minutes.

``python -m tests.benchmarks wide front_door`` measures the named subjects. Prints lines for ``docs/benchmarks.md``;
asserts nothing. Every subject starts what it needs in a home of its own and leaves nothing behind; business_day alone
reads the installation, and needs ``make run`` before.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from tests.benchmarks.machine import CommandFailed, description, load

# Subject -> what it measures; each is a module with a ``main``.
SHORT = {
    "business_day": "days of the sample by step, a table task that does nothing (after make run)",
    "services": "services up from nothing, again, and down",
}
LONG = {
    "set_up": "set-up with empty caches, and again (downloads about 2 GB)",
    "decode": "1,000,000 records of GB18030 decoded, a zip bomb refused",
    "front_door": "1,000,000 records from landing to silver by step",
    "wide": "gold.customer_wide for 100,000 and 1,000,000 customers",
    "protocol": "what publishing costs a table over a bare write and its gate",
    "history": "days of a history of 1,000,000 keys",
    "identity": "who is who of a planted bank, whole and after a day, beside Splink on DuckDB",
    "identity_splink_on_spark": "the same planted bank by Splink on Spark",
    "scorecard": "a scorecard of 52 variables on 1,000,000 rows beside optbinning, in memory and in the engine",
    "scorecard_growth": "the same fit in the engine on 1,000,000 and on 10,000,000 rows (20 minutes)",
    "screening": "1,000,000 parties against 50,000 names of the real lists, and how well the planted ones are told",
    "lookup": "one party among 10,000,000 rows of a gold table, in polars and in DuckDB",
    "gate": "a gate of 50 row rules over 5,000,000 rows beside one pass over them",
}
SUBJECTS = {**SHORT, **LONG}
Names = Annotated[list[str] | None, typer.Argument(help="all, or any of: " + ", ".join(SUBJECTS))]


def main(names: Names = None) -> None:
    """Measure the named subjects; without a name those that take no minutes, and say how to measure the others."""
    wanted = list(SUBJECTS) if names == ["all"] else names or list(SHORT)
    unknown = [name for name in wanted if name not in SUBJECTS]
    if unknown:
        raise typer.BadParameter(f"there is no benchmark {unknown[0]}: choose from all, {', '.join(SUBJECTS)}")
    print(f"{description()}; {load()}", flush=True)
    failed = [name for name in wanted if not is_measured(name)]
    if not names:
        for name in LONG:
            print(f"python -m tests.benchmarks {name}: {SUBJECTS[name]}")
    sys.exit(1 if failed else 0)


def is_measured(name: str) -> bool:
    """Measure one subject; one that fails says why, and the others are still measured."""
    try:
        import_module(f"tests.benchmarks.{name}").main()
    except CommandFailed as failure:
        print(f"{name}: not measured: {failure}", flush=True)
        return False
    return True


if __name__ == "__main__":
    typer.run(main)
