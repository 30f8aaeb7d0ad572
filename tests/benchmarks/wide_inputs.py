"""The published inputs of the blocks of gold.customer_wide, for a bank of any size, made and kept as Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.gold.customer_product import LOAN_PRODUCTS
from jobs.identity.party_number import PERSON
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault
from tests.benchmarks.wide_values import (
    amount,
    at_edges,
    customer_id,
    day,
    known,
    loan_id,
    one_of,
    shared,
    spread,
    token,
)

WIDE = "gold.customer_wide"
DIVISIONS = 3_000
# For every customer. Three customer numbers in a hundred belong to somebody who has another one.
ACCOUNTS, CARDS, LOANS, TRANSACTIONS = 1.4, 1.2, 0.5, 10.0
TELECOM, COURT, RISK, CONSENTS = 0.8, 0.05, 0.02, 1.5
INSTALMENTS_PER_LOAN = 6
PARTIES_PER_CUSTOMER = 0.97
ACCOUNT_STATES = ["ACTIVE", "ACTIVE", "ACTIVE", "DORMANT", "CLOSED"]
# Of an instalment, when something is paid.
PAID_PARTS = [*["1.0"] * 9, "0.5"]


@dataclass(frozen=True)
class WideInputs:
    """A bank of so many customers; its tables hang together by their keys and lie in no helpful order."""

    spark: SparkSession
    catalog: Catalog
    customers: int

    def written(self, folder: Path) -> dict[str, DataFrame]:
        """Every input, written once and read back."""
        paths = {}
        blocks = self.catalog[WIDE].blocks
        for name in sorted({name for block in blocks for name in self.catalog[block].inputs}.difference(blocks)):
            noun = name.split(".")[1]
            paths[noun] = str(folder / noun)
            made = getattr(self, f"_{noun}")()
            _as_published(made, self.catalog[name]).write.parquet(paths[noun])
        return {noun: self.spark.read.parquet(path) for noun, path in paths.items()}

    def _party(self) -> DataFrame:
        """Parties are numbered from 0 without a gap, as ``_party_number`` gives them to customer numbers."""
        return self._rows(PARTIES_PER_CUSTOMER).select(
            token(F.col("id")).alias("party_id"),
            F.lit(PERSON).alias("party_type_code"),
            F.concat(F.lit("张三"), F.col("id").cast("string")).alias("full_name"),
            known(F.format_string("110105%011dX", "id"), 20, "unnumbered").alias("id_number"),
            known(day(date(1950, 1, 1), 20_000, "birth"), 20, "ageless").alias("birth_date"),
            one_of(["1", "2"], "gender").alias("gender_code"),
            known(F.format_string("138%08d", shared(F.col("id"), "phone") % 100_000_000), 20, "silent").alias(
                "mobile_phone"
            ),
            F.concat(F.lit("建设路"), shared(F.col("id"), "address").cast("string"), F.lit("号")).alias("address_text"),
            _division_code("division").alias("division_code"),
            (spread("records", 4) + 1).alias("record_count"),
            (spread("sources", 3) + 1).alias("source_count"),
        )

    def _party_xref(self) -> DataFrame:
        core_bank = self._rows(1.0).select(
            F.concat(F.lit("core_bank:"), customer_id(F.col("id"))).alias("record_id"),
            F.lit("core_bank").alias("source_system_code"),
            customer_id(F.col("id")).alias("source_record_id"),
            self._party_id(F.col("id")).alias("party_id"),
        )
        court = self._rows(COURT).select(
            F.format_string("court_vendor:J%010d", "id").alias("record_id"),
            F.lit("court_vendor").alias("source_system_code"),
            F.format_string("J%010d", "id").alias("source_record_id"),
            self._party_id(spread("court", self.customers)).alias("party_id"),
        )
        return core_bank.unionByName(court)

    def _customer(self) -> DataFrame:
        return self._rows(1.0).select(
            customer_id(F.col("id")).alias("customer_id"),
            amount(50_000, "income").alias("monthly_income_amount"),
            spread("employment", 360).cast("int").alias("employment_months"),
            one_of(["OWN", "MORTGAGE", "RENT", "FAMILY"], "housing").alias("housing_type_code"),
            known(one_of(["SINGLE", "MARRIED", "DIVORCED", "WIDOWED"], "marital"), 5, "untold").alias(
                "marital_status_code"
            ),
            one_of(["A", "B", "C", "D"], "grade").alias("customer_grade_code"),
            day(date(2010, 1, 1), 5_900, "opened").alias("opened_date"),
        )

    def _account(self) -> DataFrame:
        opened, state = at_edges(day(date(2010, 1, 1), 5_990, "opened"), "opened"), one_of(ACCOUNT_STATES, "state")
        return self._held(ACCOUNTS).select(
            F.format_string("A%010d", "id").alias("account_id"),
            "customer_id",
            one_of(["SAVINGS", "CURRENT", "FIXED"], "kind").alias("account_type_code"),
            (amount(200_000, "balance") - 2_000).alias("balance_amount"),
            opened.alias("opened_date"),
            F.when(state == "CLOSED", at_edges(F.date_add(opened, spread("open", 900).cast("int")), "closed")).alias(
                "closed_date"
            ),
            state.alias("status_code"),
        )

    def _card(self) -> DataFrame:
        return self._held(CARDS).select(
            F.format_string("K%010d", "id").alias("card_id"),
            "customer_id",
            one_of(["DEBIT", "DEBIT", "CREDIT"], "kind").alias("card_type_code"),
            amount(50_000, "limit").alias("credit_limit_amount"),
            day(date(2021, 6, 1), 1_820, "issued").alias("issued_date"),
            at_edges(day(date(2026, 4, 1), 1_820, "expires"), "expires").alias("expiry_date"),
            one_of(["ACTIVE", "ACTIVE", "ACTIVE", "BLOCKED", "EXPIRED"], "state").alias("status_code"),
        )

    def _loan(self) -> DataFrame:
        return self._held(LOANS).select(
            loan_id(F.col("id")).alias("loan_id"),
            "customer_id",
            one_of([one.upper() for one in LOAN_PRODUCTS], "product").alias("product_code"),
            amount(500_000, "principal").alias("principal_amount"),
            (spread("interest", 2_400) / 10_000).alias("annual_rate"),
            amount(100_000, "outstanding").alias("outstanding_amount"),
            at_edges(day(date(2022, 1, 1), 1_600, "originated"), "originated").alias("originated_date"),
            one_of(["ACTIVE", "ACTIVE", "SETTLED", "DEFAULTED"], "state").alias("status_code"),
        )

    def _repayment(self) -> DataFrame:
        due = at_edges(day(date(2025, 10, 1), 300, "due"), "due")
        paid = at_edges(F.date_add(due, (spread("late", 12) - 8).cast("int")), "paid")
        is_paid = spread("paid", 10) > 0
        return self._rows(LOANS * INSTALMENTS_PER_LOAN).select(
            F.format_string("R%012d", "id").alias("repayment_id"),
            loan_id(spread("loan", int(self.customers * LOANS))).alias("loan_id"),
            due.alias("due_date"),
            amount(10_000, "instalment").alias("due_amount"),
            F.when(is_paid, paid).alias("paid_date"),
            F.when(is_paid, amount(10_000, "instalment") * one_of(PAID_PARTS, "part").cast("decimal(2,1)")).alias(
                "paid_amount"
            ),
        )

    def _transaction(self) -> DataFrame:
        """Three of four in the last four months and two days after, the others in a year and a bit.

        Of four one is booked the day after, and what moves on a weekend is booked on Monday.
        """
        recent, early = day(date(2026, 2, 1), 123, "moved"), day(date(2025, 5, 20), 380, "moved early")
        moved = at_edges(F.when(spread("early", 4) > 0, recent).otherwise(early), "moved")
        after = F.date_add(moved, one_of([0, 0, 0, 1], "booked after"))
        to_monday = F.when(F.dayofweek(after) == 7, 2).when(F.dayofweek(after) == 1, 1).otherwise(0)
        posted = F.date_add(after, to_monday)
        return self._held(TRANSACTIONS).select(
            F.format_string("T%014d", "id").alias("transaction_id"),
            "customer_id",
            F.timestamp_seconds(F.unix_seconds(moved.cast("timestamp")) + spread("second", 86_400)).alias(
                "transaction_at"
            ),
            posted.alias("posted_date"),
            one_of(["D", "C"], "direction").alias("direction_code"),
            amount(20_000, "amount").alias("amount"),
            one_of(["APP", "ATM", "POS", "WEB", "BRANCH"], "channel").alias("channel_code"),
            known(F.format_string("A%010d", spread("counterparty", self.customers)), 20, "cash").alias(
                "counterparty_account_id"
            ),
        )

    def _court_record(self) -> DataFrame:
        published = at_edges(day(date(2020, 1, 1), 2_350, "published"), "published")
        removed = at_edges(F.date_add(published, spread("stands", 2_000).cast("int")), "removed")
        return self._rows(COURT).select(
            F.format_string("J%010d", "id").alias("record_id"),
            one_of(["JUDGMENT", "JUDGMENT", "DISHONEST_DEBTOR"], "kind").alias("record_type_code"),
            published.alias("published_date"),
            known(removed, 2, "listed").alias("removed_date"),
            known(amount(300_000, "judged"), 5, "unvalued").alias("judgment_amount"),
        )

    def _telecom_profile(self) -> DataFrame:
        """Every second telephone is at night where its party lives."""
        at_night = F.when(spread("home", 2) == 0, _division_code("division")).otherwise(_division_code("night"))
        return self._rows(TELECOM * PARTIES_PER_CUSTOMER).select(
            F.format_string("110105%011dX", "id").alias("id_number"),
            F.lit(True).alias("has_telecom_profile"),
            spread("tenure", 200).cast("int").alias("telecom_tenure_months"),
            amount(300, "bill").alias("telecom_monthly_spend_amount"),
            (spread("local", 5) + 1).cast("int").alias("local_life_spend_level"),
            amount(5_000, "game").alias("game_spend_amount"),
            spread("media", 365).cast("int").alias("finance_media_days"),
            known(at_night, 10, "roaming").alias("home_division_code"),
        )

    def _division(self) -> DataFrame:
        return self.spark.range(DIVISIONS).select(
            F.format_string("%06d", 110_000 + F.col("id")).alias("division_code"),
            F.concat(F.lit("第"), F.col("id").cast("string"), F.lit("区")).alias("area_name"),
            F.concat(F.floor(F.col("id") / 100).cast("string"), F.lit("市")).alias("city_name"),
            F.format_string("%02d", 11 + F.col("id") % 30).alias("province_code"),
        )

    def _risk_level(self) -> DataFrame:
        """Every party has a level; few have an entry."""
        black, grey = ((spread(name, int(2 / RISK)) == 0).cast("int") for name in ("black", "grey"))
        return self._rows(PARTIES_PER_CUSTOMER).select(
            token(F.col("id")).alias("party_id"),
            (F.lit(1) + black * 4 + (F.lit(1) - black) * grey * 2).alias("risk_level"),
            black.alias("active_black_entry_count"),
            grey.alias("active_grey_entry_count"),
            (spread("white", int(2 / RISK)) == 0).cast("int").alias("active_white_entry_count"),
            ((black + grey > 0) & (spread("appeal", 5) == 0)).alias("has_open_appeal"),
            known(one_of(["COURT", "OVERDUE"], "driving"), 3, "nothing drives").alias("driving_reason_code"),
            known(one_of(["COURT", "OVERDUE;COURT"], "reasons"), 3, "no reasons").alias("reasons_text"),
            one_of(["1-ab", "2-cd"], "policy").alias("policy_version"),
        )

    def _credit_score(self) -> DataFrame:
        reasons = (known(one_of(["SHORT_TENURE", "LOW_INCOME"], f"reason {at}"), 3, f"none {at}") for at in range(1, 5))
        return self._rows(PARTIES_PER_CUSTOMER).select(
            token(F.col("id")).alias("party_id"),
            (spread("score", 601) + 300).alias("score"),
            (spread("default", 10_000) / 10_000).alias("pd_rate"),
            (spread("band", 10) + 1).alias("band_number"),
            one_of(["PASS", "MANUAL", "REJECT"], "zone").alias("zone_code"),
            *(reason.alias(f"reason_{at}_code") for at, reason in enumerate(reasons, start=1)),
            one_of(["1", "2"], "model").alias("model_version"),
        )

    def _consent(self) -> DataFrame:
        return self._held(CONSENTS).select(
            "customer_id",
            one_of(["credit_risk", "marketing"], "agreed").alias("purpose_code"),
            one_of(["telecom_profile", "credit_report"], "bought").alias("product_code"),
            at_edges(day(date(2021, 11, 1), 1_600, "given"), "given").alias("given_date"),
            known(at_edges(day(date(2026, 1, 1), 180, "withdrawn"), "withdrawn"), 2, "stands").alias("withdrawn_date"),
        )

    def _rows(self, for_each_customer: float) -> DataFrame:
        return self.spark.range(int(self.customers * for_each_customer))

    def _held(self, for_each_customer: float) -> DataFrame:
        """Things with the customer number of their holder, spread over all customers."""
        holder = customer_id(spread("holder", self.customers)).alias("customer_id")
        return self._rows(for_each_customer).select("id", holder)

    def _party_number(self, customer: Column) -> Column:
        return (customer * PARTIES_PER_CUSTOMER).cast("bigint")

    def _party_id(self, customer: Column) -> Column:
        return token(self._party_number(customer))


def _division_code(purpose: str) -> Column:
    return F.format_string("%06d", 110_000 + spread(purpose, DIVISIONS))


def _as_published(made: DataFrame, contract: Contract) -> DataFrame:
    """The columns of the contract in its types; those that the wide build does not read are null."""
    unknown = set(made.columns) - set(contract.column_names)
    if unknown:
        raise ContractFault(f"The benchmark makes {', '.join(sorted(unknown))}, which {contract.name} does not have.")
    return made.select(
        *(
            (F.col(column.name) if column.name in made.columns else F.lit(None)).cast(column.type).alias(column.name)
            for column in contract.columns
        )
    )
