"""The reason of an answer is kept for years and read by many: it says why, and holds no value of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from jobs.lakehouse.errors import ContractFault
from jobs.reviews.spelling import as_address, folded, in_digits, is_read_in, spelt

SHORTEST_REASON, SHORTEST_VALUE = 3, 2
# A date, a telephone or an identity number, however it is divided.
DIGITS = re.compile(r"\d{6}")
# Three numbers that stand together, as those of a day do.
THREE_NUMBERS = re.compile(r"(?<!\d)(?=(\d{1,4})\D{1,4}(\d{1,4})\D{1,4}(\d{1,4})(?!\d))")
VALUES = ("name_key", "name_sound", "id_number", "credit_code", "birth_date", "mobile_phone", "address_key")


def require_reason(reason: str, records: Iterable[Mapping[str, object]]) -> None:
    """Raise ContractFault for a reason that is missing, or holds a long number or a value of one of the records."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ContractFault("An answer needs a reason of a few words: give --reason.")
    if DIGITS.search(in_digits(folded(reason))) or holds_value(reason, records):
        raise ContractFault(
            "The reason holds a number or a value of the records: say why in words, such as 'same handwriting' or "
            "'father and son'."
        )


def holds_value(text: str, records: Iterable[Mapping[str, object]]) -> bool:
    """Whether a text holds a value of one of the records, however it is spaced or written, or a name as it is read."""
    return any(_holds_value(text, record) for record in records)


def _holds_value(text: str, record: Mapping[str, object]) -> bool:
    known, said = {name: str(record.get(name) or "") for name in VALUES}, folded(text)
    written = (folded(value) for value in known.values())
    is_written = any(len(value) >= SHORTEST_VALUE and value in said for value in written)
    return (
        is_written
        or is_read_in(known["name_key"], text)
        or _holds_house(text, known["address_key"])
        or _holds_day(text, record.get("birth_date"))
    )


def _holds_house(text: str, address_key: str) -> bool:
    """Whether a text names the road and the house of an address; a number alone says nothing."""
    house = as_address(re.split("[-号]", address_key)[0])
    return bool(re.search(r"[^\d]\d", house)) and house in as_address(text)


def _holds_day(text: str, day: object) -> bool:
    """Whether year, month and day of a date stand together in a text, in any order."""
    if not isinstance(day, date):
        return False
    parts = {tuple(sorted((year, day.month, day.day))) for year in (day.year, day.year % 100)}
    found = THREE_NUMBERS.findall(in_digits(spelt(text)))
    return any(tuple(sorted(map(int, numbers))) in parts for numbers in found)
