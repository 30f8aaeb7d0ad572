"""One bad customer row costs itself, or a value of itself: what the bank publishes about all others stays open."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import VERDICT, conform
from jobs.lakehouse.gate import Gate
from jobs.lakehouse.quality import Beside, check
from jobs.lakehouse.table_code import build_of, rules_of
from tests.jobs.frames import frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 1)
CUSTOMERS = 200
CODE = "91310115MA0000007H"
SPOILED = (
    ("division_code", "11010A"),
    ("division_code", "110105\n"),
    ("gender_code", "男"),
    ("birth_date", "1899-12-31"),
    ("birth_date", "1990-02-30"),
    ("birth_date", "1990年5月5日"),
    ("birth_date", "2026-06-02"),
)
Rows = list[dict[str, Any]]


class Bank:
    """Customers as the branch typed them, each with an account and a loan, taken through the real builds and gates."""

    def __init__(self, spark: SparkSession, customers: Rows) -> None:
        self.spark = spark
        typed = frame_of(spark, "bronze.core_bank_customers", *customers)
        self.records = self.published("silver.core_bank_party", core_bank_customers=typed, business_date=TODAY)
        self.customers = self.published("silver.customer", core_bank_customers=typed)
        self.xref = self.records.select(
            "record_id",
            "source_system_code",
            "source_record_id",
            F.concat(F.lit("P"), F.left(F.sha2("record_id", 256), F.lit(20))).alias("party_id"),
        )

    def published(self, table: str, **inputs: Any) -> DataFrame:
        """The good rows of a table, as its readers find them."""
        contract = Catalog()[table]
        judged = conform(build_of(contract)(**inputs), contract, rules_of(contract).row_rules())
        return judged.where(F.col(VERDICT) == "loaded").select(*contract.column_names).cache()

    def refused(self, table: str, beside: Mapping[str, DataFrame], **inputs: Any) -> list[str]:
        """Why the gate of a table refuses it."""
        contract = Catalog()[table]
        there = {"silver.party_xref": self.xref, **beside}
        gate: Gate = check(
            self.published(table, **inputs), contract, rules_of(contract), Beside(TODAY, there.__getitem__)
        )
        return [answer.rule for answer in gate.answers if answer.severity == "critical" and not answer.holds]

    def refused_today(self) -> dict[str, list[str]]:
        """Why the gates of what customers hold and of how loans turned out refuse it, for one of each per customer."""
        loans, accounts = held("silver.loan", self.spark), held("silver.account", self.spark)
        cards, paid = frame_of(self.spark, "silver.card"), frame_of(self.spark, "silver.repayment")
        known = {"party_xref": self.xref, "loan": loans, "business_date": TODAY}
        beside = {"silver.loan": loans, "silver.account": accounts}
        return {
            "product": self.refused("gold.customer_product", beside, account=accounts, card=cards, **known),
            "outcome": self.refused("gold.loan_outcome", beside, repayment=paid, **known),
        }


def number(place: int) -> str:
    return f"C{place:09d}"


def typed(place: int, **more: str) -> dict[str, Any]:
    """A customer as core banking holds it."""
    usual = {"full_name": "张三", "id_type_code": "1", "gender_code": "2", "birth_date": "1990-05-05"}
    return {"customer_id": number(place), "division_code": "110105", "opened_date": "2020-01-02", **usual, **more}


def held(table: str, spark: SparkSession) -> DataFrame:
    """A thing of each customer."""
    facts = {
        "silver.account": {"status_code": "ACTIVE", "account_type_code": "SAVINGS", "balance_amount": Decimal(100)},
        "silver.loan": {"status_code": "ACTIVE", "product_code": "CASH", "originated_date": D(2026, 1, 5)}
        | {"principal_amount": Decimal(900), "outstanding_amount": Decimal(600)},
    }[table]
    key = table.partition(".")[2] + "_id"
    return frame_of(
        spark, table, *({key: f"{place}", "customer_id": number(place), **facts} for place in range(CUSTOMERS))
    )


@pytest.mark.fault("F34", "a division, gender or birth of a customer that cannot be", "the customer stays without it")
def test_a_value_that_cannot_be_costs_the_value_and_keeps_nobody_from_being_published(spark):
    usual = {"division_code": "110105", "gender_code": "2", "birth_date": D(1990, 5, 5)}
    customers = [typed(place, **dict([spoiled])) for place, spoiled in enumerate(SPOILED)]
    bank = Bank(spark, [*customers, *(typed(place) for place in range(len(SPOILED), CUSTOMERS))])
    left = [tuple(None if name == column else value for name, value in usual.items()) for column, _ in SPOILED]
    found = {row[0]: row[1:] for row in rows_of(bank.records, "source_record_id", *usual)}
    assert [found[number(place)] for place in range(len(SPOILED))] == left
    assert set(found.values()) == {*left, tuple(usual.values())}
    assert bank.refused_today() == {"product": [], "outcome": []}


@pytest.mark.fault("F34", "one customer of hundreds whose row is quarantined", "the others are published all the same")
def test_a_customer_in_quarantine_keeps_nobody_else_from_being_published(spark):
    assert Bank(spark, [typed(place) for place in range(1, CUSTOMERS)]).refused_today() == {
        "product": [],
        "outcome": [],
    }


def test_a_fiftieth_of_the_customers_in_quarantine_is_a_wrong_extract(spark):
    refused = Bank(spark, [typed(place) for place in range(CUSTOMERS // 50, CUSTOMERS)]).refused_today()
    assert all(refused.values())


@pytest.mark.fault("F34", "one firm of an industry that the standard does not know", "the firm stays without industry")
def test_a_firm_of_an_unknown_industry_is_published_without_one(spark):
    firm = {"id_type_code": "2", "id_number": CODE, "full_name": "上海大名实业有限公司"}
    bank = Bank(spark, [typed(0, **firm, industry_code="00"), typed(1, **firm, industry_code="51")])
    known = bank.xref.withColumn("party_type_code", F.lit("ORGANISATION"))
    parties = frame_of(spark, "silver.party").unionByName(
        known.select("party_id", "party_type_code"), allowMissingColumns=True
    )
    industries = frame_of(spark, "silver.industry", {"industry_code": "51", "industry_name": "批发业"})
    inputs = {
        "party": parties,
        "party_xref": bank.xref,
        "customer": bank.customers,
        "division": frame_of(spark, "silver.division"),
        "industry": industries,
        "enterprise": frame_of(spark, "silver.enterprise"),
        "business_date": TODAY,
    }
    assert bank.refused("gold.enterprise_profile", {"silver.industry": industries}, **inputs) == []
    assert rows_of(bank.published("gold.enterprise_profile", **inputs), "industry_code", "industry_name") == [
        ("51", "批发业"),
        (None, None),
    ]
