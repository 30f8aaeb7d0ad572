"""Sanctions lists: the entries of each list (ofac_entry) in silver.sanction_entry, their other names (ofac_alias)."""

from __future__ import annotations

import datetime

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver import ofac_alias, ofac_entry
from tests.jobs.frames import frame_of, rows_of

PARTIES, ADDRESSES = "bronze.open_data_sanctioned_parties", "bronze.open_data_sanction_addresses"
ALIASES = "bronze.open_data_sanction_aliases"


def _entries(spark, entries, addresses=()):
    built = ofac_entry.build(frame_of(spark, PARTIES, *entries), frame_of(spark, ADDRESSES, *addresses))
    return conform(built, Catalog()["silver.ofac_entry"])


def test_the_null_mark_is_null_and_an_unknown_kind_is_refused(spark):
    entries = [
        {"ent_num": "36", "SDN_Name": "AEROCARIBBEAN AIRLINES", "SDN_Type": "-0- ", "Remarks": "-0- "},
        {"ent_num": "37", "SDN_Name": "DOE, John", "SDN_Type": "individual", "Remarks": "DOB 1970"},
        {"ent_num": "38", "SDN_Name": "UNKNOWN", "SDN_Type": "spaceship", "Remarks": "-0- "},
    ]
    assert rows_of(_entries(spark, entries), "sanction_entry_id", "party_type_code", "remarks_text", "_rule") == [
        ("36", "ORGANISATION", None, None),
        ("37", "PERSON", "DOB 1970", None),
        ("38", "SPACESHIP", None, "NOT_IN_VALUES"),
    ]


def test_a_birth_is_told_to_the_day_to_the_year_or_not_at_all(spark):
    remarks = {
        "1": "DOB 10 Dec 1948; alt. DOB 1950; POB Cairo.",
        "2": "a.k.a. 'X'; DOB circa 1951; nationality Syria.",
        "3": "DOB 1955 to 1957.",
        "4": "DOB 31 Feb 1960.",
        "5": "POB Havana.",
    }
    entries = [{"ent_num": number, "SDN_Name": "DOE, John", "Remarks": text} for number, text in remarks.items()]
    assert rows_of(_entries(spark, entries), "sanction_entry_id", "birth_date", "birth_year_number") == [
        ("1", datetime.date(1948, 12, 10), "1948"),
        ("2", None, "1951"),
        ("3", None, None),
        ("4", None, "1960"),
        ("5", None, None),
    ]


def test_an_entry_tells_each_country_of_its_addresses_once(spark):
    entries = [{"ent_num": "306", "SDN_Name": "BANK"}, {"ent_num": "307", "SDN_Name": "SHIP"}]
    countries = ["Switzerland", "Spain", "Spain", "-0- "]
    addresses = [{"ent_num": "306", "add_num": str(n), "country": name} for n, name in enumerate(countries)]
    assert rows_of(_entries(spark, entries, addresses), "sanction_entry_id", "countries_text") == [
        ("306", "Spain; Switzerland"),
        ("307", None),
    ]


def test_another_name_names_its_entry_and_its_kind(spark):
    names = [
        {"ent_num": "36", "alt_num": "12", "alt_type": "aka", "alt_name": "AERO-CARIBBEAN"},
        {"ent_num": "36", "alt_num": "13", "alt_type": "rumour", "alt_name": "X AIR"},
    ]
    built = ofac_alias.build(frame_of(spark, ALIASES, *names))
    conformed = conform(built, Catalog()["silver.ofac_alias"])
    assert rows_of(conformed, "sanction_alias_id", "sanction_entry_id", "alias_type_code", "_rule") == [
        ("36:12", "36", "AKA", None),
        ("36:13", "36", "RUMOUR", "NOT_IN_VALUES"),
    ]
