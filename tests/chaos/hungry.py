"""A client of the small lake whose build asks the engine for much memory: ``python -m tests.chaos.hungry``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse.command import business_date_of, ends_in_one_sentence
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import read_settings
from tests.chaos import shop


@ends_in_one_sentence
def main(day: str, number: int, hunger: int) -> None:
    """Run the day with a delivery; each row of silver.part holds ``hunger`` numbers at once."""
    shop.declare_builds()
    sys.modules["jobs.silver.part"].build = _hungry(hunger)
    settings = read_settings()
    os.environ["YIHU_SOURCE_SHOP"] = f"file://{settings.home / 'shop'}"
    shop.run_day(settings, business_date_of(day), number, current_attempt("day"))


def _hungry(hunger: int) -> Callable[[DataFrame], DataFrame]:
    def build(shop_parts: DataFrame) -> DataFrame:
        held = F.size(F.array_repeat(F.length("part_id"), hunger))
        return shop_parts.where(held == F.lit(hunger))

    return build


if __name__ == "__main__":
    typer.run(main)
