"""The own engine from end to end on records of any kind: weights learnt without labels, pairs in Spark, parties."""

from __future__ import annotations

import datetime

import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.identity.clustering.limits import Limits
from jobs.identity.clustering.link_task import links_of
from jobs.identity.clustering.party_task import parties_of
from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.increment import matched_pairs
from jobs.identity.matching.training import learnt_weights
from jobs.identity.odds import bits_of
from tests.benchmarks.identity_splink import Steps

DAY = datetime.date(2026, 6, 1)
PAIR = "left_record_id string, right_record_id string"


def assigned_by_engine(spark: SparkSession, records: pa.Table, model: MatchModel) -> tuple[pd.DataFrame, Steps]:
    """Record_id and entity_id as the own engine joins the records, and the seconds; no identity number is known."""
    steps = Steps()
    weights = learnt_weights(records, model).with_version("learnt")
    steps.done("training")
    frame, nobody = spark.createDataFrame(records), spark.createDataFrame([], "record_id string, party_id string")
    links = links_of(
        records=_without_numbers(frame),
        scored=matched_pairs(frame, weights).select("left_record_id", "right_record_id", "match_weight"),
        decided=spark.createDataFrame([], f"{PAIR}, decision_code string"),
        before=spark.createDataFrame([], f"{PAIR}, link_rule_code string, match_weight double"),
        earlier=nobody,
        absent=nobody,
        limits=Limits(bits_of(model.thresholds.link), bits_of(model.thresholds.bridge)),
    )
    joined = links.where(F.col("outcome_code") == "JOINED")
    parties = parties_of(
        records=frame.select(
            "record_id", F.lit("set").alias("source_system_code"), F.lit(DAY).alias("first_seen_date")
        ),
        joined=joined.select("left_record_id", "right_record_id", "link_rule_code"),
        earlier=nobody,
        absent=nobody,
        key="a key of the benchmark",
        day=DAY,
    )
    found = parties.select("record_id", F.col("party_id").alias("entity_id")).toPandas()
    steps.done("pairs and parties")
    return found, steps


def _without_numbers(records: DataFrame) -> DataFrame:
    """What may forbid a link in a set whose identifiers nobody has checked: the birth alone."""
    nothing = F.lit(None).cast("string")
    return records.select(
        "record_id",
        nothing.alias("id_number"),
        nothing.alias("credit_code"),
        "birth_date",
        F.lit(DAY).alias("first_seen_date"),
        F.lit(False).alias("is_customer"),
    )
