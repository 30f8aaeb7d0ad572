"""What people decide about two records: in any order, said twice, by two at once or cut short, it ends the same."""

from __future__ import annotations

import multiprocessing
import signal
import stat
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.review_answer import Answer, Case, Proposal, Statement, Verdict
from jobs.lakehouse.review_book import ReviewBook
from jobs.lakehouse.settings import CHECKOUT

FIRST_DAY, SECOND_DAY, THIRD_DAY = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
PAIR = ("bank:1", "bank:2")


def proposal(answer: Answer, minute: int, author: str = "Li Lei", day: date = FIRST_DAY) -> Proposal:
    return Proposal(
        left_record_id=PAIR[0],
        right_record_id=PAIR[1],
        answer=answer,
        author=author,
        reason="seen on paper",
        business_date=day,
        proposed_at=f"2026-06-02T08:{minute:02d}:00.000000",
        salt=f"{minute}",
    )


def said(one: Proposal, verdict: Verdict, by: str, minute: int, day: date = FIRST_DAY) -> tuple[Proposal, Statement]:
    at = f"2026-06-02T09:{minute:02d}:00.000000"
    return one, Statement(verdict=verdict, by=by, at=at, business_date=day)


SAME, LATER = proposal(Answer.SAME, 1), proposal(Answer.SAME, 2, author="Han Mei")
DIFFERENT = proposal(Answer.DIFFERENT, 3, author="Wang Wu")
APPROVAL = said(SAME, Verdict.APPROVED, "Han Mei", 4)
COMMANDS = (
    SAME,
    LATER,
    DIFFERENT,
    APPROVAL,
    said(SAME, Verdict.APPROVED, "Zhao Liu", 5),
    said(SAME, Verdict.APPROVED, "LI  LEI", 3),
    said(LATER, Verdict.REJECTED, "Zhao Liu", 6),
)


def after(root: Path, *commands: Proposal | tuple[Proposal, Statement]) -> Case:
    book = ReviewBook(root)
    for command in commands:
        if isinstance(command, Proposal):
            book.propose(command)
        else:
            book.say(*command)
    return book.case(PAIR)


@settings(max_examples=25, deadline=None)
@given(commands=st.permutations(COMMANDS), repeated=st.lists(st.sampled_from(COMMANDS), max_size=4))
def test_the_same_words_in_any_order_and_repeated_end_the_same(commands: list, repeated: list) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as other:
        shuffled = after(Path(first), *commands, *repeated)
        assert shuffled == after(Path(other), *COMMANDS)
        assert (shuffled.decided.decision_code, shuffled.decided.approved_by_name) == (Answer.SAME, "Han Mei")
        assert shuffled.pending is None


def test_nobody_says_alone_that_two_records_are_the_same(tmp_path: Path) -> None:
    own = said(SAME, Verdict.APPROVED, " li LEI", 1)
    case = after(tmp_path, SAME, own, said(SAME, Verdict.APPROVED, " ", 2))
    assert case.decided is None
    assert case.pending.proposal == SAME
    assert after(tmp_path, APPROVAL).decided.decided_at == APPROVAL[1].at


def test_one_person_is_enough_to_keep_two_records_apart(tmp_path: Path) -> None:
    decided = after(tmp_path, DIFFERENT).decided
    assert (decided.decision_code, decided.proposed_by_name, decided.approved_by_name) == ("DIFFERENT", "Wang Wu", None)


def test_the_newest_decided_answer_is_in_force_and_taking_it_back_returns_to_the_one_before(tmp_path: Path) -> None:
    newest = proposal(Answer.DIFFERENT, 59, author="Wang Wu")
    newest = newest.model_copy(update={"proposed_at": "2026-06-02T10:00:00.000000"})
    assert after(tmp_path, SAME, APPROVAL, newest).decided.decision_code is Answer.DIFFERENT
    assert after(tmp_path, said(newest, Verdict.REJECTED, "Wang Wu", 59)).decided.decision_code is Answer.SAME


