"""A delivery is there whole or not at all, and is never changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jobs.lakehouse.delivery import Decision, Delivery, Landing, State
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.publication import Publication, Publications

DAY = date(2026, 6, 1)
RECEIVED = Decision(state=State.RECEIVED)


def delivery(sequence: int = 1, day: date = DAY) -> Delivery:
    return Delivery(system="vendor", business_date=day, sequence=sequence, received_at="2026-06-01T20:00:00", files=())


def kept(landing: Landing, new: Delivery, content: str = "bytes", decision: Decision = RECEIVED) -> Delivery:
    with landing.draft("vendor") as draft:
        (draft / "things.csv").write_text(content)
        return landing.keep(draft, new, decision)


def test_a_kept_delivery_is_found_again(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    kept(landing, delivery())
    assert landing.latest("vendor", DAY) == delivery()
    assert (landing.folder(delivery()) / "things.csv").read_text() == "bytes"


def test_a_draft_that_fails_leaves_nothing(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    with pytest.raises(RuntimeError), landing.draft("vendor"):
        raise RuntimeError("the source broke off")
    assert landing.latest("vendor", DAY) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_second_of_two_attempts_keeps_what_the_first_one_landed(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    kept(landing, delivery(), "first")
    kept(landing, delivery(), "second")
    assert (landing.folder(delivery()) / "things.csv").read_text() == "first"


def test_the_previous_delivery_is_the_latest_earlier_day(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for day in (1, 2, 4):
        kept(landing, delivery(day=date(2026, 6, day)))
    assert next(landing.before("vendor", date(2026, 6, 4))) == delivery(day=date(2026, 6, 2))
    assert list(landing.before("vendor", DAY)) == []


def test_a_delivery_that_is_released_after_a_correction_was_refused_waits_for_a_run(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    kept(landing, delivery(1), decision=Decision(state=State.HELD))
    landing.take_up("vendor", DAY)
    kept(landing, delivery(2), decision=Decision(state=State.REFUSED))
    landing.take_up("vendor", DAY)
    assert not landing.waits_for_a_run("vendor", DAY)
    landing.decide(delivery(1), RECEIVED)
    assert landing.waits_for_a_run("vendor", DAY)
    landing.take_up("vendor", DAY)
    assert not landing.waits_for_a_run("vendor", DAY)


def test_a_delivery_that_is_released_under_one_in_force_starts_no_run(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    kept(landing, delivery(1), decision=Decision(state=State.HELD))
    kept(landing, delivery(2))
    landing.take_up("vendor", DAY)
    landing.decide(delivery(1), RECEIVED)
    assert not landing.waits_for_a_run("vendor", DAY)


def test_a_table_that_was_not_delivered_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match=r"holds no file for bronze.vendor_things"):
        delivery().file_of("bronze.vendor_things")


def test_the_highest_publication_of_a_day_is_in_force_and_the_latest_day_is_found(tmp_path: Path) -> None:
    publications = Publications(tmp_path)
    for day, version in (("2026-06-02", 2), ("2026-06-01", 3), ("2026-06-01", 1)):
        made = Publication("silver.thing", day, version, "hash", 5, f"run {version}", "gate", generation=version)
        publications.put(made)
    assert publications.get("silver.thing", DAY).version == 3
    assert publications.latest("silver.thing").business_date == "2026-06-02"
    assert publications.get("silver.other", DAY) is None
    assert list(tmp_path.rglob("*.draft")) == []
