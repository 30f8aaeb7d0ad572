"""Opening the sample bank and closing its days."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank import open_data
from infra.sample_bank.accounts import make_cards
from infra.sample_bank.business_days import next_business_day
from infra.sample_bank.columns import dates, money, picked
from infra.sample_bank.consents import consent_rows, withdrawn_since
from infra.sample_bank.database import CoreBank, core_bank
from infra.sample_bank.draws import Booleans
from infra.sample_bank.drop_accounts import ACCOUNTS
from infra.sample_bank.errors import SampleBankError
from infra.sample_bank.firm_customers import make_firm_customers
from infra.sample_bank.firm_loans import firm_loan_rows, make_firm_loans
from infra.sample_bank.firm_transactions import make_firm_transactions
from infra.sample_bank.loans import LoanTerms
from infra.sample_bank.marketing_consents import marketing_consent_rows
from infra.sample_bank.moves import handovers
from infra.sample_bank.progress import Progress
from infra.sample_bank.repayments import STATUS, Instalments, paid_by, repayment_rows, standing
from infra.sample_bank.snapshot import Snapshot, loan_rows, make_snapshot
from infra.sample_bank.transactions import HISTORY_DAYS, make_transactions
from infra.sample_bank.truth import TruthWriter, recycled_truth
from infra.sample_bank.vendor_day import DayFiles
from infra.sample_bank.world import World


def open_bank(dsn: str, home: Path, world: World, progress: Progress) -> bool:
    """Fill core banking with the state of the opening eve; false when exactly this bank is open already.

    Raises SampleBankError when another bank is open there, or the database cannot be reached.
    """
    with core_bank(dsn, progress) as bank:
        existing = bank.world()
        if existing is not None:
            _require_same(existing, world)
            return False
        open_data.publish(home / "open_data_site", world.eve)
        for account in ACCOUNTS.values():
            (home / "vendor_drop" / account).mkdir(parents=True, exist_ok=True)
        bank.create(world)
        _fill(bank, world, TruthWriter(home / "truth"), progress)
        bank.add_keys()
        bank.close(world.eve)
    return True


def _require_same(existing: World, wanted: World) -> None:
    if existing != wanted:
        raise SampleBankError(
            f"This database holds the sample bank of seed {existing.seed}, {existing.customers} customers, first day "
            f"{existing.first_business_date}: ask for the same numbers, or use an empty database."
        )


def _fill(bank: CoreBank, world: World, truth: TruthWriter, progress: Progress) -> None:
    history = world.eve - datetime.timedelta(days=HISTORY_DAYS)
    for person in world.blocks(0):
        made = make_snapshot(world, person, world.eve, handovers(world, 0))
        _insert_people(bank, made, np.ones(len(person), dtype=bool))
        bank.insert("loan", loan_rows(made))
        bank.insert("repayment", repayment_rows(made.loans, made.instalments, world.eve))
        for rows in make_transactions(world.draws, made.accounts, history, world.eve):
            bank.insert("transaction", rows)
        truth.add(made)
        progress.say(f"persons {person[0] + 1:,} to {person[-1] + 1:,} of {world.opening_persons:,} are in")
    _insert_firms(bank, world, history)
    progress.tell()
    truth.write("recycled_phone", recycled_truth(world, handovers(world, 0)))
    truth.publish()


def _insert_people(bank: CoreBank, made: Snapshot, wanted: Booleans) -> None:
    """Customers, consents, accounts and cards of the wanted people of a block."""
    customers = wanted[made.customers.person]
    cards = make_cards(made.world, made.accounts)
    accounts = pa.array(customers[made.accounts.customer])
    bank.insert("customer", made.customers.rows.filter(pa.array(customers)))
    bank.insert("consent", consent_rows(made, customers))
    bank.insert("consent", marketing_consent_rows(made, customers))
    bank.insert("account", made.accounts.rows.filter(accounts))
    bank.insert("card", _of_accounts(cards, made.accounts.rows.filter(accounts), wanted))


def _insert_firms(bank: CoreBank, world: World, history: datetime.date) -> None:
    """Firms with their accounts and loans; all of them were customers before the opening."""
    made = make_firm_customers(world)
    loans, instalments = make_firm_loans(world, made, world.eve)
    bank.insert("customer", made.rows)
    bank.insert("account", made.accounts.rows)
    bank.insert("loan", firm_loan_rows(world, loans, instalments, world.eve))
    bank.insert("repayment", repayment_rows(loans, instalments, world.eve))
    for rows in make_firm_transactions(world.draws, made, history, world.eve):
        bank.insert("transaction", rows)


def _of_accounts(cards: pa.Table, accounts: pa.Table, wanted: Booleans) -> pa.Table:
    if wanted.all():
        return cards
    return cards.filter(pc.is_in(cards["account_id"], value_set=accounts["account_id"].combine_chunks()))


def close_day(dsn: str, home: Path, day: datetime.date, progress: Progress) -> bool:
    """Add the events of a day, publish the files of vendors and open data, and move the calendar; false when closed.

    Files come first and are the same each time, so a run that broke off is repaired by running it again.
    Raises SampleBankError for a weekend, a day out of order, or a bank that is not open.
    """
    if day.weekday() >= 5:
        raise SampleBankError(f"{day} is not a business day: close the days from Monday to Friday only.")
    with core_bank(dsn, progress) as bank:
        world = bank.world()
        if world is None:
            raise SampleBankError(f"The sample bank is not open, so {day} cannot be closed: run open first.")
        closed = bank.closed_days()
        if day in closed:
            return False
        _require_next(closed[-1], day)
        _add_day(bank, world, home, closed[-1], day, progress)
        bank.close(day)
    return True


def _require_next(last: datetime.date, day: datetime.date) -> None:
    following = next_business_day(last)
    if day != following:
        raise SampleBankError(f"{day} is out of order because {last} was closed last: close {following} next.")


def _add_day(
    bank: CoreBank, world: World, home: Path, last: datetime.date, day: datetime.date, progress: Progress
) -> None:
    day_number = world.day_number(day)
    handed = handovers(world, day_number)
    truth, files = TruthWriter(home / "truth"), DayFiles(home / "vendor_drop", day)
    for person in world.blocks(day_number):
        made = make_snapshot(world, person, day, handed)
        _write_events(bank, made, last)
        files.add(made, truth)
        truth.add(made)
    _write_firm_events(bank, world, last, day)
    files.add_others(world, truth)
    truth.write("recycled_phone", recycled_truth(world, handed))
    with progress.step("vendor files"):
        files.publish()
        open_data.publish(home / "open_data_site", day)
        truth.publish()
    progress.tell()


def _write_events(bank: CoreBank, made: Snapshot, last: datetime.date) -> None:
    """Everything that happened to a block since the last business day."""
    is_new = made.world.joined_on(made.persons.index) == made.day_number
    if is_new.any():
        _insert_people(bank, made, is_new)
    changed = made.customers.rows.filter(pa.array(made.place.changed_today[made.customers.person]))
    bank.update(
        "customer", "customer_id",
        changed.select(["customer_id", "mobile_phone", "home_address", "division_code", "updated_at"]),
    )  # fmt: skip
    bank.update("consent", "consent_id", withdrawn_since(made, last))
    is_new_loan = pa.array(made.loans.originated > np.datetime64(last))
    bank.insert("loan", loan_rows(made).filter(is_new_loan))
    _write_loan_events(bank, made.loans, made.instalments, last, made.day)
    for rows in make_transactions(made.world.draws, made.accounts, last, made.day):
        bank.post(rows)


def _write_loan_events(
    bank: CoreBank, loans: LoanTerms, instalments: Instalments, last: datetime.date, day: datetime.date
) -> None:
    """What became of loans since the last business day, and the instalments that fell due or were paid."""
    before = np.datetime64(last)
    was, now = (standing(loans, instalments, on) for on in (last, day))
    moved = ((was.outstanding != now.outstanding) | (was.status != now.status)) & (loans.originated <= before)
    bank.update("loan", "loan_id", pa.table({
        "loan_id": loans.identifiers().filter(pa.array(moved)),
        "outstanding_amount": money(now.outstanding[moved]),
        "status_code": picked(STATUS, now.status[moved]),
    }))  # fmt: skip
    fell_due = instalments.due > before
    paid_now = paid_by(instalments, day) & (instalments.paid > before) & ~fell_due
    repayments = repayment_rows(loans, instalments, day)
    bank.insert("repayment", repayments.filter(pa.array(fell_due)))
    changed = repayments.filter(pa.array(paid_now)).select(["repayment_id", "paid_date", "paid_amount"])
    today = dates(np.full(changed.num_rows, np.datetime64(day)))
    bank.update("repayment", "repayment_id", changed.append_column("updated_date", today))


def _write_firm_events(bank: CoreBank, world: World, last: datetime.date, day: datetime.date) -> None:
    made = make_firm_customers(world)
    _write_loan_events(bank, *make_firm_loans(world, made, day), last, day)
    for rows in make_firm_transactions(world.draws, made, last, day):
        bank.post(rows)
