"""Which party each party record belongs to."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.token import keyed_token

PARTY_ID_DIGITS = 20


def build(party_record: DataFrame, identity_key: str) -> DataFrame:
    """Records with one valid identity number are one party; any other record is a party of its own.

    The prefixes keep a record number from ever meeting an identity number in one token.
    """
    by_number = keyed_token(F.col("id_number"), identity_key)
    by_record = keyed_token(F.concat(F.lit("record:"), F.col("record_id")), identity_key)
    token = F.coalesce(by_number, by_record)
    return party_record.select(
        "record_id",
        "source_system_code",
        "source_record_id",
        F.concat(F.lit("P"), F.substring(token, 1, PARTY_ID_DIGITS)).alias("party_id"),
        F.when(F.col("id_number").isNotNull(), "ID_NUMBER").otherwise("SINGLE").alias("match_rule_code"),
    )
