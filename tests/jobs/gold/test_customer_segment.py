"""gold.customer_segment: one segment for every customer, the first that fits."""

from __future__ import annotations

from jobs.gold.customer_segment import build
from tests.jobs.frames import column_names, frame_of, rows_of

TAGS = {
    "P1": ("OVERDUE_NOW", "DORMANT"),
    "P2": ("DORMANT", "HIGH_BALANCE"),
    "P3": ("HIGH_BALANCE", "APP_USER"),
    "P4": ("HIGH_BALANCE", "OVERDUE_RECENTLY", "MULTI_PRODUCT"),
    "P5": ("APP_USER",),
    "P6": (),
}


def test_the_first_segment_that_fits_is_the_customers_and_the_last_is_everybody_elses(spark):
    tags = ({"party_id": party, "tag_code": code} for party, codes in TAGS.items() for code in codes)
    profile = frame_of(spark, "gold.customer_profile", *({"party_id": party} for party in TAGS))
    built = build(profile, frame_of(spark, "gold.customer_tag", *tags))
    assert built.columns == column_names("gold.customer_segment")
    assert rows_of(built, "party_id", "segment_code", "tags_text") == [
        ("P1", "IN_ARREARS", "DORMANT; OVERDUE_NOW"),
        ("P2", "SLEEPING", "DORMANT; HIGH_BALANCE"),
        ("P3", "WEALTHY", "APP_USER; HIGH_BALANCE"),
        ("P4", "BROAD", "HIGH_BALANCE; MULTI_PRODUCT; OVERDUE_RECENTLY"),
        ("P5", "REGULAR", "APP_USER"),
        ("P6", "REGULAR", None),
    ]
