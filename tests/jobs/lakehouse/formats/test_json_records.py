"""JSON gives every value in the spelling in which it was sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.formats import json_array
from jobs.lakehouse.source import JsonFormat
from tests.jobs.lakehouse.formats.reading import received, records, refusal

LINES = JsonFormat(kind="json")
ITEMS = JsonFormat(kind="json", records="data.items")
ROOT = JsonFormat(kind="json", records="$")


def in_array(*members: str) -> bytes:
    return f'{{"page": {{"items": [0]}}, "data": {{"n": 1e3, "items": [{", ".join(members)}]}}, "z": ""}}'.encode()


@pytest.mark.fault(
    "F34", "an identifier sent as a JSON number, 11010119900307002.0", "its digits are kept as they came"
)
@pytest.mark.parametrize(
    "number", ["11010119900307002.0", "1e3", "1E+3", "-0", "0.10", "12345678901234567890", "1e400"]
)
@pytest.mark.parametrize("form", [LINES, ITEMS])
def test_a_number_keeps_its_spelling(tmp_path: Path, number: str, form: JsonFormat) -> None:
    record = f'{{"number": {number}, "title": {{"a": [{number}, "x"]}}}}'
    content = record.encode() if form is LINES else in_array(record)
    assert records(received(tmp_path, content), form) == [(number, f'{{"a": [{number}, "x"]}}', None)]


@pytest.mark.fault(
    "F34", "an identifier sent as a number in a column that must be text", "it is quarantined as malformed"
)
def test_a_number_in_a_column_of_texts_makes_its_record_malformed(tmp_path: Path) -> None:
    form = JsonFormat(kind="json", texts=["number"])
    content = b'{"number": "007"}\n{"number": 7}\n{"number": null}\n{"number": true}'
    found = records(received(tmp_path, content), form)
    assert found == [("007", None, None), '{"number": 7}', (None, None, None), '{"number": true}']


def test_values_become_text_and_what_is_missing_is_no_value(tmp_path: Path) -> None:
    content = '\ufeff{"title": "张\\n\\"\\ud83d\\ude00", "number": true, "more": 1}\r\n\n{"amount": "", "title": null}'
    expected = [("true", '张\n"😀', None), (None, None, "")]
    assert records(received(tmp_path, content.encode()), LINES) == expected


def test_nested_values_are_found_by_their_path_or_kept_as_json(tmp_path: Path) -> None:
    form = JsonFormat(kind="json", paths={"title": "address.city"})
    content = '{"number": ["张", null], "address": {"city": "x"}}\n{"address": null}\n{"address": [1]}'
    expected = [('["张", null]', "x", None), (None, None, None), '{"address": [1]}']
    assert records(received(tmp_path, content.encode()), form) == expected


@pytest.mark.fault("F29", "a broken line among JSON lines", "it is quarantined as malformed, the others load")
@pytest.mark.parametrize(
    "broken",
    [
        '{"number": 1',
        "[1]",
        "1",
        "[" * 20_000,
        '{"number": NaN}',
        '{"number": 1, "number": 2}',
        '{"number": "\\ud800"}',
        '{"number": "\0"}',
        '{"number": "a\tb"}',
        "{'number': 1}",
        '{"number": 01}',
    ],
)
def test_a_broken_line_is_malformed(tmp_path: Path, broken: str) -> None:
    content = f'{{"number": 1}}\n{broken}\n{{"number": 3}}\n'
    first, second, third = records(received(tmp_path, content.encode()), LINES)
    assert (first, second, third) == (("1", None, None), broken.replace("\0", "\u2400"), ("3", None, None))


@pytest.mark.fault("F31", "a NUL written as an escape in JSON", "its record is quarantined as malformed")
def test_an_escaped_nul_makes_its_record_malformed(tmp_path: Path) -> None:
    assert records(received(tmp_path, b'{"number": "a\\u0000", "title": "b"}'), LINES) == ["a\u2400,b,"]


def test_the_members_of_an_array_are_read_wherever_it_lies(tmp_path: Path) -> None:
    assert records(received(tmp_path, in_array('{"number": 1}', '{"number": 2}', "3")), ITEMS) == [
        ("1", None, None),
        ("2", None, None),
        "3",
    ]
    assert records(received(tmp_path, b" [ ] "), ROOT) == []
    assert records(received(tmp_path, b'[{"number": 1}]'), ROOT) == [("1", None, None)]


@pytest.mark.fault("F29", "a JSON document that is cut off, or is followed by more", "the file is refused")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (in_array('{"number": 1}')[:-1], "is not one whole JSON document"),
        (in_array('{"number": 1}')[:50], "is not one whole JSON document"),
        (in_array('{"number": 1}') + b"{}", "goes on after its JSON document"),
        (in_array('{"number": 1},'), "is not one whole JSON document"),
        (in_array('{"number": 1} {"number": 2}'), "is not one whole JSON document"),
        (in_array('{"number": '), "is not one whole JSON document"),
        (b'{"data": {}}', "has no array at data.items"),
        (b'{"data": {"items": {}}}', "has no array at data.items"),
        (b'{"data": {"items": []}, "data": {"items": []}}', "has data.items twice"),
        (b"", "is not one whole JSON document"),
        (b"<html></html>", "is not one whole JSON document"),
    ],
)
def test_a_document_that_is_not_whole_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in refusal(received(tmp_path, content), ITEMS)


@pytest.mark.fault("F35", "a JSON record without end", "the file is refused, in bounded memory")
def test_a_record_without_end_is_refused(tmp_path: Path) -> None:
    endless = b'{"number": "' + b"x" * 9_000_000
    assert "a record of more than 4194304 bytes" in refusal(received(tmp_path, endless), LINES)
    assert "a value of more than 4194304 characters" in refusal(received(tmp_path, b"[" + endless), ROOT)
    long = json.dumps({"number": "x" * 1_000_001}).encode()
    assert "a field of more than 1000000 characters" in refusal(received(tmp_path, long), LINES)


NAMED = st.dictionaries(
    st.sampled_from(["number", "title", "amount", "more"]), st.none() | st.text(max_size=8), max_size=4
)
TABLE = st.lists(NAMED, max_size=8)
QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@QUIET
@given(table=TABLE, block=st.integers(1, 40))
def test_whatever_a_standard_writer_writes_is_read_back(tmp_path: Path, table: list[dict], block: int) -> None:
    values = [tuple(row.get(name) for name in ("number", "title", "amount")) for row in table]
    good = [row if not any("\0" in value for value in row if value) else None for row in values]
    lines = "".join(json.dumps(row) + "\n" for row in table).encode()
    document = json.dumps({"data": {"items": table}, "number": 12.5e3}, indent=1).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_array, "BLOCK", block)
        for content, form in ((lines, LINES), (document, ITEMS)):
            found = records(received(tmp_path, content), form)
            assert [None if isinstance(row, str) else row for row in found] == good
