"""What a check found broken, who meets it, and the way out: one sentence each, and never a value of a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from jobs.lakehouse.needed import Need
from jobs.lakehouse.publication import Publication

SHOWN = 6


@dataclass(frozen=True)
class Damage:
    """Something that is broken: where, what, and which of the needed versions meet it.

    ``is_of_log`` tells that the table itself, and not only some of its rows, is hit. ``remedy`` is set where it does
    not follow from the publications.
    """

    table: str
    place: str
    what: str
    needs: tuple[Need, ...] = ()
    is_of_log: bool = False
    remedy: str = ""


@dataclass(frozen=True)
class Advice:
    """Knows what may be returned to: everything published, and which generations met some damage."""

    generations: tuple[Publication, ...]
    in_force: dict[tuple[str, str], Publication]
    write_modes: Mapping[str, str]
    unsound: frozenset[tuple[str, str, int]] = field(default_factory=frozenset)

    def sentence(self, damage: Damage) -> str:
        """The damage in one sentence, with the table, versions and business dates, and what to do."""
        return f"{damage.table}: {damage.place} {damage.what}{_met_by(damage.needs)}: {self._remedy(damage)}."

    def _remedy(self, damage: Damage) -> str:
        if damage.remedy:
            return damage.remedy
        if damage.is_of_log or self._is_written_on(damage):
            folder = "/".join(damage.place.split("/")[:2])
            return (
                f"restore it from a backup, or move the folders {folder} and _published/{damage.table} of the lake "
                f"aside and run the days of {damage.table} again"
            )
        ways = [self._way_out(damage, day) for day in sorted(_days(need for need in damage.needs if need.is_in_force))]
        return "; ".join(ways) or _given_up(sorted({need.record for need in damage.needs}))

    def _is_written_on(self, damage: Damage) -> bool:
        """Whether the next run has to read what is broken: in a table that keeps time, or one without publications."""
        is_newest = any(not need.business_date for need in damage.needs)
        is_published = any(need.business_date for need in damage.needs)
        return is_newest and (not is_published or self.write_modes.get(damage.table) in ("merge", "history"))

    def _way_out(self, damage: Damage, day: str) -> str:
        table, hit = damage.table, [one for one in damage.needs if one.is_in_force and one.business_date == day]
        channels = sorted({one.channel for one in hit if one.channel})
        if not self._can_run_again(table, day) or all(one.channel for one in hit):
            return f"seal the day again with `python -m jobs.seal {' '.join(channels) or 'curated'} --date {day}`"
        sound = self._sound_before(table, day)
        again = f"move _published/{table}/{day} of the lake aside and run {table} for {day} again"
        if sound is None:
            return again
        return (
            f"return to generation {sound.generation} (version {sound.version}) with `make rollback T={table} D={day} "
            f"TO={sound.generation}`, or {again}"
        )

    def _can_run_again(self, table: str, day: str) -> bool:
        """A table that is replaced as a whole goes on from its latest day; an earlier one is not made again."""
        days = [known for name, known in self.in_force if name == table]
        return self.write_modes.get(table) != "replace" or day >= max(days, default=day)

    def _sound_before(self, table: str, day: str) -> Publication | None:
        """The newest generation with another content all of whose files are whole."""
        in_force = self.in_force.get((table, day))
        known = [one for one in self.generations if one.table == table and one.business_date == day]
        sound = [
            one
            for one in known
            if (table, day, one.generation) not in self.unsound
            and in_force is not None
            and one.content_hash != in_force.content_hash
        ]
        return max(sound, key=lambda one: one.generation, default=None)


def unsound(damages: Iterable[Damage]) -> frozenset[tuple[str, str, int]]:
    """The generations that met some damage."""
    return frozenset((need.table, need.business_date, need.generation) for one in damages for need in one.needs)


def _given_up(records: list[str]) -> str:
    return f"nothing in force needs it, move {_listed(records)} of the lake aside, so that nobody returns to it"


def _days(needs: Iterable[Need]) -> set[str]:
    return {need.business_date for need in needs if need.business_date}


def _met_by(needs: Collection[Need]) -> str:
    versions = sorted({need.version for need in needs})
    days = sorted(_days(needs))
    if not versions:
        return ""
    dates = f", business dates {_listed(days)}" if days else ""
    return f" (versions {_listed(versions)}{dates})"


def _listed(ones: list[int] | list[str]) -> str:
    shown = ", ".join(str(one) for one in ones[:SHOWN])
    return shown if len(ones) <= SHOWN else f"{shown} and {len(ones) - SHOWN} more up to {ones[-1]}"
