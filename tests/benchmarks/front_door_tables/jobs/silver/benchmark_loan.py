"""Loans of a partner under the names of the house; what is no day or no number goes to quarantine by the contract."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import plain_amount, present

TEXTS = {
    "loan_number": "loan_number",
    "borrower_name": "borrower_name",
    "id_number": "id_number",
    "mobile": "mobile_phone",
    "address": "address_text",
    "product": "product_code",
}
AMOUNTS = {"principal": "principal_amount", "outstanding": "outstanding_amount", "instalment": "instalment_amount"}
REST = {
    "annual_rate": "annual_rate",
    "term": "term_months",
    "paid_out": "originated_date",
    "first_due": "first_due_date",
    "maturity": "maturity_date",
    "days_late": "late_days",
    "purpose": "purpose_text",
    "branch": "branch_name",
    "officer": "officer_id",
    "state": "status_code",
    "changed": "updated_at",
}


def build(benchmark_loans: DataFrame) -> DataFrame:
    """One row per row sent."""
    return benchmark_loans.select(
        *(present(F.col(sent)).alias(name) for sent, name in TEXTS.items()),
        *(plain_amount(F.col(sent)).alias(name) for sent, name in AMOUNTS.items()),
        *(present(F.col(sent)).alias(name) for sent, name in REST.items()),
    )
