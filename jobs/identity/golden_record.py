"""The golden record: of all that the records of a party say, the value that each field shows, and why it is that one.

Which rules choose is declared in ``survivorship``; here they become numbers that are compared. Every rule gives a
value a rank, smaller is better; the ranks of a field's rules in their order, then the record id, order its values.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.identity.survivorship import COMPLETENESS, RECENCY, SOURCE, VALIDITY, VOTE, Survivorship

# Why a value is shown or not where no declared rule says it.
RECORD_ID = "RECORD_ID"  # all rules left a tie: the smallest record id
ONLY_VALUE = "ONLY_VALUE"  # the party has no other value
SAME_VALUE = "SAME_VALUE"  # another record says the same, and is the one that is named
# The rank of a record that has no day: after every day there is.
NO_DAY = 2**31
RECORD_COLUMNS = ("party_id", "record_id", "source_system_code", "as_of_date")


def said_values(records: DataFrame, fields: Sequence[Survivorship], business_date: datetime.date) -> DataFrame:
    """One row for each field that a record fills; ``records`` are party records with their ``party_id``.

    Added columns: field_name, value_text (days as yyyy-MM-dd) and is_valid.
    """
    said = F.array(*(_said(field, business_date) for field in fields))
    told = [F.col(f"said.{name}").alias(name) for name in ("field_name", "value_text", "is_valid")]
    values = records.select(*RECORD_COLUMNS, F.explode(said).alias("said")).select(*RECORD_COLUMNS, *told)
    return values.where(F.col("value_text").isNotNull())


def with_choice(values: DataFrame, fields: Sequence[Survivorship]) -> DataFrame:
    """The values with ``is_chosen``, true once for each field of a party, and ``survivorship_rule_code``.

    The code of a chosen value is the rule that it won by over the last other value, of any other the rule it lost by.
    """
    of_field = Window.partitionBy("party_id", "field_name")
    of_value = Window.partitionBy("party_id", "field_name", "value_text")
    counted = values.withColumn("_votes", F.count(F.lit(1)).over(of_value))
    ranked = counted.withColumn("_ranks", _by_field(fields, _ranks))
    best = F.min(F.struct("_ranks", "record_id", "value_text")).over(of_field)
    compared = ranked.withColumn("_best", best).withColumn("_lost_at", _first_difference())
    is_other = F.col("value_text") != F.col("_best.value_text")
    won_at = F.max(F.when(is_other, F.col("_lost_at"))).over(of_field)
    return (
        compared.withColumn("_won_at", won_at)
        .withColumn("is_chosen", F.col("record_id") == F.col("_best.record_id"))
        .withColumn("survivorship_rule_code", _reason(fields, is_other))
        .drop("_votes", "_ranks", "_best", "_lost_at", "_won_at")
    )


def chosen_by_party(party_value: DataFrame, types: Mapping[str, str]) -> DataFrame:
    """One row per party that says anything: each field in its Spark type, and ``<field>_record_id`` beside it."""
    columns = [
        column
        for name, spark_type in types.items()
        for column in (
            F.max(_of_field(name, "value_text")).cast(spark_type).alias(name),
            F.max(_of_field(name, "record_id")).alias(f"{name}_record_id"),
        )
    ]
    return party_value.where(F.col("is_chosen")).groupBy("party_id").agg(*columns)


def _said(field: Survivorship, business_date: datetime.date) -> Column:
    return F.struct(
        F.lit(field.field_name).alias("field_name"),
        F.col(field.field_name).cast("string").alias("value_text"),
        F.coalesce(field.is_valid(business_date), F.lit(False)).alias("is_valid"),
    )


def _of_field(name: str, column: str) -> Column:
    return F.when(F.col("field_name") == name, F.col(column))


def _by_field(fields: Sequence[Survivorship], told: Callable[[Survivorship], Column]) -> Column:
    """What ``told`` says of the field that a row is about."""
    first, *others = fields
    chain = F.when(F.col("field_name") == first.field_name, told(first))
    return reduce(
        lambda chosen, field: chosen.when(F.col("field_name") == field.field_name, told(field)), others, chain
    )


def _ranks(field: Survivorship) -> Column:
    return F.array(*(_rank(rule, field).cast("bigint") for rule in field.rules))


def _rank(rule: str, field: Survivorship) -> Column:
    """The place of a value by one rule; raises KeyError for a rule that nobody knows."""
    ranks = {
        VALIDITY: F.when(F.col("is_valid"), 0).otherwise(1),
        SOURCE: _trust(field.sources),
        RECENCY: F.coalesce(-F.unix_date(F.col("as_of_date")), F.lit(NO_DAY)),
        VOTE: -F.col("_votes"),
        COMPLETENESS: -F.length(F.col("value_text")),
    }
    return ranks[rule]


def _trust(sources: Sequence[str]) -> Column:
    """The place of the record's source in the order of trust; sources that are not named share the last."""
    place = F.array_position(F.array(*map(F.lit, sources)), F.col("source_system_code"))
    return F.when(place > 0, place).otherwise(len(sources) + 1)


def _first_difference() -> Column:
    """From 1, the place of the first rule that sets a value apart from the chosen one; after the last for none."""
    are_equal = F.zip_with("_ranks", "_best._ranks", lambda mine, best: mine == best)
    place = F.array_position(are_equal, False)
    return F.when(place > 0, place).otherwise(F.size("_ranks") + 1).cast("int")


def _reason(fields: Sequence[Survivorship], is_other: Column) -> Column:
    """The code of the rule by which a value was chosen or was not."""
    codes = _by_field(fields, lambda field: F.array(*map(F.lit, (*field.rules, RECORD_ID))))
    return (
        F.when(F.col("is_chosen"), F.coalesce(F.element_at(codes, F.col("_won_at")), F.lit(ONLY_VALUE)))
        .when(~is_other, SAME_VALUE)
        .otherwise(F.element_at(codes, F.col("_lost_at")))
    )
