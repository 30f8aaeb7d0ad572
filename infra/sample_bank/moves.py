"""What changes about people from day to day: address, telephone number, and numbers handed to somebody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from infra.sample_bank.draws import Booleans, Integers
from infra.sample_bank.world import World

# One in this many people moves, or takes a new number, on a given business day.
MOVE_EVERY = 500
NEW_NUMBER_EVERY = 1000
# About 2 % of the numbers pass to another person, spread over the first three business days.
RECYCLED_SHARE = 0.02
RECYCLING_DAYS = 3
# Of those who give a number up, how many never tell the bank: only the operator knows then whose it is.
SILENT_SHARE = 0.5
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Handovers:
    """Numbers handed over up to a day: on which day, from whom, to whom. Sorted by receiver."""

    day: Integers
    giver: Integers
    receiver: Integers


def address_change_day(world: World, person: Integers) -> Integers:
    """Number of the day on which each person moves house (once at most in the sample's life)."""
    drawn = world.draws.integers("address change day", 1, MOVE_EVERY, person)
    return np.where(drawn > world.joined_on(person), drawn, _NEVER)


def _recycling_day(world: World, band: int, person: Integers) -> Integers:
    """Day of giving (band 0) or of receiving (band 1) a used number; _NEVER for the others."""
    chance = world.draws.uniform("recycling", person)
    inside = (chance >= band * RECYCLED_SHARE) & (chance < (band + 1) * RECYCLED_SHARE)
    day = world.draws.integers("recycling day", 1, RECYCLING_DAYS, person)
    return np.where(inside & (person < world.opening_persons), day, _NEVER)


def number_change_day(world: World, person: Integers) -> Integers:
    """Day on which a person gets a fresh number: givers on the day they give, a few others at will."""
    giving = _recycling_day(world, 0, person)
    at_will = world.draws.integers("number change day", 1, NEW_NUMBER_EVERY, person)
    is_free = (world.draws.uniform("recycling", person) >= 2 * RECYCLED_SHARE) & (at_will > world.joined_on(person))
    return np.where(is_free, np.minimum(giving, at_will), giving)


def handovers(world: World, day_number: int) -> Handovers:
    """All numbers that have passed from one person to another when that day has closed.

    Half of the day's new customers come with a used number; the others who receive one were customers before.
    """
    everyone = np.arange(world.opening_persons, dtype=np.int64)
    giving, receiving = (_recycling_day(world, band, everyone) for band in (0, 1))
    days, givers, receivers = [], [], []
    for day in range(1, min(day_number, RECYCLING_DAYS) + 1):
        given = everyone[giving == day]
        first_new = world.persons_on(day - 1)
        candidates = np.concatenate([np.arange(first_new, first_new + world.joining // 2), everyone[receiving == day]])
        pairs = min(len(given), len(candidates))
        days.append(np.full(pairs, day, dtype=np.int64))
        givers.append(given[:pairs])
        receivers.append(candidates[:pairs])
    return _sorted(days, givers, receivers)


def _sorted(days: list[Integers], givers: list[Integers], receivers: list[Integers]) -> Handovers:
    empty = [np.empty(0, dtype=np.int64)]
    day, giver, receiver = (np.concatenate(empty + parts) for parts in (days, givers, receivers))
    order = np.argsort(receiver, kind="stable")
    return Handovers(day[order], giver[order], receiver[order])


@dataclass(frozen=True)
class Situation:
    """Where the people of a block stand on a day.

    ``written_version`` and ``written_on`` are what the bank knows of the number and of its change, which is not
    everything; ``changed_today`` tells whose customer rows change.
    """

    move: Integers
    number_owner: Integers
    number_version: Integers
    number_changed_on: Integers
    written_version: Integers
    written_on: Integers
    changed_today: Booleans


def situation(world: World, person: Integers, day_number: int, handed: Handovers) -> Situation:
    """Address and number of each person on a day; number_changed_on is 0 while the first number is kept."""
    moves = address_change_day(world, person)
    changes = number_change_day(world, person)
    has_changed = changes <= day_number
    owner, version, since = person.copy(), has_changed.astype(np.int64), np.where(has_changed, changes, 0)
    if len(handed.receiver):
        position = np.minimum(np.searchsorted(handed.receiver, person), len(handed.receiver) - 1)
        received = (handed.receiver[position] == person) & (handed.day[position] <= day_number)
        owner = np.where(received, handed.giver[position], owner)
        version = np.where(received, 0, version)
        since = np.where(received, handed.day[position], since)
    is_silent = keeps_silent(world, person)
    written, written_on = np.where(is_silent, 0, version), np.where(is_silent, 0, since)
    today = (moves == day_number) | ((written_on == day_number) & (world.joined_on(person) < day_number))
    has_moved = (moves <= day_number).astype(np.int64)
    return Situation(has_moved, owner, version, since, written, written_on, today & (day_number > 0))


def keeps_silent(world: World, person: Integers) -> Booleans:
    """Whether a person gives a number up, some day, without telling the bank."""
    gives = _recycling_day(world, 0, person) != _NEVER
    return gives & world.draws.happens("keeps silent", SILENT_SHARE, person)
