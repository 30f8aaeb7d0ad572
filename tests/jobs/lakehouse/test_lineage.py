"""Every column leads back to its sources: derived from the builds, told without an engine, drawn as a page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.column_edges import Untold, edges_of, marked
from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.lineage import LINEAGE, read_lineage, sources_of, way_back
from jobs.lakehouse.lineage_derivation import derive
from jobs.lakehouse.lineage_pages import write_lineage_page
from jobs.lineage import in_words

CATALOG, COMMITTED = Catalog(), read_lineage()
# Read off the builds by a person.
KNOWN = {
    "silver.account.balance_amount": ("bronze.core_bank_accounts.balance_amount",),
    "silver.customer.customer_id": ("bronze.core_bank_customers.customer_id",),
    "gold.customer_wide.balance_amount": ("gold.customer_product.balance_amount",),
    "gold.customer_product.balance_amount": ("silver.account.balance_amount",),
    "gold.customer_product.credit_limit_amount": (
        "silver.card.card_type_code",
        "silver.card.credit_limit_amount",
        "silver.card.status_code",
    ),
    "gold.customer_behaviour.in_7_days_amount": (
        "silver.transaction.amount",
        "silver.transaction.direction_code",
        "silver.transaction.posted_date",
    ),
}


def test_the_committed_edges_are_what_the_builds_say_now(spark: SparkSession) -> None:
    assert LINEAGE.read_text() == derive(spark, CATALOG).to_json(), "run python -m jobs.lineage --write"


@pytest.mark.parametrize("column", KNOWN)
def test_a_column_is_made_from_what_its_build_takes(column: str) -> None:
    table, _, name = column.rpartition(".")
    assert COMMITTED.columns[table][name] == KNOWN[column]


def test_every_column_of_a_built_table_is_told_and_eight_builds_hide_their_own() -> None:
    built = {one.name: list(one.column_names) for one in CATALOG if one.inputs}
    assert {table: list(edges) for table, edges in COMMITTED.columns.items()} == built
    # The screening and the trends name fields of what they explode, which the walk does not follow.
    scored = ("gold.band_monitor", "gold.credit_score", "gold.feature_shift")
    compared, placed = ("silver.party_match", "silver.organisation_match"), "gold.customer_cluster"
    assert COMMITTED.assumed == tuple(sorted((*scored, *compared, placed, "gold.trend_check", "silver.list_screening")))
    inputs = {f"{one.name}.{name}" for one in CATALOG for name in (*one.column_names, BUSINESS_DATE)}
    assert {
        origin for edges in COMMITTED.columns.values() for origins in edges.values() for origin in origins
    } <= inputs


def test_values_are_followed_through_joins_windows_renames_and_unions(spark: SparkSession) -> None:
    left = marked(spark.createDataFrame([], "id STRING, amount INT, day DATE"), "silver.left")
    right = marked(spark.createDataFrame([], "id STRING, rate INT"), "silver.right")
    joined = left.join(right, "id", "left").withColumn("owed", F.col("amount") * F.col("rate"))
    summed = joined.groupBy("id").agg(F.sum("owed").alias("owed"), F.max("day").alias("last"))
    again = summed.unionByName(right.select("id", F.lit(1).alias("owed")), allowMissingColumns=True)
    found = edges_of(again.withColumnRenamed("last", "last_date").where("owed > 0"))
    assert found == {
        "id": ("silver.left.id", "silver.right.id"),
        "owed": ("silver.left.amount", "silver.right.rate"),
        "last_date": ("silver.left.day",),
    }


def test_columns_that_travel_as_one_are_still_told_apart(spark: SparkSession) -> None:
    left = marked(spark.createDataFrame([], "id STRING, amount INT, day DATE"), "silver.left")
    one = left.select("id", F.array(F.struct("amount", F.year("day").alias("year"))).alias("told"))
    found = edges_of(one.repartition("id").select("id", F.inline("told")))
    assert found == {"id": ("silver.left.id",), "amount": ("silver.left.amount",), "year": ("silver.left.day",)}


def test_what_a_function_of_rows_gives_may_be_made_of_all_that_it_takes(spark: SparkSession) -> None:
    left = marked(spark.createDataFrame([], "id STRING, amount INT, day DATE"), "silver.left")
    given = left.select("id", "amount").mapInArrow(lambda batches: batches, "id string, total int")
    taken = ("silver.left.amount", "silver.left.id")
    assert edges_of(given.select("id", F.lit(1).alias("one"), "total")) == {"id": taken, "one": (), "total": taken}


def test_what_a_text_in_sql_hides_is_not_guessed(spark: SparkSession) -> None:
    with pytest.raises(Untold):
        edges_of(marked(spark.createDataFrame([], "id STRING"), "silver.left").select(F.expr("upper(id) AS id")))


def test_the_way_back_ends_in_the_source_system() -> None:
    told = [in_words(step) for step in way_back(CATALOG, COMMITTED, "gold.customer_wide", "balance_amount")]
    assert told == [
        "gold.customer_wide.balance_amount",
        "  gold.customer_product.balance_amount",
        "    silver.account.balance_amount",
        "      bronze.core_bank_accounts.balance_amount",
        "        landing.core_bank/bank.account.balance_amount  (source system core_bank)",
    ]
    assert sources_of(CATALOG, COMMITTED, "silver.telecom_profile.has_telecom_profile") == (
        "landing.telecom_vendor/telecom_profiles_{date}.csv.hit_code",
    )
    with pytest.raises(ContractFault, match="has no column nothing"):
        list(way_back(CATALOG, COMMITTED, "gold.customer_wide", "nothing"))


def test_the_page_draws_every_table_once_and_loads_nothing(tmp_path: Path) -> None:
    text = write_lineage_page(CATALOG, COMMITTED, "gold.customer_wide", tmp_path).read_text()
    assert not re.search(r"(src|href)=\"(https?:)?//|url\(|<script", text)
    svg = ElementTree.fromstring(re.search(r"<svg.*</svg>", text, re.DOTALL)[0])  # noqa: S314
    drawn = [one.text for one in svg.iter("text")]
    on_the_way = {step.name for step in way_back(CATALOG, COMMITTED, "gold.customer_wide")}
    assert sorted(drawn) == sorted(on_the_way)
    assert text.count("<code>gold.customer_product.balance_amount</code>") >= 1
