from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobs.lakehouse.champion_history import Appointment, ChampionHistory
from jobs.lakehouse.errors import DataFault, InfrastructureFault


@pytest.fixture
def history(tmp_path: Path) -> ChampionHistory:
    kept = ChampionHistory(tmp_path, "score")
    for version in ("1", "2", "3"):
        kept.add(
            kept.verified(),
            "appointed",
            version,
            f"digest {version}",
            "Wang Fang",
            "Li Na",
            f"better than {int(version) - 1}",
        )
    return kept


def _file(tmp_path: Path, number: int) -> Path:
    return tmp_path / "champions" / "score" / f"{number:06}.json"


def test_who_was_champion_when_by_whom_and_why_is_told_in_order(history: ChampionHistory) -> None:
    told = history.verified()
    assert [one.version for one in told] == ["1", "2", "3"]
    assert [one.number for one in told] == [1, 2, 3]
    assert told[1].earlier == told[0].sha256
    assert (told[2].by, told[2].trained_by, told[2].reason) == ("Wang Fang", "Li Na", "better than 2")


def test_two_who_appoint_at_the_same_time_do_not_both_succeed(history: ChampionHistory) -> None:
    seen = history.verified()
    history.add(seen, "appointed", "4", "digest 4", "Wang Fang", "Li Na", "better than 3")
    with pytest.raises(InfrastructureFault, match="at the same time"):
        history.add(seen, "appointed", "5", "digest 5", "Zhao Lei", "Li Na", "better than 3")


def test_a_history_of_nothing_is_empty(tmp_path: Path) -> None:
    assert ChampionHistory(tmp_path, "score").verified("") == ()


@pytest.mark.parametrize("number", [1, 2])
def test_an_appointment_that_was_edited_is_found(history: ChampionHistory, tmp_path: Path, number: int) -> None:
    path = _file(tmp_path, number)
    path.write_text(path.read_text().replace("Wang Fang", "Zhao Lei"))
    with pytest.raises(DataFault, match=f"changed at appointment {number}"):
        history.verified()


def test_an_appointment_that_was_taken_away_is_found(history: ChampionHistory, tmp_path: Path) -> None:
    _file(tmp_path, 2).unlink()
    with pytest.raises(DataFault, match="was changed at appointment"):
        history.verified()


def test_the_newest_appointment_edited_or_taken_away_is_found_by_the_digest_that_the_registry_keeps(
    history: ChampionHistory, tmp_path: Path
) -> None:
    head, path = history.verified()[-1].sha256, _file(tmp_path, 3)
    assert len(history.verified(head)) == 3
    path.write_text(path.read_text().replace("better", "worse"))
    with pytest.raises(DataFault, match="does not end as the registry says"):
        history.verified(head)
    path.unlink()
    with pytest.raises(DataFault, match="does not end as the registry says"):
        history.verified(head)


def test_a_whole_chain_made_up_anew_is_found_by_the_digest_that_the_registry_keeps(
    history: ChampionHistory, tmp_path: Path
) -> None:
    head = history.verified()[-1].sha256
    for number in (1, 2, 3):
        _file(tmp_path, number).unlink()
    history.add((), "appointed", "3", "digest 3", "Zhao Lei", "Li Na", "made up")
    with pytest.raises(DataFault, match="does not end as the registry says"):
        history.verified(head)


def test_something_else_than_an_appointment_is_refused(history: ChampionHistory, tmp_path: Path) -> None:
    _file(tmp_path, 4).write_text(json.dumps({"model": "score", "command": "import os"}))
    with pytest.raises(DataFault, match=r"not readable at 000004\.json"):
        history.verified()


def test_an_appointment_is_for_the_owner_alone_and_reads_in_words(history: ChampionHistory, tmp_path: Path) -> None:
    assert _file(tmp_path, 1).stat().st_mode & 0o077 == 0
    told: Appointment = history.verified()[0]
    assert told.in_words == "version 1 was put into use"
