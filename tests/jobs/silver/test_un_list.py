"""The list of the United Nations: un_entry, un_alias, and its contracts on the real file."""

from __future__ import annotations

import datetime
import json

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.decode import decode
from jobs.silver import un_alias, un_entry
from tests.jobs.bronze.test_contracts import OPEN_DATA
from tests.jobs.frames import frame_of, rows_of

INDIVIDUALS, ENTITIES = "bronze.open_data_un_individuals", "bronze.open_data_un_entities"
PERSON = {"reference_number": "QDi.001", "first_name": "ERIC", "second_name": "BADEGE", "listed_on": "2012-12-31"}
ENTITY = {"reference_number": "KPe.023 ", "first_name": "M23  GROUP", "listed_on": "2012-12-31-04:00"}


def _frames(spark, **of_person):
    aliases = json.dumps([{"QUALITY": "f.k.a.", "ALIAS_NAME": "M 23"}])
    person = {**PERSON, **{name: json.dumps(value) for name, value in of_person.items()}}
    return frame_of(spark, INDIVIDUALS, person), frame_of(spark, ENTITIES, {**ENTITY, "aliases": aliases})


def test_an_entry_stands_under_its_reference_number(spark):
    conformed = conform(un_entry.build(*_frames(spark)), Catalog()["silver.un_entry"])
    assert rows_of(conformed, "sanction_entry_id", "full_name", "party_type_code", "listed_date", "_verdict") == [
        ("KPe.023", "M23 GROUP", "ORGANISATION", datetime.date(2012, 12, 31), "loaded"),
        ("QDi.001", "ERIC BADEGE", "PERSON", datetime.date(2012, 12, 31), "loaded"),
    ]


@pytest.mark.parametrize(
    ("births", "day", "year"),
    [
        ([{"TYPE_OF_DATE": "EXACT", "DATE": "1978-04-28"}], datetime.date(1978, 4, 28), "1978"),
        ([{"TYPE_OF_DATE": "APPROXIMATELY", "YEAR": "1971"}], None, "1971"),
        ([{"TYPE_OF_DATE": "BETWEEN", "FROM_YEAR": "1960", "TO_YEAR": "1965"}], None, None),
        ([{"TYPE_OF_DATE": None}], None, None),
    ],
)
def test_a_birth_is_told_to_the_day_to_the_year_or_not_at_all(spark, births, day, year):
    built = un_entry.build(*_frames(spark, births=births)).where("party_type_code = 'PERSON'")
    assert rows_of(built, "birth_date", "birth_year_number") == [(day, year)]


def test_countries_of_addresses_and_nationalities_are_told_once(spark):
    built = un_entry.build(*_frames(spark, countries=["Rwanda", "France"], nationalities=["Rwanda"]))
    assert rows_of(built, "sanction_entry_id", "countries_text") == [("KPe.023", None), ("QDi.001", "France; Rwanda")]


def test_a_name_without_text_is_none_and_the_list_says_which_names_are_weak(spark):
    aliases = [{"QUALITY": None, "ALIAS_NAME": None}, {"QUALITY": "Low", "ALIAS_NAME": "X"}, {"ALIAS_NAME": "Y"}]
    conformed = conform(un_alias.build(*_frames(spark, aliases=aliases)), Catalog()["silver.un_alias"])
    assert rows_of(conformed, "sanction_alias_id", "alias_type_code", "has_low_quality", "_verdict") == [
        ("KPe.023:1", "FKA", False, "loaded"),
        ("QDi.001:2", "AKA", True, "loaded"),
        ("QDi.001:3", "AKA", False, "loaded"),
    ]


@pytest.mark.parametrize(("table", "records"), [(INDIVIDUALS, 730), (ENTITIES, 273)])
def test_the_published_list_is_read_whole(tmp_path, table, records):
    path = OPEN_DATA / "sanctions" / "un_consolidated.xml.gz"
    decoded = decode(path, Catalog()[table], None, tmp_path / "rows.parquet")
    assert (decoded.records, decoded.malformed) == (records, 0)
