"""How far the roll rates of one month were from what came in the next: a forecast that nobody has to fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from jobs.gold.measures import BY_COUNT

# A share of fewer loans than this is mostly chance, and so would its error be.
FEWEST_LOANS = 30
MONTH, START, END = "month_end_date", "from_bucket_code", "to_bucket_code"


@dataclass(frozen=True)
class RollError:
    """Mean absolute percentage error of the shares of one month, over so many shares of so many moves."""

    month: date
    error: float
    shares: int
    moves: int


def roll_errors(moves: pl.DataFrame) -> list[RollError]:
    """The error of each month that has a month before it, oldest first; over all products, by count.

    Only shares that came are compared, since nothing is a percentage of none; one that was not foreseen was foreseen
    as none.
    """
    came = _shares(moves)
    foreseen = came.with_columns(pl.col(MONTH).dt.offset_by("1d").dt.month_end())
    starts = foreseen.select(MONTH, START).unique()
    compared = came.join(starts, on=[MONTH, START]).join(
        foreseen, on=[MONTH, START, END], how="left", suffix="_foreseen"
    )
    error = (pl.col("share_foreseen").fill_null(0.0) - pl.col("share")).abs() / pl.col("share")
    by_month = compared.group_by(MONTH).agg(error.mean().alias("error"), pl.len(), pl.col("moved_count").sum())
    return [RollError(*row) for row in by_month.sort(MONTH).rows()]


def _shares(moves: pl.DataFrame) -> pl.DataFrame:
    counted = moves.filter(pl.col("measure_code") == BY_COUNT).group_by(MONTH, START, END)
    whole = pl.col("moved_count").sum().over(MONTH, START)
    summed = counted.agg(pl.col("moved_count").sum()).filter(whole >= FEWEST_LOANS)
    return summed.with_columns((pl.col("moved_count") / whole).alias("share"))
