"""Whose word counts: for every field of a party, the rules by which one of its values is chosen, in their order.

The rules are those of survivorship in master data management. Each is asked only where those before it leave a tie;
what all of them leave open is settled by the smallest record id, so the order of rows never matters.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity import citizen_id, placeholders

VALIDITY = "VALIDITY"  # a value that can be true before one that cannot
SOURCE = "SOURCE"  # the source that is trusted more
RECENCY = "RECENCY"  # the record that was written last; a record without a day is the oldest
VOTE = "VOTE"  # the value that more records of the party say
COMPLETENESS = "COMPLETENESS"  # the longer text

# The bank has seen a customer's identity card, the register decides what an enterprise is called; a court writes what
# it was told; the subsidiary keeps no papers of ours.
TRUSTED = ("core_bank", "open_data", "court_vendor", "czech_bank")
KNOWN_GENDERS = ("1", "2")  # GB/T 2261.1; 0 is unknown, 9 not stated

Check = Callable[[datetime.date], Column]


@dataclass(frozen=True)
class Survivorship:
    """How the value of one field is chosen: the rules in their order, and what makes a value possible.

    ``sources`` are the trusted ones, first before last; a source that is not named comes after all of them.
    ``is_valid`` is asked of a whole party record, for the business date; null counts as not valid.
    """

    field_name: str
    rules: tuple[str, ...]
    is_valid: Check
    sources: tuple[str, ...] = TRUSTED


def _is_name(_: datetime.date) -> Column:
    return placeholders.is_name(F.upper(F.col("full_name")))


def _is_checked_before(_: datetime.date) -> Column:
    """A party record holds only identity numbers and credit codes that are valid."""
    return F.lit(True)


def _is_phone(_: datetime.date) -> Column:
    return placeholders.is_phone(F.col("mobile_phone"))


def _is_birth(business_date: datetime.date) -> Column:
    """A day that can be a birth, and is the one in the record's own identity number where there is one."""
    born = F.col("birth_date")
    told = citizen_id.birth_date(F.col("id_number"))
    return (born <= F.lit(business_date)) & placeholders.is_birth(born, told) & (told.isNull() | (told == born))


def _is_gender(_: datetime.date) -> Column:
    """A known gender, and the one in the record's own identity number where there is one."""
    told = citizen_id.gender_code(F.col("id_number"))
    return F.col("gender_code").isin(*KNOWN_GENDERS) & (told.isNull() | (told == F.col("gender_code")))


def _is_address(_: datetime.date) -> Column:
    """An address has more than one repeated character."""
    return ~F.col("address_text").rlike("^(.)\\1*$")


def _is_county(_: datetime.date) -> Column:
    """Codes of provinces and prefectures end in 00 (GB/T 2260); a person lives in a county."""
    return ~F.col("division_code").endswith("00")


# Who somebody is: what the trusted source checked, and most records say. Where somebody is found: what was said last.
FIELDS = (
    Survivorship("full_name", (VALIDITY, SOURCE, VOTE, RECENCY, COMPLETENESS), _is_name),
    Survivorship("id_number", (VALIDITY, SOURCE, VOTE, RECENCY), _is_checked_before),
    Survivorship("credit_code", (VALIDITY, SOURCE, VOTE, RECENCY), _is_checked_before),
    Survivorship("birth_date", (VALIDITY, SOURCE, VOTE, RECENCY), _is_birth),
    Survivorship("gender_code", (VALIDITY, SOURCE, VOTE, RECENCY), _is_gender),
    Survivorship("mobile_phone", (VALIDITY, SOURCE, RECENCY, VOTE), _is_phone),
    Survivorship("address_text", (VALIDITY, SOURCE, RECENCY, COMPLETENESS, VOTE), _is_address),
    Survivorship("division_code", (VALIDITY, SOURCE, RECENCY, VOTE), _is_county),
)
