"""Opening and closing days in a real PostgreSQL server."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infra.sample_bank import open_data
from infra.sample_bank.bank import close_day, open_bank
from infra.sample_bank.errors import SampleBankError
from infra.sample_bank.progress import Progress
from infra.sample_bank.world import World
from tests.infra.sample_bank import postgres
from tests.infra.sample_bank.conftest import MONDAY, TUESDAY, Bank, make_bank

TABLES = ("calendar", "customer", "account", "card", "consent", "loan", "repayment", "transaction")


def contents(bank: Bank) -> dict[str, str]:
    """A digest of every table in the order of its first column."""
    digests = {}
    with psycopg.connect(bank.dsn) as connection:
        for table in TABLES:
            with connection.cursor().copy(f"COPY (SELECT * FROM bank.{table} ORDER BY 1) TO STDOUT") as rows:
                digests[table] = hashlib.sha256(b"".join(rows)).hexdigest()
    return digests


def files(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def value(bank: Bank, query: str) -> object:
    with psycopg.connect(bank.dsn) as connection:
        return connection.execute(query).fetchone()[0]


def test_the_same_seed_fills_the_same_bytes(server: postgres.Server, small_bank: Bank, tmp_path: Path) -> None:
    again = make_bank(server, tmp_path, "again_bank")
    assert contents(again) == contents(small_bank)
    assert files(again.home) == files(small_bank.home)


def test_closing_a_closed_day_changes_nothing(small_bank: Bank) -> None:
    before = contents(small_bank), files(small_bank.home)
    assert close_day(small_bank.dsn, small_bank.home, MONDAY, Progress()) is False
    assert (contents(small_bank), files(small_bank.home)) == before


def test_opening_again_with_the_same_numbers_changes_nothing(small_bank: Bank) -> None:
    before = contents(small_bank)
    assert open_bank(small_bank.dsn, small_bank.home, small_bank.world, Progress()) is False
    assert contents(small_bank) == before


def test_opening_with_other_numbers_is_refused(small_bank: Bank) -> None:
    with pytest.raises(SampleBankError, match="holds the sample bank of seed 7"):
        open_bank(small_bank.dsn, small_bank.home, World(8, 300, MONDAY), Progress())


def test_a_weekend_is_refused(small_bank: Bank) -> None:
    with pytest.raises(SampleBankError, match="not a business day"):
        close_day(small_bank.dsn, small_bank.home, datetime.date(2026, 6, 6), Progress())


def test_a_day_out_of_order_is_refused(small_bank: Bank) -> None:
    with pytest.raises(SampleBankError, match="close 2026-06-03 next"):
        close_day(small_bank.dsn, small_bank.home, datetime.date(2026, 6, 4), Progress())


def test_a_day_before_the_opening_is_refused(server: postgres.Server, tmp_path: Path) -> None:
    with pytest.raises(SampleBankError, match="run open first"):
        close_day(server.new_database("empty_bank"), tmp_path, MONDAY, Progress())


def test_a_database_that_does_not_answer_is_one_sentence_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(SampleBankError) as refusal:
        close_day("postgresql://owner:hidden-word@127.0.0.1:1/core_bank", tmp_path, MONDAY, Progress())
    assert "hidden-word" not in str(refusal.value)


def test_a_day_that_broke_off_leaves_the_database_as_it_was(
    server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = make_bank(server, tmp_path, "broken_bank")
    before, wednesday = contents(bank), datetime.date(2026, 6, 3)

    def breaks(*arguments: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("infra.sample_bank.database.CoreBank.close", breaks)
        with pytest.raises(RuntimeError):
            close_day(bank.dsn, bank.home, wednesday, Progress())
    assert contents(bank) == before
    assert close_day(bank.dsn, bank.home, wednesday, Progress()) is True


def test_the_third_day_brings_a_later_edition_to_the_open_data_site(server: postgres.Server, tmp_path: Path) -> None:
    bank, wednesday = make_bank(server, tmp_path, "edition_bank"), datetime.date(2026, 6, 3)
    assert open_data.stands_at(bank.home / "open_data_site") < MONDAY
    close_day(bank.dsn, bank.home, wednesday, Progress())
    assert open_data.stands_at(bank.home / "open_data_site") == wednesday


def test_the_reader_may_read_and_not_write(small_bank: Bank) -> None:
    with psycopg.connect(small_bank.reader_dsn, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM bank.customer").fetchone()[0] > 300
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM bank.customer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM sample_bank.parameters")


def test_every_day_brings_customers_loans_changes_and_postings(small_bank: Bank) -> None:
    new = value(small_bank, f"SELECT count(*) FROM bank.customer WHERE opened_date = '{TUESDAY}'")
    assert new == small_bank.world.joining
    assert value(small_bank, f"SELECT count(*) FROM bank.customer WHERE updated_at >= '{TUESDAY}'") > new
    assert value(small_bank, f"SELECT count(*) FROM bank.transaction WHERE posted_date = '{MONDAY}'") > 0
    assert value(small_bank, f"SELECT count(*) FROM bank.repayment WHERE updated_date = '{MONDAY}'") > 0


def test_nothing_refers_to_what_does_not_exist(small_bank: Bank) -> None:
    for table, key, parent in (
        ("account", "customer_id", "customer"),
        ("loan", "customer_id", "customer"),
        ("card", "account_id", "account"),
        ("consent", "customer_id", "customer"),
        ("transaction", "account_id", "account"),
        ("repayment", "loan_id", "loan"),
    ):
        orphans = f"SELECT count(*) FROM bank.{table} WHERE {key} NOT IN (SELECT {key} FROM bank.{parent})"
        assert value(small_bank, orphans) == 0, table


def test_no_row_is_of_a_later_day_than_the_calendar(small_bank: Bank) -> None:
    dated = ("transaction.posted_date", "repayment.updated_date", "repayment.due_date", "loan.originated_date")
    for column in (*dated, "consent.given_date", "consent.withdrawn_date"):
        assert value(small_bank, f"SELECT max({column}) FROM bank.{column.split('.')[0]}") <= TUESDAY


def test_state_reached_day_by_day_is_the_state_computed_at_once(small_bank: Bank) -> None:
    from infra.sample_bank.consents import consent_rows
    from infra.sample_bank.firm_customers import make_firm_customers
    from infra.sample_bank.firm_loans import firm_loan_rows, make_firm_loans
    from infra.sample_bank.marketing_consents import marketing_consent_rows
    from infra.sample_bank.moves import handovers
    from infra.sample_bank.repayments import repayment_rows
    from infra.sample_bank.snapshot import loan_rows, make_snapshot

    world = small_bank.world
    made = make_snapshot(world, next(world.blocks(2)), TUESDAY, handovers(world, 2))
    firms = make_firm_customers(world)
    lent, instalments = make_firm_loans(world, firms, TUESDAY)
    firm_loans = firm_loan_rows(world, lent, instalments, TUESDAY)
    firm_repayments = repayment_rows(lent, instalments, TUESDAY)
    with psycopg.connect(small_bank.dsn) as connection:
        loans = connection.execute("SELECT loan_id, outstanding_amount, status_code FROM bank.loan").fetchall()
        paid = connection.execute("SELECT repayment_id, paid_date, updated_date FROM bank.repayment").fetchall()
        phones = connection.execute("SELECT customer_id, mobile_phone, home_address FROM bank.customer").fetchall()
        consents = connection.execute("SELECT consent_id, given_date, withdrawn_date FROM bank.consent").fetchall()
    everybody = np.ones(made.customers.rows.num_rows, dtype=bool)
    customers = pa.concat_tables([made.customers.rows, firms.rows], promote_options="default")
    own_repayments = repayment_rows(made.loans, made.instalments, TUESDAY)
    given = [consent_rows(made, everybody), marketing_consent_rows(made, everybody)]
    for rows, tables, columns in (
        (loans, [loan_rows(made), firm_loans], ["loan_id", "outstanding_amount", "status_code"]),
        (paid, [own_repayments, firm_repayments], ["repayment_id", "paid_date", "updated_date"]),
        (phones, [customers], ["customer_id", "mobile_phone", "home_address"]),
        (consents, given, ["consent_id", "given_date", "withdrawn_date"]),
    ):
        assert set(rows) == {tuple(row.values()) for table in tables for row in table.select(columns).to_pylist()}


def test_truth_knows_every_customer_once(small_bank: Bank) -> None:
    people = pq.read_table(small_bank.home / "truth" / "person.parquet").to_pylist()
    firms = pq.read_table(small_bank.home / "truth" / "firm_customer.parquet")["customer_id"].to_pylist()
    listed = [*firms, *(number for person in people for number in person["customer_ids"])]
    assert len(listed) == len(set(listed)) == value(small_bank, "SELECT count(*) FROM bank.customer")


def test_the_consents_are_those_of_the_truth(small_bank: Bank) -> None:
    planted = pq.read_table(small_bank.home / "truth" / "consent.parquet").to_pylist()
    withdrawn = {row["customer_id"]: row["withdrawn_date"] for row in planted if row["is_given"]}
    due = {customer: day if day and day <= TUESDAY else None for customer, day in withdrawn.items()}
    with psycopg.connect(small_bank.dsn) as connection:
        to_questions = "SELECT customer_id, withdrawn_date FROM bank.consent WHERE product_code = 'telecom_profile'"
        found = connection.execute(to_questions).fetchall()
    assert dict(found) == due
    people = value(small_bank, "SELECT count(*) FROM bank.customer WHERE id_type_code = '1'")
    assert len(found) < len(planted) == people
    assert any(due.values())
