"""Everything that the records of a party say about it, and which value the party shows."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame

from jobs.identity.golden_record import said_values, with_choice
from jobs.identity.phone_passing import with_own_phone
from jobs.identity.survivorship import FIELDS


def build(
    party_record: DataFrame, party_xref: DataFrame, phone_owner: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One row for each field that a record fills; nothing is lost by what another record says.

    A telephone that passed to somebody else is the party's no more. The records of a party are brought together once,
    before they become many rows.
    """
    parties = party_xref.select("record_id", "party_id")
    records = with_own_phone(party_record, phone_owner).join(parties, on="record_id", how="inner")
    records = records.repartition("party_id")
    return with_choice(said_values(records, FIELDS, business_date), FIELDS).select(
        "party_id",
        "field_name",
        "record_id",
        "value_text",
        "source_system_code",
        "as_of_date",
        "is_valid",
        "is_chosen",
        "survivorship_rule_code",
    )
