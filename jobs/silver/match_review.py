"""Pairs of party records that wait for people, with what speaks for and against them side by side.

What people compare are keyed tokens and endings of numbers; the values themselves stay in ``silver.match_record``.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.agreement_level import agreement, same_start, within_edits
from jobs.identity.code_list import translated
from jobs.identity.link_reason import REASONS
from jobs.identity.newest_day import of_newest_date_of
from jobs.identity.token import keyed_token

PAIR = ("left_record_id", "right_record_id")
SIDES = ("left", "right")
# Records of core banking are customers: who joins two joins their accounts, limits and debts.
CUSTOMERS = "core_bank"
TOKEN_DIGITS, SHOWN_DIGITS, CITY_DIGITS = 16, 4, 4
# How many characters may differ in values that are similar: one in a name of two to four; a typing error or a swap in
# a number or a date; more in an address, which is written in many ways.
EDITS = {"name": 1, "birth_date": 2, "id_number": 2, "credit_code": 2, "mobile_phone": 2, "address": 4}
COLUMNS = {
    "name": "name_key",
    "birth_date": "birth_date",
    "gender": "gender_code",
    "id_number": "id_number",
    "credit_code": "credit_code",
    "mobile_phone": "mobile_phone",
    "division": "division_code",
    "address": "address_key",
}
AS_TOKENS = ("name", "birth_date", "address")
# Enough of a number to see that two differ by a typing error, too little to know it.
AS_ENDINGS = ("id_number", "credit_code", "mobile_phone")


def build(
    party_link: DataFrame,
    match_record: DataFrame,
    match_decision: DataFrame,
    earlier: DataFrame,
    earlier_match_record: DataFrame,
    business_date: datetime.date,
    identity_key: str,
) -> DataFrame:
    """One row per pair that no rule settles and nobody has decided.

    A pair waits since the first of the days in a row on which it did; ``earlier_match_record`` tells which there were.
    """
    waiting = party_link.where(F.col("outcome_code") == "REVIEW").join(match_decision, on=list(PAIR), how="left_anti")
    shown = _beside(_beside(waiting, match_record, "left"), match_record, "right")
    since = _waiting_before(of_newest_date_of(earlier_match_record, earlier))
    return shown.join(since, on=list(PAIR), how="left").select(
        *PAIR,
        *(_record_token(side, identity_key) for side in SIDES),
        *(F.col(f"{side}.source_system_code").alias(f"{side}_source_system_code") for side in SIDES),
        _priority().alias("priority_level"),
        "link_rule_code",
        "reason_code",
        translated(F.col("reason_code"), REASONS).alias("reason_text"),
        "match_weight",
        F.coalesce(F.col("known_since_date"), F.lit(business_date)).alias("waiting_since_date"),
        *(_agreement(field).alias(f"{field}_agreement_code") for field in COLUMNS),
        *(_value_token(field, side, identity_key) for field in AS_TOKENS for side in SIDES),
        *(_ending(field, side) for field in AS_ENDINGS for side in SIDES),
    )


def _beside(pairs: DataFrame, match_record: DataFrame, side: str) -> DataFrame:
    """The pairs with the record of one side as a struct; a record that is gone leaves its side empty."""
    record = match_record.select(
        F.col("record_id").alias(f"{side}_record_id"),
        F.struct("source_system_code", *COLUMNS.values()).alias(side),
        F.col("name_sound").alias(f"{side}_sound"),
    )
    return pairs.join(record, on=f"{side}_record_id", how="left")


def _waiting_before(before: DataFrame) -> DataFrame:
    """Since when each pair waited that waited on the day before, on which it may be that none did."""
    return before.select(*PAIR, F.col("waiting_since_date").alias("known_since_date"))


def _priority() -> Column:
    """1 for two customers, 2 for one, 3 for none: what a wrong answer can do comes first."""
    customers = [F.coalesce((F.col(f"{side}.source_system_code") == CUSTOMERS).cast("int"), F.lit(0)) for side in SIDES]
    return F.lit(3) - customers[0] - customers[1]


def _agreement(field: str) -> Column:
    left, right = (F.col(f"{side}.{COLUMNS[field]}") for side in SIDES)
    if field == "gender":
        return agreement(left, right, F.lit(False))
    if field == "division":
        return agreement(left, right, same_start(left, right, CITY_DIGITS))
    close = within_edits(left, right, EDITS[field])
    return agreement(left, right, close | _sounds_alike() if field == "name" else close)


def _sounds_alike() -> Column:
    return F.coalesce(F.col("left_sound") == F.col("right_sound"), F.lit(False))


def _record_token(side: str, key: str) -> Column:
    """Stands for a record where its number is not needed; ``jobs.reviews.tokens`` makes the same."""
    return _token("record", F.col(f"{side}_record_id"), key).alias(f"{side}_token")


def _value_token(field: str, side: str, key: str) -> Column:
    value = F.col(f"{side}.{COLUMNS[field]}").cast("string")
    return _token(field, value, key).alias(f"{side}_{field}_token")


def _token(kind: str, value: Column, key: str) -> Column:
    """The kind keeps a name from meeting an address in one token."""
    return F.substring(keyed_token(F.concat(F.lit(f"review:{kind}:"), value), key), 1, TOKEN_DIGITS)


def _ending(field: str, side: str) -> Column:
    value = F.col(f"{side}.{COLUMNS[field]}")
    return F.concat(F.lit("****"), F.right(value, F.lit(SHOWN_DIGITS))).alias(f"{side}_{field}_text")
