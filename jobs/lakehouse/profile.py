"""What the values of a delivered file look like, column by column: counts and shapes, never a value of a row.

A profile is kept with the delivery, so that the next one can be held against it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict

from jobs.lakehouse.contract import Column
from jobs.lakehouse.formats.batches import text_bytes

NUMBER = r"^[+-]?[0-9][0-9,]*(\.[0-9]+)?$"
DAY = r"^[0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2}([ T].*)?$"
# Shapes are told from the first rows of every batch; code lists are looked for in all of them.
SAMPLE = 2_000
# A column is of one shape when nearly all of its values are; dirt of a few rows is for the row rules.
DOMINANT = 0.95
# What terminals, editors and XML obey or choke on. Tab and line ends are text; a NUL is malformed before it gets here.
CONTROL_CHARACTERS = r"[\x01-\x08\x0B\x0C\x0E-\x1F]"
CONTROL_BYTES = bytes([*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
# Enough to see what is going on; a column that is no code list at all would fill the page.
MOST_CODES = 20

Shape = Literal["empty", "number", "day", "text"]


class ColumnProfile(BaseModel):
    """One column: rows looked at, rows with a value, values that look like numbers or days, and new codes.

    ``disturbed`` are the values of the whole file that hold a control character.
    ``magnitude_sum`` and ``magnitude_count`` give the mean decimal logarithm of the numbers that are not zero: when a
    supplier turns yuan into ten thousands of yuan, it falls by four.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sampled: int = 0
    filled: int = 0
    numbers: int = 0
    days: int = 0
    magnitude_sum: float = 0.0
    magnitude_count: int = 0
    disturbed: int = 0
    unknown_codes: tuple[str, ...] = ()

    @property
    def shape(self) -> Shape:
        """What nearly all values are: a day before a number, since 20260601 is both."""
        if not self.filled:
            return "empty"
        if self.days >= DOMINANT * self.filled:
            return "day"
        return "number" if self.numbers >= DOMINANT * self.filled else "text"

    @property
    def magnitude(self) -> float | None:
        """Mean decimal logarithm of the numbers, or None without any."""
        return self.magnitude_sum / self.magnitude_count if self.magnitude_count else None

    def __add__(self, other: ColumnProfile) -> ColumnProfile:
        """The profile of two parts of a file together."""
        return ColumnProfile(
            sampled=self.sampled + other.sampled,
            filled=self.filled + other.filled,
            numbers=self.numbers + other.numbers,
            days=self.days + other.days,
            magnitude_sum=self.magnitude_sum + other.magnitude_sum,
            magnitude_count=self.magnitude_count + other.magnitude_count,
            disturbed=self.disturbed + other.disturbed,
            unknown_codes=tuple(sorted({*self.unknown_codes, *other.unknown_codes})),
        )


def profile_of(batch: pa.RecordBatch, columns: Iterable[Column]) -> dict[str, ColumnProfile]:
    """The profile of one batch of decoded rows, by column name."""
    return {column.name: _profile(batch[column.name], column) for column in columns}


def _profile(values: pa.Array, column: Column) -> ColumnProfile:
    sample = values.slice(0, SAMPLE)
    numbers = sample.filter(_matches(sample, NUMBER))
    logarithms = _logarithms(numbers) if column.unit else []
    return ColumnProfile(
        sampled=len(sample),
        filled=len(sample) - sample.null_count,
        numbers=len(numbers),
        days=pc.sum(_matches(sample, DAY)).as_py() or 0,
        magnitude_sum=sum(logarithms),
        magnitude_count=len(logarithms),
        disturbed=_disturbed(values),
        unknown_codes=_unknown_codes(values, column),
    )


def _disturbed(values: pa.Array) -> int:
    """Looked for in the bytes of all values at once, which costs next to nothing where there is none."""
    found = bytes(text_bytes(values))
    if len(found.translate(None, CONTROL_BYTES)) == len(found):
        return 0
    return pc.sum(_matches(values, CONTROL_CHARACTERS)).as_py() or 0


def _matches(values: pa.Array, pattern: str) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(values, pattern), False)


def _logarithms(numbers: pa.Array) -> list[float]:
    sizes = (abs(float(text.replace(",", ""))) for text in numbers.to_pylist())
    return [math.log10(size) for size in sizes if size > 0]


def _unknown_codes(values: pa.Array, column: Column) -> tuple[str, ...]:
    if not column.values:
        return ()
    found = set(pc.unique(values).to_pylist()) - {None, *column.values}
    return tuple(sorted(found)[:MOST_CODES])
