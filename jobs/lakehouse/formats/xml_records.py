"""XML records: every element of one name, read as a stream; namespaces are left aside.

A document type and entities are refused before they can expand or fetch anything. An element with elements of its own
becomes JSON text, as a nested member of a JSON record does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from jobs.lakehouse.formats.batches import Malformed, Record, gathered
from jobs.lakehouse.formats.characters import UTF_16_MARKS, Utf8
from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.formats.opened import opened
from jobs.lakehouse.source import Encoding, XmlFormat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# What a document may call its encoding, and what that is; Windows calls GB18030 by its older names.
ENCODINGS: dict[str, Encoding] = {
    "utf-8": "UTF-8",
    "gb2312": "GB18030",
    "gbk": "GB18030",
    "gb18030": "GB18030",
    "big5": "Big5",
}
HEAD = 1024
DEEPEST = 100


class Ambiguous(ValueError):
    """A column that stands for one value has several."""


def field_names(path: Path, form: XmlFormat) -> None:
    """XML tells no names: an element that is missing is one without a value."""


def batches(path: Path, form: XmlFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record, with the columns ``names``; an element that no column names stays in the received file."""
    places = [form.paths.get(name, name).split("/") for name in names]
    return gathered((_record(element, form, names, places) for element in _elements(path, form)), names)


def _elements(path: Path, form: XmlFormat) -> Iterator[Element]:
    """The outermost elements that are records, each until the next one is asked for."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    with Utf8(path, form, _encoding(path, form)) as utf8:
        utf8.bound_records()
        try:
            yield from _walked(utf8, form.record)
        except DefusedXmlException:
            raise Unreadable("has a document type or entities, which no delivery needs") from None
        except ParseError as error:
            raise Unreadable(f"is not XML from line {error.position[0]}") from None


def _walked(utf8: Utf8, record: str) -> Iterator[Element]:
    """Elements are cleared as soon as they are read, and taken out of the element around them."""
    from xml.etree.ElementTree import TreeBuilder

    from defusedxml.ElementTree import DefusedXMLParser, iterparse

    parser = DefusedXMLParser(target=TreeBuilder(), encoding="utf-8", forbid_dtd=True)
    open_elements: list[Element] = []
    depth_in_record = 0
    for event, element in iterparse(utf8, events=("start", "end"), parser=parser):
        is_record = _local(element.tag) == record
        if event == "start":
            open_elements.append(element)
            if len(open_elements) > DEEPEST:
                raise Unreadable(f"is nested more than {DEEPEST} elements deep")
            depth_in_record += bool(depth_in_record) or is_record
            continue
        open_elements.pop()
        depth_in_record -= bool(depth_in_record)
        if depth_in_record:
            continue
        if is_record:
            yield element
        utf8.record_ends()
        if open_elements:
            open_elements[-1].clear()


def _encoding(path: Path, form: XmlFormat) -> Encoding:
    """How the document says that it is encoded; the parser itself knows no encoding of Chinese."""
    with opened(path, form) as binary:
        head = binary.read(HEAD)
    if head.startswith(UTF_16_MARKS):
        return "UTF-16"
    found = DECLARED.match(head)
    name = found[1].decode().lower() if found else "utf-8"
    if name not in ENCODINGS:
        raise Unreadable("declares an encoding that is not supported")
    return ENCODINGS[name]


def _record(element: Element, form: XmlFormat, names: tuple[str, ...], places: list[list[str]]) -> Record:
    try:
        return [
            _list(element, place) if name in form.lists else _single(element, place)
            for name, place in zip(names, places, strict=True)
        ]
    except Ambiguous:
        return Malformed(json.dumps(_nested(element), ensure_ascii=False))


def _single(element: Element, place: list[str]) -> str | None:
    found = list(_found(element, place))
    if len(found) > 1:
        raise Ambiguous
    if not found or found[0] in (None, ""):
        return None
    return found[0] if isinstance(found[0], str) else json.dumps(found[0], ensure_ascii=False)


def _list(element: Element, place: list[str]) -> str | None:
    found = [value for value in _found(element, place) if value not in (None, "")]
    return json.dumps(found, ensure_ascii=False) if found else None


def _found(element: Element, place: list[str]) -> Iterator[object]:
    """The values at a place below an element: a step is an element (``*`` any), the last one may be an attribute."""
    step, *further = place
    if step.startswith("@"):
        yield from _attributes(element, step[1:])
        return
    for child in element:
        if step in ("*", _local(child.tag)):
            yield from _found(child, further) if further else (_nested(child),)


def _attributes(element: Element, wanted: str) -> list[object]:
    """What one attribute says or, for ``*``, all that the element says in attributes, by name; nothing without any."""
    if wanted != "*":
        return [value for name, value in element.attrib.items() if _local(name) == wanted]
    return [{_local(name): value for name, value in element.attrib.items()}] if element.attrib else []


def _nested(element: Element) -> object:
    """The text of a leaf; otherwise its elements by name, a list where one comes more than once, and its attributes."""
    if not len(element):
        return element.text
    members: dict[str, object] = {f"@{_local(name)}": value for name, value in element.attrib.items()}
    if element.text and element.text.strip():
        members["#text"] = element.text
    for name in dict.fromkeys(_local(child.tag) for child in element):
        values = [_nested(child) for child in element if _local(child.tag) == name]
        members[name] = values[0] if len(values) == 1 else values
    return members


def _local(name: str) -> str:
    return name.rpartition("}")[2]
