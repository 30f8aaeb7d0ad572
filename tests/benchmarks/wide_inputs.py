"""The published inputs of the blocks of gold.customer_wide, for a bank of any size, made and kept as Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault

DAY = date(2026, 6, 1)
WIDE = "gold.customer_wide"
DIVISIONS = 3_000
# For every customer. Three customer numbers in a hundred belong to somebody who has another one.
ACCOUNTS, CARDS, LOANS, TRANSACTIONS = 1.4, 1.2, 0.5, 10.0
TELECOM, COURT, RISK = 0.8, 0.05, 0.02
INSTALMENTS_PER_LOAN = 6
PARTIES_PER_CUSTOMER = 0.97


@dataclass(frozen=True)
class WideInputs:
    """A bank of so many customers; its tables hang together by their keys and lie in no helpful order."""

    spark: SparkSession
    catalog: Catalog
    customers: int

    def written(self, folder: Path) -> dict[str, DataFrame]:
        """Every input, written once and read back."""
        paths = {}
        for name in sorted({name for block in self.catalog[WIDE].blocks for name in self.catalog[block].inputs}):
            noun = name.split(".")[1]
            paths[noun] = str(folder / noun)
            made = getattr(self, f"_{noun}")()
            _as_published(made, self.catalog[name]).write.parquet(paths[noun])
        return {noun: self.spark.read.parquet(path) for noun, path in paths.items()}

    def _party(self) -> DataFrame:
        """Parties are numbered from 0 without a gap, as ``_party_number`` gives them to customer numbers."""
        return self._rows(PARTIES_PER_CUSTOMER).select(
            _token(F.col("id")).alias("party_id"),
            F.concat(F.lit("张三"), F.col("id").cast("string")).alias("full_name"),
            F.format_string("110105%011dX", "id").alias("id_number"),
            _day(date(1950, 1, 1), 20_000, "birth").alias("birth_date"),
            _one_of(["1", "2"], "gender").alias("gender_code"),
            F.format_string("138%08d", F.col("id") % 100_000_000).alias("mobile_phone"),
            F.concat(F.lit("建设路"), F.col("id").cast("string"), F.lit("号")).alias("address_text"),
            F.format_string("%06d", 110_000 + _spread("division", DIVISIONS)).alias("division_code"),
        )

    def _party_xref(self) -> DataFrame:
        core_bank = self._rows(1.0).select(
            F.concat(F.lit("core_bank:"), _customer_id(F.col("id"))).alias("record_id"),
            F.lit("core_bank").alias("source_system_code"),
            _customer_id(F.col("id")).alias("source_record_id"),
            self._party_id(F.col("id")).alias("party_id"),
        )
        court = self._rows(COURT).select(
            F.format_string("court_vendor:J%010d", "id").alias("record_id"),
            F.lit("court_vendor").alias("source_system_code"),
            F.format_string("J%010d", "id").alias("source_record_id"),
            self._party_id(_spread("court", self.customers)).alias("party_id"),
        )
        return core_bank.unionByName(court)

    def _customer(self) -> DataFrame:
        return self._rows(1.0).select(
            _customer_id(F.col("id")).alias("customer_id"),
            _amount(50_000, "income").alias("monthly_income_amount"),
            _spread("employment", 360).cast("int").alias("employment_months"),
            _one_of(["OWN", "MORTGAGE", "RENT", "FAMILY"], "housing").alias("housing_type_code"),
            _one_of(["SINGLE", "MARRIED", "DIVORCED", "WIDOWED"], "marital").alias("marital_status_code"),
            _one_of(["A", "B", "C", "D"], "grade").alias("customer_grade_code"),
            _day(date(2010, 1, 1), 5_900, "opened").alias("opened_date"),
        )

    def _account(self) -> DataFrame:
        return self._held(ACCOUNTS).select(
            F.format_string("A%010d", "id").alias("account_id"),
            "customer_id",
            _one_of(["SAVINGS", "CURRENT", "FIXED"], "kind").alias("account_type_code"),
            _amount(200_000, "balance").alias("balance_amount"),
            _one_of(["ACTIVE", "ACTIVE", "ACTIVE", "DORMANT", "CLOSED"], "state").alias("status_code"),
        )

    def _card(self) -> DataFrame:
        return self._held(CARDS).select(
            F.format_string("K%010d", "id").alias("card_id"),
            "customer_id",
            _one_of(["DEBIT", "DEBIT", "CREDIT"], "kind").alias("card_type_code"),
            _amount(50_000, "limit").alias("credit_limit_amount"),
            _one_of(["ACTIVE", "ACTIVE", "ACTIVE", "BLOCKED", "EXPIRED"], "state").alias("status_code"),
        )

    def _loan(self) -> DataFrame:
        return self._held(LOANS).select(
            _loan_id(F.col("id")).alias("loan_id"),
            "customer_id",
            _amount(500_000, "principal").alias("principal_amount"),
            _amount(100_000, "outstanding").alias("outstanding_amount"),
            _day(date(2022, 1, 1), 1_600, "originated").alias("originated_date"),
            _one_of(["ACTIVE", "ACTIVE", "SETTLED", "DEFAULTED"], "state").alias("status_code"),
        )

    def _repayment(self) -> DataFrame:
        due = _day(date(2025, 10, 1), 300, "due")
        is_paid = _spread("paid", 10) > 0
        return self._rows(LOANS * INSTALMENTS_PER_LOAN).select(
            F.format_string("R%012d", "id").alias("repayment_id"),
            _loan_id(_spread("loan", int(self.customers * LOANS))).alias("loan_id"),
            due.alias("due_date"),
            _amount(10_000, "instalment").alias("due_amount"),
            F.when(is_paid, F.date_add(due, (_spread("late", 12) - 8).cast("int"))).alias("paid_date"),
            F.when(is_paid, _amount(10_000, "instalment")).alias("paid_amount"),
        )

    def _transaction(self) -> DataFrame:
        posted = _day(date(2026, 2, 1), 121, "posted")
        return self._held(TRANSACTIONS).select(
            F.format_string("T%014d", "id").alias("transaction_id"),
            "customer_id",
            F.timestamp_seconds(F.unix_seconds(posted.cast("timestamp")) + _spread("second", 86_400)).alias(
                "transaction_at"
            ),
            posted.alias("posted_date"),
            _one_of(["D", "C"], "direction").alias("direction_code"),
            _amount(20_000, "amount").alias("amount"),
            _one_of(["APP", "ATM", "POS", "WEB", "BRANCH"], "channel").alias("channel_code"),
            F.format_string("A%010d", _spread("counterparty", self.customers)).alias("counterparty_account_id"),
        )

    def _court_record(self) -> DataFrame:
        return self._rows(COURT).select(
            F.format_string("J%010d", "id").alias("record_id"),
            _one_of(["JUDGMENT", "JUDGMENT", "DISHONEST_DEBTOR"], "kind").alias("record_type_code"),
            _day(date(2020, 1, 1), 2_300, "published").alias("published_date"),
            F.lit(None).cast("date").alias("removed_date"),
            _amount(300_000, "judged").alias("judgment_amount"),
        )

    def _telecom_profile(self) -> DataFrame:
        return self._rows(TELECOM * PARTIES_PER_CUSTOMER).select(
            F.format_string("110105%011dX", "id").alias("id_number"),
            F.lit(True).alias("has_telecom_profile"),
            _spread("tenure", 200).cast("int").alias("telecom_tenure_months"),
            _amount(300, "bill").alias("telecom_monthly_spend_amount"),
            (_spread("local", 5) + 1).cast("int").alias("local_life_spend_level"),
            _amount(5_000, "game").alias("game_spend_amount"),
            _spread("media", 365).cast("int").alias("finance_media_days"),
        )

    def _division(self) -> DataFrame:
        return self.spark.range(DIVISIONS).select(
            F.format_string("%06d", 110_000 + F.col("id")).alias("division_code"),
            F.concat(F.lit("第"), F.col("id").cast("string"), F.lit("区")).alias("area_name"),
            F.lit("某市").alias("city_name"),
            F.lit("11").alias("province_code"),
        )

    def _risk_level(self) -> DataFrame:
        """Every party has a level; few have an entry."""
        black, grey = ((_spread(name, int(2 / RISK)) == 0).cast("int") for name in ("black", "grey"))
        return self._rows(PARTIES_PER_CUSTOMER).select(
            _token(F.col("id")).alias("party_id"),
            (F.lit(1) + black * 4 + (F.lit(1) - black) * grey * 2).alias("risk_level"),
            black.alias("active_black_entry_count"),
            grey.alias("active_grey_entry_count"),
        )

    def _rows(self, for_each_customer: float) -> DataFrame:
        return self.spark.range(int(self.customers * for_each_customer))

    def _held(self, for_each_customer: float) -> DataFrame:
        """Things with the customer number of their holder, spread over all customers."""
        holder = _customer_id(_spread("holder", self.customers)).alias("customer_id")
        return self._rows(for_each_customer).select("id", holder)

    def _party_number(self, customer: Column) -> Column:
        return (customer * PARTIES_PER_CUSTOMER).cast("bigint")

    def _party_id(self, customer: Column) -> Column:
        return _token(self._party_number(customer))


def _token(party_number: Column) -> Column:
    return F.concat(F.lit("P"), F.substring(F.sha2(party_number.cast("string"), 256), 1, 20))


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


def _spread(purpose: str, count: int) -> Column:
    """A number below ``count`` that follows from the row's id and looks like chance; another one for each purpose."""
    return F.pmod(F.xxhash64(F.col("id"), F.lit(purpose)), F.lit(count))


def _one_of(values: list[str], purpose: str) -> Column:
    return F.element_at(F.array(*map(F.lit, values)), (_spread(purpose, len(values)) + 1).cast("int"))


def _day(first: date, count: int, purpose: str) -> Column:
    return F.date_add(F.lit(first), _spread(purpose, count).cast("int"))


def _amount(most: int, purpose: str) -> Column:
    """An amount in CNY with cents, below ``most``."""
    return (_spread(purpose, most * 100) / 100).cast("decimal(18,2)")


def _customer_id(number: Column) -> Column:
    return F.format_string("C%09d", number)


def _loan_id(number: Column) -> Column:
    return F.format_string("L%010d", number)
