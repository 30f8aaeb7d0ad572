"""The commands around the quarantine, from the list to the sealed day, on a small bank of three tables."""

from __future__ import annotations

import json
import shutil
import sys
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from typer.testing import CliRunner, Result

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.expectation import critical, reject
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.readmission import steps_of
from jobs.lakehouse.runner import open_workshop, run_table
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import CHECKOUT, Settings, read_settings
from jobs.quarantine import application
from tests.jobs.lakehouse.publishing import give_gate_key

FIRST, SECOND = date(2026, 6, 1), date(2026, 6, 2)
INTAKE, PATIENT, TOTAL = "silver.intake", "silver.patient", "gold.patient_total"
SECRET = "13800138000"

INTAKE_CONTRACT = """
about: What patients wrote down, for the tests.
owner: tests
purpose: [tests]
retention: 1y
columns:
  - {name: patient_id, about: "Number", class: internal}
  - {name: mobile_phone, about: "Telephone", class: C2}
  - {name: paid_text, about: "Paid, as written", class: C2}
"""
PATIENT_CONTRACT = """
about: Patients for the tests.
owner: tests
purpose: [tests]
retention: 1y
key: [patient_id]
inputs: [silver.intake]
columns:
  - {name: patient_id, nullable: false, about: "Number", class: internal}
  - {name: mobile_phone, about: "Telephone", class: C2}
  - {name: paid_amount, type: "decimal(18,2)", about: "Paid", class: C2}
"""
TOTAL_CONTRACT = """
about: All patients for the tests.
owner: tests
purpose: [tests]
retention: 1y
inputs: [silver.patient]
columns:
  - {name: paid_amount, type: "decimal(18,2)", about: "Paid by all", class: internal}
"""


