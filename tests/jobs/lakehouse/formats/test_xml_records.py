"""XML gives every record element, expands nothing and fetches nothing."""

from __future__ import annotations

import json
import tracemalloc
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.formats import xml_records
from jobs.lakehouse.source import XmlFormat
from tests.jobs.lakehouse.formats.reading import NAMES, received, records, refusal

ROWS = XmlFormat(kind="xml", record="row")


def test_elements_attributes_and_paths_become_columns(tmp_path: Path) -> None:
    form = XmlFormat(kind="xml", record="row", paths={"number": "@id", "title": "name/first"})
    first = '<row id="007"><name><first> a &lt;b </first></name><amount/></row>'
    text = f"<list>{first}<note/><row><amount>1</amount></row></list>"
    assert records(received(tmp_path, text.encode()), form) == [("007", " a <b ", None), (None, None, "1")]


def test_namespaces_are_left_aside(tmp_path: Path) -> None:
    text = '<x:list xmlns:x="urn:a" xmlns="urn:b"><x:row x:id="1"><number>1</number></x:row></x:list>'
    assert records(received(tmp_path, text.encode()), ROWS) == [("1", None, None)]


def test_a_list_becomes_a_json_array_and_nested_elements_json_text(tmp_path: Path) -> None:
    form = XmlFormat(kind="xml", record="row", paths={"title": "alias/name", "amount": "born"}, lists=["title"])
    aliases = '<alias><name>张</name></alias><alias><name>"b"</name></alias>'
    text = f'<l><row>{aliases}<born a="1"><y>1</y><y>2</y></born></row><row/></l>'
    found = records(received(tmp_path, text.encode()), form)
    assert found == [(None, '["张", "\\"b\\""]', '{"@a": "1", "y": ["1", "2"]}'), (None, None, None)]


def test_a_star_is_any_element(tmp_path: Path) -> None:
    form = XmlFormat(kind="xml", record="row", paths={"title": "*/law/@day"}, lists=["title"])
    text = '<l><row><alias><law day="1"/></alias><born><law day="2"/></born><law day="3"/></row><row/></l>'
    found = records(received(tmp_path, text.encode()), form)
    assert found == [(None, '["1", "2"]', None), (None, None, None)]


def test_all_attributes_of_an_element_become_a_json_object(tmp_path: Path) -> None:
    form = XmlFormat(kind="xml", record="row", paths={"title": "alias/@*", "amount": "born/@*"}, lists=["title"])
    aliases = '<alias x:name="张" strong="true"><law day="1"/></alias><alias name="b">said</alias><alias/>'
    text = f'<l xmlns:x="urn:a"><row>{aliases}<born/></row><row><born year="1"/></row></l>'
    found = records(received(tmp_path, text.encode()), form)
    assert found == [
        (None, '[{"name": "张", "strong": "true"}, {"name": "b"}]', None),
        (None, None, '{"year": "1"}'),
    ]


@pytest.mark.fault("F29", "several XML elements where a column stands for one value", "quarantined as malformed")
def test_two_values_for_one_column_make_the_record_malformed(tmp_path: Path) -> None:
    text = "<l><row><title>a</title><title>b</title></row><row><title>c</title></row></l>"
    assert records(received(tmp_path, text.encode()), ROWS) == ['{"title": ["a", "b"]}', (None, "c", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "GBK", "GB2312", "Big5", "utf-16"])
def test_the_declared_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><l><row><title>山水</title></row></l>'
    assert records(received(tmp_path, text.encode(encoding)), ROWS) == [(None, "山水", None)]


def test_an_encoding_that_is_not_supported_is_told(tmp_path: Path) -> None:
    text = b'<?xml version="1.0" encoding="Shift_JIS"?><l/>'
    assert "declares an encoding that is not supported" in refusal(received(tmp_path, text), ROWS)


REFUSED = {
    ("F24", "XML entities that expand without end"): (
        '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><l><row><title>&b;</title></row></l>'
    ),
    ("F36", "XML that asks for a file of the machine"): (
        '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l><row><title>&a;</title></row></l>'
    ),
    ("F18", "a web page instead of XML"): "<!DOCTYPE html><html/>",
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=pytest.mark.fault(*what, "the file is refused, nothing is expanded or fetched"))
        for what, text in REFUSED.items()
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, text: str) -> None:
    assert "has a document type or entities" in refusal(received(tmp_path, text.encode()), ROWS)


@pytest.mark.fault("F29", "XML that is cut off or broken", "the file is refused with the line")
@pytest.mark.parametrize(
    "text", ["<l>\n<row><title>a</title></row>", "<l>\n<row></l>", "<l>\n<row>\x01</row></l>", "\n", "<l>\n</l><l/>"]
)
def test_broken_xml_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    assert "is not XML from line 2" in refusal(received(tmp_path, text.encode()), ROWS)


@pytest.mark.fault("F35", "an XML record without end, or nested without end", "the file is refused, in bounded memory")
@pytest.mark.parametrize(
    "content", [b"<row>" * 2_000_000, b"<l><row><title>" + b"x" * 9_000_000, b"<l>" + b"x" * 9_000_000]
)
def test_nothing_endless_is_read_to_its_end(tmp_path: Path, content: bytes) -> None:
    path = received(tmp_path, content)
    tracemalloc.start()
    text = refusal(path, ROWS)
    assert "elements deep" in text or "a record of more than 4194304 bytes" in text
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_records_are_let_go_once_they_are_read(tmp_path: Path) -> None:
    path = received(tmp_path, b"<l><rows>" + b"<row><title>a</title></row>" * 20_000 + b"</rows></l>")
    tracemalloc.start()
    assert sum(1 for _ in xml_records._elements(path, ROWS)) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


VALUE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)
TABLE = st.lists(st.lists(st.none() | VALUE, min_size=3, max_size=3), max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=TABLE)
def test_whatever_a_standard_writer_writes_is_read_back(tmp_path: Path, table: list[list[str | None]]) -> None:
    root = ET.Element("list")
    for row in table:
        element = ET.SubElement(root, "row")
        for name, value in zip(NAMES, row, strict=True):
            if value is not None:
                ET.SubElement(element, name).text = value
    found = records(received(tmp_path, ET.tostring(root, encoding="utf-8")), ROWS)
    assert found == [tuple(value or None for value in row) for row in table]
    assert json.dumps(found)
