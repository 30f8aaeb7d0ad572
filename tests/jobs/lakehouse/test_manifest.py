"""A day is sealed when its tables agree; readers see all of it in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobs.lakehouse.errors import DataFault, Skipped
from jobs.lakehouse.manifest import Entry, Manifests, entry_of, sealed_tables
from jobs.lakehouse.publication import Pinned, Publication
from tests.jobs.lakehouse.test_unchanged import contract

DAY = date(2026, 6, 1)


class TwoTables:
    """silver.part and gold.thing, which is made from it."""

    in_order = (contract("silver.part"), contract("gold.thing", "silver.part"))


def pinned(table: str, content_hash: str, **inputs: str) -> Pinned:
    read = {name.replace("_", ".", 1): content for name, content in inputs.items()}
    published = Publication(table, DAY.isoformat(), 3, content_hash, 5, "run", "gate", generation=4, inputs=read)
    return Pinned(published, 3, content_hash)


AGREEING = {"silver.part": pinned("silver.part", "new"), "gold.thing": pinned("gold.thing", "t", silver_part="new")}
STALE = {**AGREEING, "gold.thing": pinned("gold.thing", "t", silver_part="old")}


def entries(pins: Mapping[str, Pinned]) -> dict[str, Entry]:
    return sealed_tables(TwoTables(), pins)


def test_tables_that_were_made_from_each_other_are_sealed(tmp_path: Path) -> None:
    manifest = Manifests(tmp_path).seal(DAY, lambda: entries(AGREEING), "the day's run")
    assert Manifests(tmp_path).get(DAY) == Manifests(tmp_path).latest() == manifest
    assert manifest.tables["gold.thing"] == Entry(3, "2026-06-01", 5, "t", 4, "run", "gate")


@pytest.mark.parametrize(
    ("pins", "kind", "told"),
    [
        (STALE, DataFault, "gold.thing was made from an older silver.part, run it again"),
        ({"silver.part": AGREEING["silver.part"]}, Skipped, "gold.thing has nothing published"),
    ],
)
def test_tables_that_disagree_or_are_missing_leave_what_was_sealed(
    tmp_path: Path, pins: Mapping[str, Pinned], kind: type[Exception], told: str
) -> None:
    before = Manifests(tmp_path).seal(DAY, lambda: entries(AGREEING), "the day's run")
    with pytest.raises(kind, match=told):
        Manifests(tmp_path).seal(DAY, lambda: entries(pins), "again")
    assert Manifests(tmp_path).editions(DAY) == (before,)


def test_a_day_is_sealed_without_a_table_that_waits_for_its_model_unless_another_one_is_made_from_it() -> None:
    scored = contract("gold.thing", "silver.part").model_copy(update={"model": "thing"})

    class Modelled:
        in_order = (contract("silver.part"), scored)

    class Read:
        in_order = (*Modelled.in_order, contract("gold.report", "gold.thing"))

    waiting = {"silver.part": AGREEING["silver.part"]}
    assert set(sealed_tables(Modelled(), waiting)) == {"silver.part"}
    with pytest.raises(Skipped, match=r"gold\.thing, gold\.report has nothing published"):
        sealed_tables(Read(), waiting)


def test_sealing_the_same_again_makes_no_new_edition(tmp_path: Path) -> None:
    manifests = Manifests(tmp_path)
    manifests.seal(DAY, lambda: entries(AGREEING), "the day's run")
    assert manifests.seal(DAY, lambda: entries(AGREEING), "again").edition == 1


def test_who_looked_at_the_tables_earlier_does_not_put_a_newer_seal_aside(tmp_path: Path) -> None:
    """Between looking and sealing, another one seals a newer state."""
    manifests, newer = Manifests(tmp_path), {**entries(AGREEING), "gold.thing": entry_of(pinned("gold.thing", "newer"))}
    looks = iter([entries(AGREEING), newer])

    def looked() -> dict[str, Entry]:
        found = next(looks)
        if found != newer:
            manifests.seal(DAY, lambda: newer, "the faster one")
        return found

    sealed = manifests.seal(DAY, looked, "the slower one")
    assert (sealed.tables, sealed.edition) == (newer, 1)


def test_channels_are_sealed_apart(tmp_path: Path) -> None:
    Manifests(tmp_path).seal(DAY, lambda: entries(AGREEING), "hourly", "hourly")
    assert Manifests(tmp_path).get(DAY) is None
    assert replace(Manifests(tmp_path).get(DAY, "hourly"), tables={}).channel == "hourly"
