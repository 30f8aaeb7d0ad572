"""The files that the vendors and the Czech subsidiary publish on one business day."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa

from infra.sample_bank import court, fraud_list, telecom
from infra.sample_bank.firm_customers import firm_customer_truth, make_firm_customers
from infra.sample_bank.firms import firms_in_court
from infra.sample_bank.handed_files import HANDED_FILES
from infra.sample_bank.snapshot import Snapshot
from infra.sample_bank.truth import TruthWriter
from infra.sample_bank.vendor_files import DEBTORS, FRAUD_LIST, JUDGMENTS, TELECOM, VendorFile
from infra.sample_bank.world import World


class DayFiles:
    """The files about the sample's people, and those that are handed over as they are."""

    def __init__(self, drop: Path, day: datetime.date) -> None:
        judgments, debtors = court.file_names(day)
        self._day, self._drop = day, drop
        self._telecom = VendorFile(drop / "telecom", telecom.file_name(day), TELECOM)
        self._judgments = VendorFile(drop / "court", judgments, JUDGMENTS)
        self._debtors = VendorFile(drop / "court", debtors, DEBTORS)
        self._listed = VendorFile(drop / "fraud", fraud_list.file_name(day), FRAUD_LIST)

    def add(self, made: Snapshot, truth: TruthWriter) -> None:
        """What the vendors say about the people of a block."""
        rows, listed = telecom.telecom_rows(made)
        self._telecom.add(rows)
        _write_all(truth, listed)
        for cases in court.cases_about_customers(made):
            self._add_cases(made.world, cases, truth)
        self._add_listed(made.world, fraud_list.listed_customers(made.world, made.persons), truth)

    def add_others(self, world: World, truth: TruthWriter) -> None:
        """What vendors say about people who are no customers, about firms, and about telephones that go to others."""
        self._add_cases(world, court.cases_about_strangers(world), truth)
        made = firms_in_court(world)
        about_firms = court.cases_about_firms(world, made)
        self._add_cases(world, about_firms, truth)
        truth.write("firm_case", court.firm_truth(about_firms, made))
        truth.write("firm_customer", firm_customer_truth(make_firm_customers(world)))
        for subjects in (fraud_list.listed_before_passing_on(world), fraud_list.listed_strangers(world)):
            self._add_listed(world, subjects, truth)

    def _add_cases(self, world: World, cases: court.Cases, truth: TruthWriter) -> None:
        for file, make in ((self._judgments, court.judgment_rows), (self._debtors, court.debtor_rows)):
            rows, listed = make(world.draws, cases, self._day)
            file.add(rows)
            _write_all(truth, listed)

    def _add_listed(self, world: World, subjects: fraud_list.Subjects, truth: TruthWriter) -> None:
        rows, listed = fraud_list.listed_rows(world.draws, subjects, self._day)
        self._listed.add(rows)
        _write_all(truth, listed)

    def publish(self) -> None:
        """Make the files visible."""
        for file in (self._telecom, self._judgments, self._debtors, self._listed):
            file.publish()
        for handed in HANDED_FILES:
            handed.publish(self._drop, self._day)


def _write_all(truth: TruthWriter, listed: list[pa.Table]) -> None:
    for dirt in listed:
        truth.write("dirt", dirt)
