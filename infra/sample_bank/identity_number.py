"""Citizen identity numbers (GB 11643-1999), card numbers (ISO/IEC 7812-1), and the ways people write them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.business_days import Days, year_month_day
from infra.sample_bank.columns import joined, picked
from infra.sample_bank.draws import Integers

CHECK_CHARACTERS = tuple("10X98765432")
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def digits(number: Integers, count: int) -> Integers:
    """The last digits of each number, one column for each place."""
    powers = 10 ** np.arange(count - 1, -1, -1, dtype=np.int64)
    return (np.asarray(number)[:, None] // powers[None, :]) % 10


def citizen_number(division: Integers, birth: Days, sequence: Integers) -> pa.Array:
    """18 characters: division, date of birth, sequence (odd for men) and check character."""
    year, month, day = year_month_day(birth)
    body = ((division * 10_000 + year) * 10_000 + month * 100 + day) * 1000 + sequence
    remainder = (digits(body, 17) @ _WEIGHTS) % 11
    return joined(pc.cast(pa.array(body), pa.string()), picked(CHECK_CHARACTERS, remainder))


def with_wrong_check(number: pa.Array) -> pa.Array:
    """The same number with a check character that does not fit."""
    order = "0123456789X"
    position = pc.index_in(pc.utf8_slice_codeunits(number, 17, 18), value_set=pa.array(list(order)))
    wrong = picked(tuple(order[1:] + order[0]), position.to_numpy(zero_copy_only=False).astype(np.int64))
    return joined(pc.utf8_slice_codeunits(number, 0, 17), wrong)


def in_15_digits(number: pa.Array) -> pa.Array:
    """The form of GB 11643-1989: no century, no check character. Only for people born before 2000."""
    return joined(pc.utf8_slice_codeunits(number, 0, 6), pc.utf8_slice_codeunits(number, 8, 17))


def in_full_width(number: pa.Array) -> pa.Array:
    """Written with the wide digits of a Chinese input method."""
    return pa.array([text.translate(_FULL_WIDTH) for text in number.to_pylist()], pa.string())


def with_spaces(number: pa.Array) -> pa.Array:
    """Division, date and rest apart, as on paper forms."""
    parts = [pc.utf8_slice_codeunits(number, start, stop) for start, stop in ((0, 6), (6, 14), (14, 18))]
    return pc.binary_join_element_wise(*parts, " ")


def card_number(prefix: Integers, serial: Integers, serial_digits: int) -> pa.Array:
    """Issuer prefix of six digits, serial and the Luhn check digit."""
    both = np.concatenate([digits(prefix, 6), digits(serial, serial_digits)], axis=1)
    doubled = both[:, ::-1].copy()
    doubled[:, ::2] *= 2
    total = (doubled - 9 * (doubled > 9)).sum(axis=1)
    check = (10 - total % 10) % 10
    parts = [
        pc.utf8_lpad(pc.cast(pa.array(value), pa.string()), width, "0")
        for value, width in ((prefix, 6), (serial, serial_digits), (check, 1))
    ]
    return joined(*parts)
