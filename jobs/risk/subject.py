"""Whom an entry is about, named by keyed tokens of numbers, so that the list cannot be read for them."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.token import keyed_token, token_of

# Keeps a token from meeting that of another use, and an identity number that of a telephone.
PREFIX = {"id_number": "risk list:id:", "mobile_phone": "risk list:phone:"}


def subject_token(name: str, number: Column, key: str) -> Column:
    """The token of an identity number or telephone; null for null."""
    return keyed_token(F.concat(F.lit(PREFIX[name]), number), key)


def subject_token_of(name: str, number: str, key: str) -> str:
    """The same token of a single number."""
    return token_of(PREFIX[name] + number, key)
