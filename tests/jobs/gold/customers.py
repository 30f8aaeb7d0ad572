"""Two customers, one of them with two numbers, and a party that is none."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame, SparkSession

from tests.jobs.frames import frame_of


def xref(system: str, number: str, party_id: str) -> dict[str, Any]:
    return {
        "record_id": f"{system}:{number}",
        "source_system_code": system,
        "source_record_id": number,
        "party_id": party_id,
    }


def party_xref(spark: SparkSession) -> DataFrame:
    """P1 holds C1 and C2, P2 holds C3; the court names P1 and P3."""
    return frame_of(
        spark,
        "silver.party_xref",
        xref("core_bank", "C1", "P1"),
        xref("core_bank", "C2", "P1"),
        xref("core_bank", "C3", "P2"),
        xref("court_vendor", "JUDGMENT:1", "P1"),
        xref("court_vendor", "JUDGMENT:2", "P3"),
    )
