"""The reason of an answer is kept for years and read by many: it says why, and holds no value of a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from jobs.lakehouse.errors import ContractFault

SHORTEST_REASON, SHORTEST_VALUE = 3, 2
# A date, a telephone or an identity number, however it is divided.
DIGITS = re.compile(r"\d{6}")
VALUES = ("name_key", "name_sound", "id_number", "credit_code", "birth_date", "mobile_phone", "address_key")


def require_reason(reason: str, records: Iterable[Mapping[str, object]]) -> None:
    """Raise ContractFault for a reason that is missing, or holds a long number or a value of one of the records."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ContractFault("An answer needs a reason of a few words: give --reason.")
    if DIGITS.search(_folded(reason)) or holds_value(reason, records):
        raise ContractFault(
            "The reason holds a number or a value of the records: say why in words, such as 'same handwriting' or "
            "'father and son'."
        )


def holds_value(text: str, records: Iterable[Mapping[str, object]]) -> bool:
    """Whether a text holds a value of one of the records, however it is spaced or written."""
    folded = _folded(text)
    values = (_folded(str(record.get(name) or "")) for record in records for name in VALUES)
    return any(len(value) >= SHORTEST_VALUE and value in folded for value in values)


def _folded(text: str) -> str:
    return re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text)).upper()
