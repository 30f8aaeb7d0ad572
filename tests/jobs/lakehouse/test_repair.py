"""What people say about a bad row: in any order, said twice or by two at once, it ends the same."""

from __future__ import annotations

import stat
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.repair import Answer, Case, Decision, Heard, Proposal, Repairs

DAY, TABLE, ROW = date(2026, 6, 1), "silver.thing", "a" * 64


def key() -> str:
    return "key of the tests"


def proposal(minute: int, author: str = "Li Lei", value: str = "1") -> Proposal:
    return Proposal(
        table=TABLE,
        business_date=DAY,
        row_id=ROW,
        rule="BAD_NUMBER",
        first_seen_date=DAY,
        columns={"piece_count": value},
        author=author,
        reason="read from the paper",
        proposed_at=f"2026-06-02T08:{minute:02d}:00",
    )


def said(one: Proposal, answer: Answer, by: str, minute: int) -> tuple[Proposal, Decision]:
    return one, Decision(answer=answer, by=by, at=f"2026-06-02T09:{minute:02d}:00")


FIRST, SECOND = proposal(1), proposal(2, author="Han Mei", value="2")
COMMANDS = (
    FIRST,
    SECOND,
    said(FIRST, Answer.APPROVED, "Han Mei", 1),
    said(FIRST, Answer.APPROVED, "LI  LEI", 0),
    said(SECOND, Answer.APPROVED, "Li Lei", 2),
    said(SECOND, Answer.REJECTED, "Wang Wu", 3),
)


def after(home: Path, commands: list) -> Case:
    repairs = Repairs(home, key)
    for command in commands:
        if isinstance(command, Proposal):
            repairs.propose(command)
        else:
            repairs.decide(Heard(command[0].id(key()), command[0], ()), command[1])
    return repairs.cases(TABLE, DAY)[ROW]


@settings(max_examples=25, deadline=None)
@given(commands=st.permutations(COMMANDS), repeated=st.lists(st.sampled_from(COMMANDS), max_size=4))
def test_the_same_words_in_any_order_and_repeated_end_the_same(commands: list, repeated: list) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as other:
        shuffled = after(Path(first), [*commands, *repeated])
        assert shuffled == after(Path(other), list(COMMANDS))
        assert shuffled.approved.proposal == FIRST
        assert shuffled.approved.approvers == ("Han Mei",)


def test_a_later_proposal_replaces_one_that_nobody_approved(tmp_path: Path) -> None:
    assert after(tmp_path, [SECOND, FIRST]).pending.proposal == SECOND


def test_a_later_proposal_does_not_replace_an_approved_one(tmp_path: Path) -> None:
    case = after(tmp_path, [FIRST, COMMANDS[2], SECOND])
    assert case.approved.proposal == FIRST
    assert case.pending is None


def test_an_approval_by_the_author_counts_for_nothing_however_the_name_is_spelled(tmp_path: Path) -> None:
    spellings = (" li LEI", "LiLei", "Ｌｉ Ｌｅｉ", " ")
    case = after(
        tmp_path, [FIRST, *(said(FIRST, Answer.APPROVED, one, minute) for minute, one in enumerate(spellings))]
    )
    assert case.approved is None
    assert case.pending.proposal == FIRST


def test_files_and_folders_of_repairs_are_their_owners_alone(tmp_path: Path) -> None:
    after(tmp_path, list(COMMANDS))
    found = [path for path in (tmp_path / "repairs", *(tmp_path / "repairs").rglob("*"))]
    modes = {stat.S_IMODE(path.stat().st_mode): path.is_dir() for path in found}
    assert modes == {0o700: True, 0o600: False}


def test_a_repair_that_was_changed_after_it_was_made_is_not_applied(tmp_path: Path) -> None:
    after(tmp_path, [FIRST, COMMANDS[2]])
    path = next(tmp_path.rglob("*.proposal.json"))
    path.write_text(path.read_text().replace('"1"', '"1000"'))
    with pytest.raises(DataFault, match="was changed after it was made") as fault:
        Repairs(tmp_path, key).approved(TABLE, DAY)
    assert "1000" not in str(fault.value)
