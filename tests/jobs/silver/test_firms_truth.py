"""The invented firms of the court files become one party each, and never two firms one."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from infra.sample_bank.court import cases_about_firms, debtor_rows, firm_truth, judgment_rows
from infra.sample_bank.firms import firms_in_court
from infra.sample_bank.world import World
from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.weights import declared_weights
from jobs.identity.measure import quality, tally
from jobs.silver import court_party, match_record, organisation_match, party_link, party_xref
from tests.jobs.frames import frame_of

DAY = datetime.date(2026, 6, 1)
BEFORE = ("silver.match_record", "silver.absent_record", "silver.phone_owner")
WORLD = World(seed=7, customers=20_000, first_business_date=DAY)


def empty(spark, table):
    return frame_of(spark, table).withColumn("business_date", F.lit(DAY))


@pytest.fixture(scope="module")
def truth():
    """The firm of each case by its serial, and the rows of both files."""
    firms = firms_in_court(WORLD)
    cases = cases_about_firms(WORLD, firms)
    files = [make(WORLD.draws, cases, DAY)[0].to_pandas().drop_duplicates() for make in (judgment_rows, debtor_rows)]
    return firm_truth(cases, firms).to_pandas().set_index("case_serial"), files


@pytest.fixture(scope="module")
def records(spark, truth):
    """The compared records: a row that is sent twice is one."""
    named = court_party.build(*map(spark.createDataFrame, truth[1]), frame_of(spark, "silver.court_record"), DAY)
    built = match_record.build(named, *(empty(spark, table) for table in BEFORE), DAY)
    return spark.createDataFrame(built.toPandas(), built.schema)


def _before(spark, *tables):
    return [empty(spark, table) for table in (*tables, "silver.party_xref", "silver.absent_record")]


@pytest.fixture(scope="module")
def links(spark, records):
    weights = declared_weights(read_match_model("organisation_match"))
    pairs = organisation_match.build(records, empty(spark, "silver.organisation_match"), weights)
    people, decided = frame_of(spark, "silver.party_match"), frame_of(spark, "silver.match_decision")
    built = party_link.build(records, people, pairs, decided, *_before(spark, "silver.party_link"))
    return spark.createDataFrame(built.toPandas(), built.schema)


@pytest.fixture(scope="module")
def parties(spark, records, links, truth):
    """Record, party found, true firm and its true code."""
    xref = party_xref.build(records, links, *_before(spark), "a key for the test", DAY)
    found = xref.select("record_id", "party_id").toPandas()
    serial = found["record_id"].str.extract(r"(\d{12})号?$")[0].astype("int64")
    return found.join(truth[0], on=serial.rename("serial"))


def test_all_court_records_of_firms_are_organisations(records):
    assert {kind for (kind,) in records.select("party_type_code").distinct().collect()} == {"ORGANISATION"}


def test_the_firms_are_the_parties(parties):
    found = parties[["record_id", "party_id"]].rename(columns={"party_id": "entity_id"})
    measured = quality(tally(found, parties[["record_id", "firm_id"]].rename(columns={"firm_id": "entity_id"})))
    assert measured.pairwise.precision.value > 0.99
    assert measured.pairwise.recall.value > 0.8


def test_no_party_has_two_credit_codes(parties, records):
    told = records.select("record_id", "credit_code").toPandas().dropna()
    assert told.merge(parties, on="record_id").groupby("party_id")["credit_code_x"].nunique().max() == 1


def test_what_no_place_and_no_code_tells_apart_waits_for_people(links):
    outcomes = {row["outcome_code"] for row in links.collect()}
    assert outcomes >= {"JOINED", "REVIEW"}
    assert links.where("outcome_code = 'REVIEW'").count() > 10
