"""Which party each party record belonged to on every day."""

from __future__ import annotations

from pyspark.sql import DataFrame


def build(party_xref: DataFrame) -> DataFrame:
    """The parties of one day; the evidence is left out, since it changes without the party changing."""
    return party_xref.select("record_id", "source_system_code", "source_record_id", "party_id")
