"""gold.enterprise_directory: one row per enterprise, with who stands above and below it."""

from __future__ import annotations

import datetime

import pytest

from expectations.gold.enterprise_directory import row_rules
from jobs.gold.enterprise_directory import build
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import RULE, VERDICT, conform
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 3)
TABLE = "gold.enterprise_directory"
# 1 to 7 are a chain longer than is climbed; 11 and 12 own each other; 21 has two parents; 31 left its parent.
CHAIN = [(str(number), str(number + 1), "DIRECT") for number in range(1, 7)]
OTHERS = [
    ("1", "7", "ULTIMATE"),
    ("11", "12", "DIRECT"),
    ("12", "11", "DIRECT"),
    ("20", "21", "DIRECT"),
    ("21", "22", "DIRECT"),
    ("21", "23", "DIRECT"),
    ("41", "7", "FUND_MANAGER"),
    ("42", "7", "HEAD_OFFICE"),
]
ABOVE = ("direct_parent_id", "highest_parent_id", "parent_step_count", "is_highest_parent_final")

REGISTERED, IN_COURT = "P" + "1" * 20, "P" + "2" * 20
NOTHING = dict.fromkeys(("judgment_365_days_count", "active_black_entry_count", "active_grey_entry_count"), 0)
PARTIES = (
    {
        "party_id": REGISTERED,
        "register_record_id": "open_data:110000000000004",
        "judgment_count": 2,
        "risk_level": 3,
        **NOTHING,
    },
    {"party_id": IN_COURT, "enterprise_name": "乙公司", "judgment_count": 1, "risk_level": 2, **NOTHING},
)


@pytest.fixture(scope="module")
def built(spark):
    told = [(*one, True) for one in (*CHAIN, *OTHERS)] + [("31", "32", "DIRECT", False)]
    names = ("child_entity_id", "parent_entity_id", "relation_type_code", "is_active")
    relations = [dict(zip(names, one, strict=True)) for one in told]
    place = {"city_name": "朝阳区", "address_text": "建国路1号"}
    registered = (
        {"credit_code": "110000000000001", "enterprise_name": "甲公司", **place},
        {"credit_code": "110000000000002", "registered_date": datetime.date(2000, 6, 4), **place},
        {"credit_code": "110000000000003", **place, "city_name": "海淀区"},
        {"credit_code": "110000000000004"},
        {"credit_code": "110000000000005"},
    )
    register = frame_of(spark, "silver.enterprise", *registered)
    ownership = frame_of(spark, "silver.ownership_relation", *relations)
    return build(register, ownership, frame_of(spark, "gold.enterprise_public_record", *PARTIES), TODAY).cache()


def _of(built, number, *names):
    return rows_of(built.where(f"enterprise_id = 'ownership_vendor:{number}'"), *names)


def _id(number):
    return f"ownership_vendor:{number}"


def test_everybody_known_to_a_source_has_one_row(built):
    assert built.columns == column_names(TABLE)
    numbers = [one for (one,) in rows_of(built, "enterprise_id")]
    vendor = [*range(1, 8), 11, 12, *range(20, 24), 31, 32, 41, 42]
    register = [f"register:11000000000000{number}" for number in range(1, 6)]
    assert sorted(numbers) == sorted([*map(_id, vendor), *register, f"party:{IN_COURT}"])


def test_the_register_tells_age_and_who_shares_the_address(built):
    registered = built.where("source_code = 'REGISTER'")
    assert [one[1:] for one in rows_of(registered, "credit_code", "same_address_count", "registered_years")] == [
        (1, None),
        (1, 25),
        (0, None),
        (0, None),
        (0, None),
    ]


def test_a_chain_is_climbed_as_far_as_it_is_declared(built):
    assert _of(built, 3, *ABOVE) == [(_id(4), _id(7), 4, True)]
    assert _of(built, 1, *ABOVE, "reported_ultimate_parent_id") == [(_id(2), _id(5), 4, False, _id(7))]
    assert _of(built, 7, *ABOVE) == [(None, None, 0, None)]


def test_a_chain_ends_at_a_fork_and_before_a_circle(built):
    assert _of(built, 20, *ABOVE) == [(_id(21), _id(21), 1, False)]
    assert _of(built, 21, "direct_parent_count", *ABOVE) == [(2, None, None, 0, None)]
    assert _of(built, 11, *ABOVE) == [(_id(12), _id(12), 1, False)]


def test_what_stands_below_is_counted_and_what_ended_is_not(built):
    below = ("direct_child_count", "controlled_entity_count", "managed_fund_count", "branch_count")
    assert _of(built, 7, *below) == [(1, 4, 1, 1)]
    assert _of(built, 42, "head_office_id") == [(_id(7),)]
    assert _of(built, 32, *below) == [(0, 0, 0, 0)]


def test_the_rules_hold_for_what_is_built_and_stop_who_stands_above_itself(spark, built):
    judged = conform(built, Catalog()[TABLE], row_rules())
    assert {verdict for (verdict,) in rows_of(judged, VERDICT)} == {"loaded"}
    row = built.where("enterprise_id = 'ownership_vendor:7'").first().asDict()
    wrong = frame_of(
        spark,
        TABLE,
        {**row, "reported_ultimate_parent_id": _id(7)},
        {**row, "enterprise_id": _id(8), "highest_parent_id": _id(9)},
    )
    found = rows_of(conform(wrong, Catalog()[TABLE], row_rules()), "enterprise_id", RULE)
    assert found == [(_id(7), "ABOVE_ITSELF"), (_id(8), "CHAIN_WITHOUT_PARENT")]


def test_what_courts_say_stands_beside_the_register_or_alone(built):
    judged = built.where("party_id is not null")
    names = ("enterprise_id", "source_code", "enterprise_name", "judgment_count", "risk_level")
    assert rows_of(judged, *names) == [
        (f"party:{IN_COURT}", "PARTY", "乙公司", 1, 2),
        ("register:110000000000004", "REGISTER", None, 2, 3),
    ]
    assert {(0, None)} == set(rows_of(built.where("party_id is null"), "judgment_count", "risk_level"))
