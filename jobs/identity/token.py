"""Keyed tokens: identifiers that can be joined but not guessed.

A bare hash of an identity number is found by trying all of them; HMAC-SHA256 (RFC 2104) needs the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyspark.sql import Column
from pyspark.sql import functions as F

BLOCK_BYTES = 64
INNER_PAD, OUTER_PAD = 0x36, 0x5C


def keyed_token(text: Column, key: str) -> Column:
    """HMAC-SHA256 of the UTF-8 text under the key as 64 lower-case hexadecimal digits; null for null."""
    block = _block(key.encode())
    message = F.concat(_padding(block, INNER_PAD), F.encode(text, "UTF-8"))
    inner = F.unhex(F.sha2(message, 256))
    return F.sha2(F.concat(_padding(block, OUTER_PAD), inner), 256)


def token_of(text: str, key: str) -> str:
    """The same token of a single text, for code that has no frame."""
    return tokens_of([text], key)[0]


def tokens_of(texts: Iterable[str], key: str) -> list[str]:
    """The same tokens of many texts, the key hashed once for all; by hand, see decision 0061."""
    block = _block(key.encode())
    inner, outer = (hashlib.sha256(_padded(block, pad)) for pad in (INNER_PAD, OUTER_PAD))
    return [_digest(inner.copy(), outer.copy(), text) for text in texts]


def _digest(inner: hashlib._Hash, outer: hashlib._Hash, text: str) -> str:
    inner.update(text.encode())
    outer.update(inner.digest())
    return outer.hexdigest()


def _block(key: bytes) -> bytes:
    """The key as one block of the hash: longer keys are hashed first, shorter ones filled with zeros."""
    short = hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key
    return short.ljust(BLOCK_BYTES, b"\0")


def _padding(block: bytes, pad: int) -> Column:
    return F.lit(_padded(block, pad))


def _padded(block: bytes, pad: int) -> bytes:
    return bytes(byte ^ pad for byte in block)
