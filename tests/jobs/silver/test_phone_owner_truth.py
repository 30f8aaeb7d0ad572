"""Numbers that the sample bank hands to somebody else are found, also where the record of the giver is stale."""

from __future__ import annotations

import datetime

import pandas as pd
from pyspark.sql import functions as F

from infra.sample_bank.moves import handovers
from infra.sample_bank.snapshot import make_snapshot
from infra.sample_bank.telecom import telecom_rows
from infra.sample_bank.truth import person_truth, recycled_truth
from infra.sample_bank.world import World
from jobs.silver import core_bank_party, match_record, phone_owner
from tests.jobs.frames import frame_of

WORLD = World(seed=7, customers=4000, first_business_date=datetime.date(2026, 6, 1))
DAYS = range(4)


class Told:
    """What the sources say at the close of a day, as pandas frames, and who is who."""

    def __init__(self, number):
        self.day = WORLD.date_of(number)
        made = [make_snapshot(WORLD, block, self.day, handovers(WORLD, number)) for block in WORLD.blocks(number)]
        self.customers = pd.concat([one.customers.rows.to_pandas() for one in made])
        self.answers = pd.concat([telecom_rows(one)[0].to_pandas() for one in made]).drop_duplicates("id_number")
        people = pd.concat([person_truth(one).to_pandas() for one in made])
        self.person_of = people.explode("customer_ids").set_index("customer_ids")["person_id"]


def _owners(spark, told, before):
    """silver.phone_owner of one day."""
    records = core_bank_party.build(spark.createDataFrame(told.customers.astype(str)), told.day).cache()
    rows = [
        {"record_id": f"core_bank:{number}", "party_id": person}
        for number, person in told.person_of.loc[told.customers["customer_id"]].items()
    ]
    xref = frame_of(spark, "silver.party_xref", *rows)
    none, absent = (
        frame_of(spark, table).withColumn("business_date", F.lit(told.day))
        for table in ("silver.match_record", "silver.absent_record")
    )
    known = told.answers[told.answers["network_tenure_months"].notna()]
    months = known["network_tenure_months"].astype(int).tolist()
    answers = [
        {"id_number": number, "mobile_phone": phone, "telecom_tenure_months": tenure}
        for number, phone, tenure in zip(known["id_number"], known["mobile_phone"], months, strict=True)
    ]
    profiles = frame_of(spark, "silver.telecom_profile", *answers)
    compared = match_record.build(records, none, absent, before, told.day)
    built = phone_owner.build(records, xref, compared, profiles, absent, before, told.day)
    return spark.createDataFrame(built.toPandas(), built.schema).withColumn("business_date", F.lit(told.day))


def _found(spark):
    """Pairs of person and number that passed on by the last day, as found and as planted."""
    owners = frame_of(spark, "silver.phone_owner").withColumn("business_date", F.lit(WORLD.date_of(0)))
    truth = recycled_truth(WORLD, handovers(WORLD, DAYS[-1])).to_pandas()
    for one in map(Told, DAYS):
        owners = _owners(spark, one, owners)
    passed = owners.where("is_recycled").select("party_id", "mobile_phone").distinct().collect()
    planted = set(zip(truth["old_person_id"], truth["mobile_phone"], strict=True))
    return {tuple(row) for row in passed}, planted


def test_numbers_that_passed_on_are_found_and_no_others(spark):
    found, planted = _found(spark)
    right = len(found & planted)
    assert len(planted) > 60
    assert right / len(planted) >= 0.9
    assert right / len(found) >= 0.98
