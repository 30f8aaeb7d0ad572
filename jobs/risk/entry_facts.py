"""What every source tells of an entry, in one shape; what follows from it stands in ``validity`` and beside it."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.policy import RiskPolicy

# What a source does not tell is null. ``valid_from_date`` is null where it tells no day: then the first sight counts.
FACTS: Mapping[str, str] = {
    "entry_id": "string",
    "list_type_code": "string",
    "reason_code": "string",
    "source_code": "string",
    "evidence_reference": "string",
    "subject_type_code": "string",
    "subject_name": "string",
    "aliases_text": "string",
    "weak_aliases_text": "string",
    "birth_date": "date",
    "birth_year_number": "string",
    "countries_text": "string",
    "id_token": "string",
    "phone_token": "string",
    "record_id": "string",
    "proposed_by_name": "string",
    "approved_by_name": "string",
    "valid_from_date": "date",
    "event_ended_date": "date",
    "valid_to_date": "date",
    "withdrawn_date": "date",
}
# What is compared when an entry is screened: where none of it changes, what people said of a hit stays.
SCREENED = (
    "subject_type_code",
    "subject_name",
    "aliases_text",
    "weak_aliases_text",
    "birth_date",
    "birth_year_number",
    "countries_text",
    "id_token",
    "phone_token",
    "record_id",
)
# Between the names of one party; no list writes it in a name.
BETWEEN_NAMES = " | "


def facts_of(frame: DataFrame, told: Mapping[str, Column]) -> DataFrame:
    """The rows of a source as facts."""
    return frame.select(*(told.get(name, F.lit(None)).cast(kind).alias(name) for name, kind in FACTS.items()))


def declared_facts(policy: RiskPolicy, reason_code: str, evidence: Column) -> dict[str, Column]:
    """What the policy says of every entry of a reason that a feed brings."""
    reason = policy.reasons[reason_code]
    return {
        "entry_id": F.concat(F.lit(f"{reason_code}:"), evidence),
        "list_type_code": F.lit(reason.list_type),
        "reason_code": F.lit(reason_code),
        "evidence_reference": evidence,
        "proposed_by_name": F.lit(reason.author),
        "approved_by_name": F.lit(reason.approver),
    }


def of_reason(policy: RiskPolicy, attribute: str) -> Column:
    """An attribute of the policy for the reason of a row; null where the policy says nothing."""
    values = {code: getattr(reason, attribute) for code, reason in policy.reasons.items()}
    said = [F.lit(part) for code, value in values.items() if value is not None for part in (code, value)]
    return F.try_element_at(F.create_map(*said), F.col("reason_code"))
