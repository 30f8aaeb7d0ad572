"""Mobile numbers: valid segments, no number given twice by accident, and the ways people write them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.columns import joined, picked, scrambled
from infra.sample_bank.draws import Draws, Integers

SEGMENTS = (
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "147", "150", "151", "152",
    "153", "155", "156", "157", "158", "159", "166", "170", "173", "175", "176", "177", "178", "180",
    "181", "182", "183", "184", "185", "186", "187", "188", "189", "191", "195", "198", "199",
)  # fmt: skip
# A person may hold numbers 0 to 7: 0 the first, 1 the one after a change, 2 and 3 those of further customer numbers.
NUMBERS_PER_PERSON = 8


def mobile_numbers(draws: Draws, person: Integers, version: Integers) -> pa.Array:
    """Eleven digits. Different (person, version) never share one, so only a planted hand-over repeats a number."""
    slot = np.asarray(person, dtype=np.int64) * NUMBERS_PER_PERSON + version
    segment = draws.integers("phone segment", 0, len(SEGMENTS) - 1, slot)
    rest = pc.utf8_lpad(pc.cast(pa.array(scrambled(slot, 8)), pa.string()), 8, "0")
    return joined(picked(SEGMENTS, segment), rest)


def with_country_code(number: pa.Array) -> pa.Array:
    """+86-13800138000."""
    return joined("+86-", number)


def with_spaces(number: pa.Array) -> pa.Array:
    """138 0013 8000."""
    parts = [pc.utf8_slice_codeunits(number, start, stop) for start, stop in ((0, 3), (3, 7), (7, 11))]
    return pc.binary_join_element_wise(*parts, " ")
