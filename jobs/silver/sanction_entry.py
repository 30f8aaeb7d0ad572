"""Entries of the OFAC list of specially designated nationals."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(open_data_sanctioned_parties: DataFrame) -> DataFrame:
    """One row per entry; the list writes '-0-' where it has nothing to say."""
    return open_data_sanctioned_parties.select(
        _stated("ent_num").alias("sanction_entry_id"),
        _stated("SDN_Name").alias("full_name"),
        _party_type_code().alias("party_type_code"),
        _stated("Program").alias("programme_name"),
        _stated("Remarks").alias("remarks_text"),
    )


def _stated(name: str) -> Column:
    text = present(F.col(name))
    return F.when(text != "-0-", text)


def _party_type_code() -> Column:
    """The list marks persons, vessels and aircraft; what it does not mark is an organisation.

    A mark that nobody knows is returned as it is, and the contract refuses it.
    """
    sent = _stated("SDN_Type")
    return F.when(sent.isNull(), "ORGANISATION").when(sent == "individual", "PERSON").otherwise(F.upper(sent))
