"""Every call in the ledger has a basis and a price that fits what became of it."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="price_amount", min_value=0),
    warning("expect_column_values_to_be_in_set", column="is_refused", value_set=[False], mostly=0.8),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    needs_consent = (F.col("legal_basis_code") == "CONSENT") & ~F.col("is_refused")
    is_free = F.col("is_refused") | F.col("is_cached") | (F.col("outcome_code") == "FAILED")
    is_refused = F.col("outcome_code") == "REFUSED"
    has_no_answer = (F.col("outcome_code") == "ANSWERED") & F.col("is_hit").isNull()
    return (
        reject("NO_BASIS", needs_consent & F.col("consent_id").isNull(), "an answer is used without a consent"),
        reject("PAID_TWICE", is_free & (F.col("price_amount") > 0), "a refused, cached or failed call has a price"),
        reject("NO_ANSWER", has_no_answer, "an answer says neither hit nor no hit"),
        reject("TWO_OUTCOMES", is_refused != F.col("is_refused"), "one column calls it refused, another not"),
        reject("NO_REASON", F.col("is_refused") & F.col("refusal_code").isNull(), "a refusal has no reason"),
    )
