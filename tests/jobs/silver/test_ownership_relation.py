from __future__ import annotations

from expectations.silver.ownership_relation import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.ownership_relation import build
from tests.jobs.frames import frame_of, rows_of


def _relation(child="1", parent="2", kind="IS_DIRECTLY_CONSOLIDATED_BY", status="ACTIVE"):
    return {"START_ID": child, "END_ID": parent, "TYPE": kind, "STATUS": status}


def _conformed(spark, *relations):
    built = build(frame_of(spark, "bronze.ownership_vendor_relations", *relations))
    return conform(built, Catalog()["silver.ownership_relation"], row_rules())


def test_a_status_that_is_not_stated_is_a_status_of_its_own(spark):
    conformed = _conformed(spark, _relation("1", status="NULL"), _relation("2", "3", status=None), _relation("3", "4"))
    assert rows_of(conformed, "child_entity_id", "status_code", "is_active", "_verdict") == [
        ("1", "NOT_STATED", None, "loaded"),
        ("2", "NOT_STATED", None, "loaded"),
        ("3", "ACTIVE", True, "loaded"),
    ]


def test_of_several_reports_of_one_relation_the_active_one_counts(spark):
    conformed = _conformed(spark, *(_relation(status=status) for status in ("INACTIVE", "NULL", "ACTIVE")))
    assert rows_of(conformed, "status_code", "_verdict") == [
        ("ACTIVE", "loaded"),
        ("INACTIVE", "duplicate"),
        ("NOT_STATED", "duplicate"),
    ]


def test_an_unknown_kind_an_unknown_status_and_a_circle_of_one_are_refused(spark):
    relations = [_relation("1", kind="IS_FRIEND_OF"), _relation("2", "3", status="LAPSED"), _relation("4", "4")]
    assert rows_of(_conformed(spark, *relations), "child_entity_id", "_rule") == [
        ("1", "NOT_IN_VALUES"),
        ("2", "NOT_IN_VALUES"),
        ("4", "OWNS_ITSELF"),
    ]
