"""What stands for a record where its number is not needed, made in the hand as ``silver.match_review`` makes it."""

from __future__ import annotations

from jobs.identity.token import token_of
from jobs.silver.match_review import TOKEN_DIGITS


def record_token(record_id: str, key: str) -> str:
    """The token of a record: the same in the table, in the list of what waits and in Airflow."""
    return token_of(f"review:record:{record_id}", key)[:TOKEN_DIGITS]
