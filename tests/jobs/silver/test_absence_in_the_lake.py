"""Three days of a lake: a customer who is absent on the second one is who it was on the third."""

from __future__ import annotations

import datetime
import uuid

from pyspark.sql import DataFrame

from jobs.lakehouse.account import account_of
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import Settings
from tests.jobs.frames import frame_of, rows_of
from tests.jobs.lakehouse.publishing import consented, give_gate_key

MONDAY, TUESDAY, WEDNESDAY = (datetime.date(2026, 6, day) for day in (1, 2, 3))
RUN = ("match_record", "party_link", "party_xref", "party_event", "absent_record")
SCORED = {"left_record_id": "core_bank:1", "right_record_id": "core_bank:2", "match_weight": 20.0, "name_level": 4}
REST = {
    "blocking_rule_code": "MOBILE", "match_probability": 1.0, "birth_date_level": -1, "id_number_level": -1,
    "mobile_phone_level": 2, "address_level": -1, "gender_level": -1, "model_version": "1",
}  # fmt: skip


def _publish(workshop: Workshop, table: str, day: datetime.date, *rows: dict) -> None:
    lake, declared, run_id = workshop.lake, workshop.catalog[table], uuid.uuid4().hex
    staged = lake.stage(conform(frame_of(workshop.spark, table, *rows), declared), declared, day, run_id)
    lake.publish(staged, consented(lake, table, day, run_id, account_of(staged.rows(), declared)))


def _day(workshop: Workshop, day: datetime.date, numbers: str, *pairs: dict) -> None:
    """A day with the customers of these numbers, and the pairs that are alike."""
    person = {"source_system_code": "core_bank", "party_type_code": "PERSON", "id_issue_code": "MISSING"}
    customers = [{"record_id": f"core_bank:{one}", "source_record_id": one, **person} for one in numbers]
    _publish(workshop, "silver.party_record", day, *customers)
    _publish(workshop, "silver.party_match", day, *({**pair, **REST} for pair in pairs))
    for table in ("silver.organisation_match", "silver.match_decision"):
        _publish(workshop, table, day)
    for noun in RUN:
        run_table(workshop, f"silver.{noun}", day, current_attempt(noun))


def _read(workshop: Workshop, noun: str, day: datetime.date) -> DataFrame:
    return workshop.lake.read(f"silver.{noun}", day)


def test_a_customer_who_was_absent_for_a_day_is_joined_to_no_other_and_keeps_its_party(spark, tmp_path):
    """On Monday nothing links anybody; the pair is found on Wednesday."""
    give_gate_key(tmp_path)
    (tmp_path / "secrets" / "identity_key").write_text("a key of the tests")
    settings, catalog = Settings(home=tmp_path), Catalog()
    workshop = Workshop(spark, Lake(spark, settings, catalog), catalog, settings)
    _day(workshop, MONDAY, "123")
    _day(workshop, TUESDAY, "23")
    _day(workshop, WEDNESDAY, "123", SCORED)
    party = dict(rows_of(_read(workshop, "party_xref", MONDAY), "record_id", "party_id"))
    gone = rows_of(_read(workshop, "absent_record", TUESDAY), "record_id", "party_id", "last_seen_date")
    assert gone == [("core_bank:1", party["core_bank:1"], MONDAY)]
    assert _read(workshop, "absent_record", WEDNESDAY).isEmpty()
    assert rows_of(_read(workshop, "party_link", WEDNESDAY), "reason_code") == [("ESTABLISHED_CUSTOMERS",)]
    assert dict(rows_of(_read(workshop, "party_xref", WEDNESDAY), "record_id", "party_id")) == party
    told = [rows_of(_read(workshop, "party_event", day), "party_id", "event_code") for day in (TUESDAY, WEDNESDAY)]
    assert told == [[(party["core_bank:1"], code)] for code in ("ENDED", "RETURNED")]
    assert set(rows_of(_read(workshop, "match_record", WEDNESDAY), "first_seen_date")) == {(MONDAY,)}
