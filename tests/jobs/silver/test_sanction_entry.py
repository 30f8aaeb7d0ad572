from __future__ import annotations

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.sanction_entry import build
from tests.jobs.frames import frame_of, rows_of


def test_the_null_mark_is_null_and_an_unknown_kind_is_refused(spark):
    entries = [
        {"ent_num": "36", "SDN_Name": "AEROCARIBBEAN AIRLINES", "SDN_Type": "-0- ", "Remarks": "-0- "},
        {"ent_num": "37", "SDN_Name": "DOE, John", "SDN_Type": "individual", "Remarks": "DOB 1970"},
        {"ent_num": "38", "SDN_Name": "UNKNOWN", "SDN_Type": "spaceship", "Remarks": "-0- "},
    ]
    built = build(frame_of(spark, "bronze.open_data_sanctioned_parties", *entries))
    conformed = conform(built, Catalog()["silver.sanction_entry"])
    assert rows_of(conformed, "sanction_entry_id", "party_type_code", "remarks_text", "_rule") == [
        ("36", "ORGANISATION", None, None),
        ("37", "PERSON", "DOB 1970", None),
        ("38", "SPACESHIP", None, "NOT_IN_VALUES"),
    ]
