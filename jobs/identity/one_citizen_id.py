"""One citizen identity number in the hand, by the rules of ``citizen_id``: for a question about one person, without
the engine."""

from __future__ import annotations

import datetime
import re

from jobs.identity import citizen_id_standard as standard
from jobs.identity.characters import BLANK_CHARACTERS, FULL_WIDTH, HALF_WIDTH, INVISIBLE_CHARACTERS

PLAIN = str.maketrans(FULL_WIDTH, HALF_WIDTH, BLANK_CHARACTERS.replace("\u3000", "") + INVISIBLE_CHARACTERS)


def normalised_number(text: str) -> str:
    """The number in one spelling, as ``citizen_id.normalised`` gives it; what is no number stays what it is."""
    plain = text.translate(PLAIN).replace(" ", "").replace("-", "").upper()
    if not re.fullmatch(standard.FIFTEEN, plain, re.ASCII):
        return plain
    first_17 = f"{plain[:6]}19{plain[6:]}"
    return first_17 + check_character_of(first_17)


def is_valid_number(number: str, business_date: datetime.date) -> bool:
    """Whether a normalised number has the form, a day of birth that can be, and the check character."""
    return (
        re.fullmatch(standard.EIGHTEEN, number, re.ASCII) is not None
        and _is_birth(number, business_date)
        and number[17] == check_character_of(number)
    )


def check_character_of(number: str) -> str:
    """Character 18 as computed from the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, standard.WEIGHTS, strict=False))
    return standard.CHECK_CHARACTERS[total % 11]


def _is_birth(number: str, business_date: datetime.date) -> bool:
    try:
        born = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    earliest = standard.EARLIEST_FOREIGN_BIRTH if number.startswith(standard.FOREIGN) else standard.EARLIEST_BIRTH
    return earliest <= born <= business_date
