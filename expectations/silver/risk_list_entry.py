"""No entry without evidence, without two persons, or for ever where only people stand for it; no appeal unanswered."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning, where
from jobs.lakehouse.person_column import person
from jobs.risk.entry_facts import of_reason
from jobs.risk.policy import read_policy

# A vendor tells a number and no name.
NAMED = where("source_code <> 'FRAUD_VENDOR'")
EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="subject_name", mostly=0.99, **NAMED),
    warning("expect_column_values_to_be_in_set", column="is_appeal_late", value_set=[False]),
)


def row_rules() -> tuple[RowRule, ...]:
    """What no entry may be; such an entry is quarantined and has no effect anywhere."""
    policy = read_policy()
    is_ended, has_reason = F.col("ended_date").isNotNull(), F.col("end_reason_code").isNotNull()
    is_for_ever = of_reason(policy, "needs_last_day") & F.col("valid_to_date").isNull()
    is_nobody = F.coalesce("subject_name", "id_token", "phone_token", "record_id").isNull()
    return (
        reject("NO_EVIDENCE", F.trim("evidence_reference") == "", "nothing says where the evidence is found"),
        reject("NO_SUBJECT", is_nobody, "nothing says whom the entry is about"),
        reject("ONE_PERSON", _is_one_person(), "author and approver are one person"),
        reject("FOR_EVER", is_for_ever, "only people stand for it, and it has no last day"),
        reject("ENDS_FIRST", F.col("valid_to_date") < F.col("valid_from_date"), "its last day is before its first"),
        reject(
            "OTHER_LIST", F.col("list_type_code") != of_reason(policy, "list_type"), "its reason is of another list"
        ),
        reject("END_WITHOUT_REASON", is_ended != has_reason, "it ended without a reason, or has one and did not end"),
        reject("ENDED_IN_FORCE", is_ended & F.col("is_in_force"), "it ended and still counts"),
    )


def _is_one_person() -> Column:
    author, approver = person("proposed_by_name"), person("approved_by_name")
    return (author == "") | (approver == "") | (author == approver)
