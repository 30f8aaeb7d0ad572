"""The members of one array inside one large JSON document, as text, in bounded memory.

Stream parsers turn numbers into numbers, so that 1e3 comes out as 1000. Here the standard decoder finds where each
value ends, and the text between is handed on untouched; only the way to the array is walked by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

from jobs.lakehouse.formats.limits import BLOCK, LARGEST_RECORD, Unreadable

# The path of an array that is the whole document.
ROOT = "$"
SPACE = re.compile(r"[ \t\n\r]*")
# A number whose end is not in sight could go on: "1e+" is three characters of "1e+5".
LONGEST_NUMBER_PART = 3


def members(text: TextIO, path: str) -> Iterator[str]:
    """The members of the array at ``path`` (``data.items``, ``$``); raises Unreadable when the document is broken."""
    document = _Document(text)
    steps = [step for step in path.removeprefix(ROOT).split(".") if step]
    try:
        yield from _below(document, steps, path)
    except ValueError:
        raise Unreadable("is not one whole JSON document") from None
    if document.next_sign():
        raise Unreadable("goes on after its JSON document")


def _below(document: _Document, steps: list[str], path: str) -> Iterator[str]:
    if not steps:
        yield from _array(document, path)
        return
    document.expect("{")
    is_found = False
    while document.next_sign() != "}":
        name = document.name()
        document.expect(":")
        if name == steps[0] and is_found:
            raise Unreadable(f"has {path} twice")
        if name == steps[0]:
            is_found = True
            yield from _below(document, steps[1:], path)
        else:
            document.value()
        if document.comma_or("}"):
            break
    document.expect("}")
    if not is_found:
        raise Unreadable(f"has no array at {path}")


def _array(document: _Document, path: str) -> Iterator[str]:
    if document.next_sign() != "[":
        raise Unreadable(f"has no array at {path}")
    document.expect("[")
    if document.next_sign() != "]":
        yield document.value()
        while not document.comma_or("]"):
            yield document.value()
    document.expect("]")


class _Document:
    """A window over the text of a document."""

    def __init__(self, text: TextIO) -> None:
        self._text, self._window, self._place, self._is_at_end = text, "", 0, False
        self._end_of_value = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode

    def next_sign(self) -> str:
        """The next character that is no space, which stays; empty at the end."""
        while True:
            self._place = SPACE.match(self._window, self._place).end()
            if self._place < len(self._window) or not self._read_on():
                return self._window[self._place : self._place + 1]

    def expect(self, sign: str) -> None:
        """Go past ``sign``; raises ValueError for anything else."""
        if self.next_sign() != sign:
            raise ValueError
        self._place += 1

    def comma_or(self, closing: str) -> bool:
        """Whether ``closing`` comes next; otherwise go past a comma, after which something has to follow."""
        if self.next_sign() == closing:
            return True
        self.expect(",")
        if self.next_sign() == closing:
            raise ValueError
        return False

    def name(self) -> str:
        """The name of the next member; raises ValueError where there is none."""
        if self.next_sign() != '"':
            raise ValueError
        return json.loads(self.value())

    def value(self) -> str:
        """The text of the next value; raises ValueError where there is none, Unreadable beyond the largest record."""
        self.next_sign()
        while True:
            end = self._end()
            if end is not None and (end + LONGEST_NUMBER_PART <= len(self._window) or self._is_at_end):
                text, self._place = self._window[self._place : end], end
                return text
            if len(self._window) - self._place > LARGEST_RECORD:
                raise Unreadable(f"has a value of more than {LARGEST_RECORD} characters, or is no JSON")
            if not self._read_on() and end is None:
                raise ValueError

    def _end(self) -> int | None:
        try:
            return self._end_of_value(self._window, self._place)[1]
        except RecursionError:
            raise ValueError from None
        except ValueError:
            return None

    def _read_on(self) -> bool:
        found = self._text.read(BLOCK)
        self._window, self._place = self._window[self._place :] + found, 0
        self._is_at_end = not found
        return bool(found)
