"""silver.listed_name: each name of the sanctions lists, read once, as the records of the bank are read."""

from __future__ import annotations

from jobs.risk.screening.candidates import listed_names
from jobs.silver import listed_name
from tests.jobs.frames import column_names, frame_of, rows_of


def _read(spark, names, aliases):
    entries = frame_of(spark, "silver.sanction_entry", *({"full_name": name} for name in names))
    return listed_name.build(
        entries, frame_of(spark, "silver.sanction_alias", *({"alias_name": name} for name in aliases))
    )


def test_every_name_and_other_name_is_read_once(spark):
    read = _read(spark, ["ZHANG, San", "张三", "***"], ["ZHANG, San", "Sán Zhang"])
    assert read.columns == column_names("silver.listed_name")
    assert rows_of(read, *read.columns) == [
        ("***", None, None),
        ("Sán Zhang", "SAN ZHANG", "san zhang"),
        ("ZHANG, San", "ZHANG SAN", "san zhang"),
        ("张三", "张三", "san zhang"),
    ]


def test_a_name_that_no_list_has_is_read_where_it_is_compared(spark):
    entry = {"entry_id": "MANUAL:1", "subject_type_code": "PERSON", "subject_name": "张三", "aliases_text": "Zhang San"}
    entries = frame_of(spark, "silver.risk_list_entry", entry)
    names = ("listed_name_text", "listed_key", "listed_sound")
    told = [("Zhang San", "ZHANG SAN", "san zhang"), ("张三", "张三", "san zhang")]
    for listed in ([], ["张三"], ["张三", "Zhang San"]):
        assert rows_of(listed_names(entries, _read(spark, listed, [])), *names) == told
