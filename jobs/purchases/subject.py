"""The person a supplier is asked about, as the ledger of purchased data names them."""

from __future__ import annotations

from jobs.identity.token import token_of

# Keeps the token from being the one behind party_id: the ledger does not join to the rest of the lake by itself.
PREFIX = "data call:"


def subject_token_of(number: str, identity_key: str) -> str:
    """HMAC-SHA256 of one identity number: the same token that the ledger's builds give to the same person."""
    return token_of(f"{PREFIX}{number}", identity_key)
