"""JSON records: one document a line, or the members of one array; every value keeps its spelling.

A number stays the text that the supplier wrote: 11010119900307002.0, 1e3 and twenty digits do not change. A column
named in ``texts`` must come as JSON text: a number in its place may have lost digits or zeros before it was sent, so
the record is malformed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa

from jobs.lakehouse.formats import json_array
from jobs.lakehouse.formats.batches import Malformed, Record, gathered
from jobs.lakehouse.formats.characters import Utf8
from jobs.lakehouse.source import JsonFormat


class Number(str):
    """A JSON number as it was written."""


class NotARecord(ValueError):
    """A document that cannot be split into its columns."""


def field_names(path: Path, form: JsonFormat) -> None:
    """JSON tells no names: a member that is missing is one without a value."""


def batches(path: Path, form: JsonFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record, with the columns ``names``; a member that no column names stays in the received file."""
    records = _lines(path, form, names) if form.records is None else _members(path, form, names)
    return gathered(records, names)


def _lines(path: Path, form: JsonFormat, names: tuple[str, ...]) -> Iterator[Record]:
    columns = Columns(form, names)
    with Utf8(path, form) as utf8, io.TextIOWrapper(io.BufferedReader(utf8), encoding="utf-8", newline="\n") as text:
        utf8.bound_records()
        for line in text:
            utf8.record_ends()
            document = line.strip(" \t\r\n")
            if document:
                yield columns.of_text(document)


def _members(path: Path, form: JsonFormat, names: tuple[str, ...]) -> Iterator[Record]:
    columns = Columns(form, names)
    with Utf8(path, form) as utf8, io.TextIOWrapper(io.BufferedReader(utf8), encoding="utf-8", newline="") as text:
        for member in json_array.members(text, form.records or json_array.ROOT):
            yield columns.of_text(member)


class Columns:
    """Where the columns lie in a record."""

    def __init__(self, form: JsonFormat, names: tuple[str, ...]) -> None:
        self._places = [form.paths[name].split(".") if name in form.paths else [name] for name in names]
        self._is_text = [name in form.texts for name in names]
        self._decode = json.JSONDecoder(
            parse_float=Number, parse_int=Number, parse_constant=_refuse, object_pairs_hook=_unique
        ).decode

    def of_text(self, document: str) -> Record:
        """The record that a document holds, or the document where it holds none."""
        try:
            record = self._decode(document)
            if not isinstance(record, dict):
                return Malformed(document)
            values = [self._value(record, *place) for place in zip(self._places, self._is_text, strict=True)]
            if "\\" in document:
                "".join(value for value in values if value).encode()
        except (ValueError, RecursionError):
            return Malformed(document)
        return values

    def _value(self, record: dict[str, Any], place: list[str], is_text: bool) -> str | None:
        found: Any = record
        for name in place:
            if found is None:
                return None
            if not isinstance(found, dict):
                raise NotARecord
            found = found.get(name)
        if found is None:
            return None
        if is_text and (isinstance(found, Number) or not isinstance(found, str)):
            raise NotARecord
        return found if isinstance(found, str) else written(found)


def written(value: Any) -> str:
    """A nested value as JSON text, its numbers as they were sent."""
    match value:
        case Number():
            return str(value)
        case dict():
            members = (f"{json.dumps(name, ensure_ascii=False)}: {written(member)}" for name, member in value.items())
            return f"{{{', '.join(members)}}}"
        case list():
            return f"[{', '.join(written(member) for member in value)}]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise NotARecord


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A member that comes twice would hide a value."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotARecord
    return members
