"""What is fixed about one sample bank: its seed, its size, its calendar, and who joins when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from infra.sample_bank.business_days import previous_business_day
from infra.sample_bank.draws import Draws, Integers

BLOCK_PERSONS = 50_000
# Share of persons with a second and a third customer number: 6 % in all.
SECOND_NUMBER_SHARE = 0.06
THIRD_NUMBER_SHARE = 0.015
NEW_PERSONS_A_DAY = 0.002


@dataclass(frozen=True)
class World:
    """One sample bank: everything else is computed from these three values."""

    seed: int
    customers: int
    first_business_date: datetime.date

    @cached_property
    def draws(self) -> Draws:
        """The random values of this bank."""
        return Draws(self.seed)

    @property
    def eve(self) -> datetime.date:
        """The business day before the first one: the state the bank opens with."""
        return previous_business_day(self.first_business_date)

    def day_number(self, day: datetime.date) -> int:
        """0 for the opening eve, 1 for the first business date, and so on."""
        return int(np.busday_count(np.datetime64(self.eve), np.datetime64(day)))

    def date_of(self, day_number: int) -> datetime.date:
        """The business date with that number."""
        return np.busday_offset(np.datetime64(self.eve), day_number).astype(datetime.date)

    def _drawn_numbers(self, person: Integers) -> Integers:
        chance = self.draws.uniform("customer numbers", person)
        return 1 + (chance < SECOND_NUMBER_SHARE).astype(np.int64) + (chance < THIRD_NUMBER_SHARE)

    @cached_property
    def _opening(self) -> tuple[int, int]:
        """Persons at the opening, and how many customer numbers the last of them still gets."""
        persons, left = 0, self.customers
        while True:
            total = np.cumsum(self._drawn_numbers(np.arange(persons, persons + BLOCK_PERSONS)))
            if total[-1] >= left:
                position = int(np.searchsorted(total, left))
                before = int(total[position - 1]) if position else 0
                return persons + position + 1, left - before
            persons, left = persons + BLOCK_PERSONS, left - int(total[-1])

    @property
    def opening_persons(self) -> int:
        """Persons behind the customer numbers of the opening."""
        return self._opening[0]

    @property
    def joining(self) -> int:
        """Persons who become customers on each business day."""
        return max(2, round(self.customers * NEW_PERSONS_A_DAY))

    def persons_on(self, day_number: int) -> int:
        """How many persons the bank knows when that day has closed."""
        return self.opening_persons + day_number * self.joining

    def customer_numbers(self, person: Integers) -> Integers:
        """How many customer numbers each person holds; people who join later hold one."""
        last, numbers_of_last = self._opening
        drawn = np.where(person == last - 1, numbers_of_last, self._drawn_numbers(person))
        return np.where(person >= last, 1, drawn)

    def joined_on(self, person: Integers) -> Integers:
        """Number of the day on which each person became a customer; 0 for the opening."""
        later = (person - self.opening_persons) // self.joining + 1
        return np.where(person < self.opening_persons, 0, later)

    def blocks(self, day_number: int) -> Iterator[Integers]:
        """The persons known on a day, in blocks of bounded size."""
        count = self.persons_on(day_number)
        for start in range(0, count, BLOCK_PERSONS):
            yield np.arange(start, min(start + BLOCK_PERSONS, count), dtype=np.int64)