class Clinic:
    """A home with three tables, and the command line in front of it."""

    def __init__(self, spark: SparkSession, home: Path) -> None:
        give_gate_key(home)
        self.settings = Settings(home=home)
        self.workshop = open_workshop(spark, self.settings, Catalog())

    def build(self) -> DataFrame:
        rows = [("a", SECRET, "1.00"), ("b", SECRET, "-5.00")]
        return self.workshop.spark.createDataFrame(rows, "patient_id STRING, mobile_phone STRING, paid_text STRING")

    def run(self) -> None:
        for table in (INTAKE, PATIENT, TOTAL):
            run_table(self.workshop, table, FIRST, current_attempt(table))

    def total(self) -> list[str]:
        stored = pl.read_delta(str(self.settings.lake / "gold" / "patient_total"))
        return [str(amount) for amount in stored.filter(pl.col(BUSINESS_DATE) == FIRST)["paid_amount"]]

    def say(self, *words: str, patch: str = "") -> Result:
        return CliRunner().invoke(application, [*words], input=patch)


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose only contracts are the three, beside the receipts."""
    for name, text in ((INTAKE, INTAKE_CONTRACT), (PATIENT, PATIENT_CONTRACT), (TOTAL, TOTAL_CONTRACT)):
        path = tmp_path / "checkout" / "jobs" / f"{name.replace('.', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(CHECKOUT / "jobs" / "ops", tmp_path / "checkout" / "jobs" / "ops")
    monkeypatch.setattr(Catalog.__init__, "__defaults__", (tmp_path / "checkout",))
    return tmp_path / "checkout"


@pytest.fixture
def clinic(home: Path, bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    engine = read_settings()
    # The commands then work in the session that the frames of the tests are made in.
    monkeypatch.setenv("YIHU_RUN_ID", uuid.uuid4().hex)
    monkeypatch.setenv("YIHU_ENGINE", engine.engine_address)
    monkeypatch.setenv("YIHU_ENGINE_TOKEN", engine.engine_token)
    monkeypatch.setenv("YIHU_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    spark = open_session(engine, current_attempt(PATIENT))
    one = Clinic(spark, tmp_path / "home")
    modules = {name: ModuleType(name) for name in (f"jobs.{INTAKE}", f"jobs.{PATIENT}", f"jobs.{TOTAL}")}
    modules[f"jobs.{INTAKE}"].build = lambda: one.build()
    modules[f"jobs.{PATIENT}"].build = lambda intake: intake.withColumnRenamed("paid_text", "paid_amount")
    modules[f"jobs.{TOTAL}"].build = lambda patient: patient.agg(F.sum("paid_amount").alias("paid_amount"))
    rules = {f"expectations.{name}": ModuleType(f"expectations.{name}") for name in (INTAKE, PATIENT, TOTAL)}
    for module in rules.values():
        module.EXPECTATIONS = (critical("expect_table_row_count_to_be_between", min_value=1),)
    rules[f"expectations.{PATIENT}"].row_rules = lambda: (
        reject("NEGATIVE_AMOUNT", F.col("paid_amount") < 0, "the amount paid is negative"),
    )
    for name, module in {**modules, **rules}.items():
        monkeypatch.setitem(sys.modules, name, module)
    yield one
    spark.stop()


def test_a_row_is_listed_repaired_approved_and_replayed_down_to_the_sealed_day(clinic: Clinic) -> None:
    clinic.run()
    where = (PATIENT, "--date", str(FIRST))
    listed, shown = clinic.say("list"), clinic.say("show", *where)
    row_id = shown.output.split()[0]
    assert "NEGATIVE_AMOUNT" in listed.output
    assert "1 rows open" in listed.output
    masked, plain = clinic.say("show", *where, row_id), clinic.say("show", *where, row_id, "--values")
    assert "(C2, hidden)" in masked.output
    assert SECRET in plain.output

    about = (PATIENT, row_id, "--date", str(FIRST))
    patch = json.dumps({"paid_amount": "5.00"})
    told = clinic.say("propose", *about, "--by", "Li Lei", "--reason", "a sign too much", "--patch", "-", patch=patch)
    waiting = json.loads(clinic.say("waiting", *where).output)
    assert [(one["row_id"], one["author"]) for one in waiting] == [(row_id, "Li Lei")]
    own = clinic.say("approve", *about, "--by", "LI LEI")
    assert (own.exit_code, "a second person" in own.output) == (65, True)
    assert clinic.say("approve", *about, "--by", "Han Mei", "--proposal", waiting[0]["proposal"]).exit_code == 0

    replayed, again = clinic.say("replay", *where), clinic.say("replay", *where)
    assert replayed.exit_code == 0, replayed.output
    assert f"{PATIENT} {FIRST} published" in replayed.output
    assert f"{TOTAL} {FIRST} published" in replayed.output
    assert f"{PATIENT} {FIRST} unchanged" in again.output
    assert clinic.total() == ["6.00"]
    assert Manifests(clinic.settings.lake).get(FIRST).edition == 1

    page = (clinic.settings.data_docs / "quarantine.html").read_text()
    said = (listed, shown, masked, told, own, replayed, again)
    assert all(value not in one.output for one in said for value in (SECRET, "-5.00"))
    assert SECRET not in page
    assert "-5.00" not in page


def publish(publications: Publications, table: str, day: date) -> None:
    publications.put(Publication(table, day.isoformat(), 1, "content", 1, "run", "gate", generation=1))


def test_only_what_the_day_has_is_replayed_and_later_days_where_a_merged_table_shows_it(
    bank: Path, tmp_path: Path
) -> None:
    publications = Publications(tmp_path / "lake")
    publish(publications, PATIENT, FIRST)
    publish(publications, PATIENT, SECOND)
    publish(publications, TOTAL, SECOND)
    assert steps_of(Catalog(), publications, PATIENT, FIRST) == [(FIRST, PATIENT)]
    merged = bank / "jobs" / "silver" / "patient.yml"
    merged.write_text(PATIENT_CONTRACT + "write: merge\n", encoding="utf-8")
    steps = steps_of(Catalog(), publications, PATIENT, FIRST)
    assert steps == [(FIRST, PATIENT), (SECOND, PATIENT), (SECOND, TOTAL)]