def test_an_answer_counts_from_the_next_business_date_and_on_every_later_one(tmp_path: Path) -> None:
    after(tmp_path, SAME, said(SAME, Verdict.APPROVED, "Han Mei", 4, day=SECOND_DAY))
    book = ReviewBook(tmp_path)
    known = {day: len(book.in_force(day)) for day in (FIRST_DAY, SECOND_DAY, THIRD_DAY, date(2027, 1, 1))}
    assert list(known.values()) == [0, 0, 1, 1]
    after(tmp_path, said(SAME, Verdict.REJECTED, "Han Mei", 5, day=THIRD_DAY))
    assert [len(book.in_force(day)) for day in (THIRD_DAY, date(2027, 1, 1))] == [1, 0]


def test_a_proposal_that_was_changed_after_it_was_made_stops_the_delivery(tmp_path: Path) -> None:
    after(tmp_path, SAME, APPROVAL)
    path = next(tmp_path.rglob("*.proposal.json"))
    path.write_text(path.read_text().replace("bank:2", "bank:3"), encoding="utf-8")
    with pytest.raises(DataFault, match="was changed after it was made") as fault:
        ReviewBook(tmp_path).in_force(THIRD_DAY)
    assert "bank:3" not in str(fault.value)


def test_files_and_folders_are_their_owners_alone_and_a_book_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "reviews"
    root.mkdir(mode=0o700)
    after(root, *COMMANDS)
    modes = {stat.S_IMODE(path.stat().st_mode): path.is_dir() for path in (root, *root.rglob("*"))}
    assert modes == {0o700: True, 0o600: False}
    root.chmod(0o750)
    with pytest.raises(ContractFault, match="mode 0700"):
        ReviewBook.at(f"file://{root}")


def approve(root: Path, who: str, together: object) -> None:
    together.wait()
    after(root, said(SAME, Verdict.APPROVED, who, 4))


def test_of_two_who_approve_at_once_both_are_heard_and_it_is_decided_once(tmp_path: Path) -> None:
    after(tmp_path, SAME)
    own = multiprocessing.get_context("fork")
    together = own.Barrier(2)
    both = [own.Process(target=approve, args=(tmp_path, who, together)) for who in ("Han Mei", "Wang Wu")]
    [one.start() for one in both]
    [one.join(20) for one in both]
    assert [one.exitcode for one in both] == [0, 0]
    assert len(list(tmp_path.rglob("*.approved.*.json"))) == 2
    (decided,) = ReviewBook(tmp_path).in_force(THIRD_DAY)
    assert (decided.decision_code, decided.approved_by_name) == (Answer.SAME, "Han Mei")


# Dies right before or right after a file gets its name: first the proposal, then the approval.
DYING = """
import os, signal, sys
from datetime import date
from pathlib import Path
left, link = [int(sys.argv[1])], os.link
def dying(part, path):
    left[0] -= 1
    if not left[0] and sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    link(part, path)
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
os.link = dying
from tests.jobs.lakehouse.test_review_book import APPROVAL, SAME, after
after(Path(sys.argv[3]), SAME, APPROVAL)
"""


@pytest.mark.parametrize(
    ("dies_at", "moment", "waits", "decides"),
    [("1", "before", False, False), ("1", "after", True, False), ("2", "before", True, False), ("2", "after", 0, True)],
)
def test_wherever_a_process_dies_what_it_had_not_finished_says_nothing(
    tmp_path: Path, dies_at: str, moment: str, waits: bool, decides: bool
) -> None:
    program = [sys.executable, "-c", DYING, dies_at, moment, str(tmp_path)]
    done = subprocess.run(program, cwd=CHECKOUT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    case = ReviewBook(tmp_path).case(PAIR)
    assert (case.pending is not None, case.decided is not None) == (bool(waits), decides)
    assert after(tmp_path, SAME, APPROVAL).decided.decision_code is Answer.SAME
