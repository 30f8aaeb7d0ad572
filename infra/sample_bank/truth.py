"""The planted truth, written where only tests and benchmarks read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from infra.sample_bank import phones
from infra.sample_bank.columns import blank, dates
from infra.sample_bank.consents import consent_truth
from infra.sample_bank.customers import customer_identifiers
from infra.sample_bank.dirt import DIRT_SCHEMA, customer_dirt
from infra.sample_bank.moves import Handovers
from infra.sample_bank.persons import person_identifiers
from infra.sample_bank.snapshot import Snapshot
from infra.sample_bank.world import World


def _will_default(snapshot: Snapshot) -> pa.Array:
    """Whether any loan of the person goes bad; null for people without a loan."""
    people, loans = len(snapshot.persons.index), snapshot.loans
    bad = np.bincount(loans.person[loans.is_bad], minlength=people) > 0
    return blank(pa.array(bad), np.bincount(loans.person, minlength=people) == 0)


def person_truth(snapshot: Snapshot) -> pa.Table:
    """Who is who: each person with all customer numbers, true identity number and present telephone number."""
    persons, place, customers = snapshot.persons, snapshot.place, snapshot.customers
    starts = np.searchsorted(customers.person, np.arange(len(persons.index) + 1))
    numbers = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), customer_identifiers(customers.number))
    world = snapshot.world
    return pa.table({
        "person_id": person_identifiers(persons.index),
        "customer_ids": numbers,
        "full_name": persons.name,
        "id_number": persons.id_number,
        "birth_date": dates(persons.birth),
        "mobile_phone": phones.mobile_numbers(world.draws, place.number_owner, place.number_version),
        "joined_date": dates(np.busday_offset(np.datetime64(world.eve), world.joined_on(persons.index))),
        "will_default": _will_default(snapshot),
    })  # fmt: skip


def loan_truth(snapshot: Snapshot) -> pa.Table:
    """Each loan's true probability of going bad and whether it does; the window may still be open."""
    loans = snapshot.loans
    return pa.table({
        "loan_id": loans.identifiers(),
        "person_id": person_identifiers(snapshot.persons.index[loans.person]),
        "has_telecom_hit": pa.array(loans.application.has_hit),
        "bad_probability": pa.array(np.round(loans.probability, 6)),
        "is_bad": pa.array(loans.is_bad),
    })  # fmt: skip


def recycled_truth(world: World, handed: Handovers) -> pa.Table:
    """Telephone numbers that passed to another person: the day, the number, and both people."""
    return pa.table({
        "business_date": dates(np.busday_offset(np.datetime64(world.eve), handed.day)),
        "mobile_phone": phones.mobile_numbers(world.draws, handed.giver, np.zeros(len(handed.giver), dtype=np.int64)),
        "old_person_id": person_identifiers(handed.giver),
        "new_person_id": person_identifiers(handed.receiver),
    })  # fmt: skip


@dataclass
class TruthWriter:
    """Writes the truth files block by block under hidden names; publish makes them visible together."""

    folder: Path
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)

    def add(self, snapshot: Snapshot) -> None:
        """The truth about one block."""
        self.write("person", person_truth(snapshot))
        self.write("loan", loan_truth(snapshot))
        self.write("consent", consent_truth(snapshot))
        for listed in customer_dirt(snapshot.customers):
            self.write("dirt", listed)

    def write(self, name: str, table: pa.Table) -> None:
        """Append to one truth file."""
        if name not in self._writers:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._writers[name] = pq.ParquetWriter(self._partial(name), table.schema)
        self._writers[name].write_table(table)

    def _partial(self, name: str) -> Path:
        return self.folder / f".{name}.parquet.partial"

    def publish(self) -> None:
        """Replace the visible files."""
        self.write("dirt", DIRT_SCHEMA.empty_table())
        for name, writer in self._writers.items():
            writer.close()
            self._partial(name).replace(self.folder / f"{name}.parquet")
