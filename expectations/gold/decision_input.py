"""No row shows what its purpose may not: no black list, nothing without a consent that is needed, no other column."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning
from jobs.purposes.purpose import FACTS, Purposes, read_purposes
from jobs.risk.level import BETWEEN_REASONS
from jobs.risk.policy import read_policy

EXPECTATIONS = (
    warning(
        "expect_column_distinct_values_to_contain_set",
        column="purpose_code",
        value_set=["credit_decision", "collection", "marketing"],
    ),
)
ACROSS = (refers("party_id", to="gold.risk_level.party_id"),)


def row_rules() -> tuple[RowRule, ...]:
    """What no application may meet."""
    purposes = read_purposes()
    serves_black = F.col("purpose_code").isin(*purposes.that("serves_black"))
    needs_consent = F.col("purpose_code").isin(*purposes.that("needs_consent"))
    is_black = F.coalesce("list_colour_code", F.lit("BLACK")) == "BLACK"
    return (
        reject("BLACK_SHOWN", ~serves_black & is_black, "the purpose may not serve somebody on the black list"),
        reject(
            "WITHOUT_CONSENT",
            needs_consent & (F.col("consent_state_code") != "IN_FORCE"),
            "the purpose needs a consent, and none is in force",
        ),
        reject("SHOWN_TOO_MUCH", _is_shown_too_much(purposes), "a column is shown that the purpose may not see"),
    )


def _is_shown_too_much(purposes: Purposes) -> Column:
    too_much = ~F.col("purpose_code").isin(*purposes.showing("score")) & _tells_score()
    for fact, names in FACTS.items():
        is_told = F.coalesce(*(F.col(name).cast("string") for name in names)).isNotNull()
        too_much = too_much | (~F.col("purpose_code").isin(*purposes.showing(fact)) & is_told)
    return too_much


def _tells_score() -> Column:
    """Whether a reason of the level tells a zone of the score."""
    told = F.split(F.concat_ws(BETWEEN_REASONS, "driving_reason_code", "reasons_text"), BETWEEN_REASONS)
    return F.arrays_overlap(told, F.array(*map(F.lit, read_policy().score_codes)))
