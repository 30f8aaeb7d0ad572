"""The list of the European Union: eu_entry, eu_alias, and its contract on the real file."""

from __future__ import annotations

import datetime
import json

import pyarrow.parquet as pq
import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.decode import decode
from jobs.silver import eu_alias, eu_entry
from tests.jobs.bronze.test_contracts import OPEN_DATA
from tests.jobs.frames import frame_of, rows_of

ENTITIES = "bronze.open_data_eu_entities"
DAY = datetime.date
NAMES = (
    {"wholeName": "Агентство Тасним", "nameLanguage": "RU", "strong": "true", "logicalId": "7"},
    {"wholeName": "Tasnim", "nameLanguage": "EN", "strong": "false", "logicalId": "8"},
    {"wholeName": "Тасним", "strong": "true", "logicalId": "9"},
    {"wholeName": "Tasnim  News Agency", "nameLanguage": "EN", "strong": "true", "logicalId": "90"},
    {"wholeName": "Tasnim News", "strong": "true", "logicalId": "100"},
    {"wholeName": " ", "strong": "true", "logicalId": "5"},
)


def _frame(spark, **told):
    listed = {"names": NAMES, "programmes": ["IRN"], "published_on": ["2023-09-15"], **told}
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in listed.items()}
    return frame_of(spark, ENTITIES, {"reference_number": "EU.10776.68", "subject_type": "enterprise", **texts})


def _entry(spark, **told):
    return conform(eu_entry.build(_frame(spark, **told)), Catalog()["silver.eu_entry"])


@pytest.mark.parametrize(
    ("told", "party_type", "verdict"),
    [("person", "PERSON", "loaded"), ("enterprise", "ORGANISATION", "loaded"), ("ship", "ship", "quarantined")],
)
def test_an_entry_stands_under_its_reference_number_and_an_unknown_kind_is_refused(spark, told, party_type, verdict):
    found = rows_of(
        _entry(spark, subject_type=told), "sanction_entry_id", "party_type_code", "programme_name", "_verdict"
    )
    assert found == [("EU.10776.68", party_type, "IRN", verdict)]


def test_a_party_is_called_by_its_earliest_strong_latin_name_and_has_the_others_beside_it(spark):
    assert rows_of(_entry(spark), "full_name") == [("Tasnim News Agency",)]
    conformed = conform(eu_alias.build(_frame(spark)), Catalog()["silver.eu_alias"])
    assert rows_of(conformed, "sanction_alias_id", "alias_name", "has_low_quality", "_verdict") == [
        ("EU.10776.68:100", "Tasnim News", False, "loaded"),
        ("EU.10776.68:7", "Агентство Тасним", False, "loaded"),
        ("EU.10776.68:8", "Tasnim", True, "loaded"),
        ("EU.10776.68:9", "Тасним", False, "loaded"),
    ]


@pytest.mark.parametrize(
    ("births", "day", "year"),
    [
        (
            [{"circa": "false", "calendarType": "GREGORIAN", "birthdate": "1966-05-09", "year": "1966"}],
            DAY(1966, 5, 9),
            "1966",
        ),
        ([{"circa": "true", "calendarType": "GREGORIAN", "birthdate": "1966-05-09", "year": "1966"}], None, "1966"),
        ([{"circa": "false", "year": "1976"}, {"birthdate": "1977-01-02", "year": "1977"}], DAY(1977, 1, 2), "1976"),
        ([{"circa": "false", "calendarType": "ISLAMIC", "birthdate": "1345-02-19", "year": "1345"}], None, None),
        ([{"circa": "false", "calendarType": "GREGORIAN"}], None, None),
    ],
)
def test_a_birth_is_told_to_the_day_of_our_calendar_to_the_year_or_not_at_all(spark, births, day, year):
    assert rows_of(_entry(spark, births=births), "birth_date", "birth_year_number") == [(day, year)]


def test_an_entry_is_listed_since_the_earliest_publication_that_the_list_names(spark):
    assert rows_of(_entry(spark, details_published_on=["2023-09-15", "2011-04-12"]), "listed_date") == [
        (DAY(2011, 4, 12),)
    ]
    assert rows_of(_entry(spark, published_on=[]), "listed_date") == [(None,)]


def test_countries_are_told_once_and_not_as_unknown(spark):
    told = _entry(spark, countries=["IRAQ", "UNKNOWN", "FRANCE"], citizenships=["IRAQ"])
    assert rows_of(told, "countries_text") == [("FRANCE; IRAQ",)]
    assert rows_of(_entry(spark, countries=["UNKNOWN"]), "countries_text") == [(None,)]


def test_grounds_and_remarks_are_one_text(spark):
    assert rows_of(_entry(spark, designation="Drones", remarks=["UNLI", " "]), "remarks_text") == [("Drones; UNLI",)]
    assert rows_of(_entry(spark), "remarks_text") == [(None,)]


def test_the_published_list_is_read_whole(tmp_path):
    path, rows = OPEN_DATA / "sanctions" / "eu_consolidated.xml.gz", tmp_path / "rows.parquet"
    decoded = decode(path, Catalog()[ENTITIES], None, rows)
    assert (decoded.records, decoded.malformed) == (5860, 0)
    table = pq.read_table(rows).to_pydict()
    assert len(set(table["reference_number"])) == 5860
    assert sum(len(json.loads(names)) for names in table["names"]) == 29826
