"""The book of what people said of a list: in any order, said twice or cut short, it ends the same."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.list_book import ListBook
from jobs.lakehouse.list_statement import Kind, Listing, Subject, Words
from jobs.lakehouse.review_answer import Statement, Verdict

FIRST_DAY, SECOND_DAY, THIRD_DAY = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
LISTING = Listing(
    list_type_code="BLACK", reason_code="FRAUD", evidence_reference="file 7", valid_from_date=date(2026, 5, 1)
)


def words(kind: Kind, minute: int, **more) -> Words:
    told = {"subject": Subject(subject_name="张三"), "listing": LISTING} if kind is Kind.ENTRY else {}
    about = {"named_entry_id": "FRAUD:1"} if kind is not Kind.ENTRY else {}
    said = {"author": "Li Lei", "reason": "seen on paper", "business_date": FIRST_DAY, "salt": f"{minute}"}
    return Words(kind=kind, proposed_at=f"2026-06-01T08:{minute:02d}:00.000000", **said | told | about | more)


def statement(verdict: Verdict, by: str, minute: int, day: date = FIRST_DAY) -> Statement:
    return Statement(verdict=verdict, by=by, at=f"2026-06-01T09:{minute:02d}:00.000000", business_date=day)


ENTRY, APPEAL, UPHELD = words(Kind.ENTRY, 1), words(Kind.APPEAL, 2), words(Kind.UPHELD, 3, author="Wang Wu")
COMMANDS = (
    ENTRY,
    APPEAL,
    UPHELD,
    (ENTRY, statement(Verdict.APPROVED, "Han Mei", 4)),
    (ENTRY, statement(Verdict.APPROVED, "LI  LEI", 2)),
    (UPHELD, statement(Verdict.APPROVED, "Zhao Liu", 5)),
    (UPHELD, statement(Verdict.REJECTED, "Han Mei", 6)),
)


def written(root: Path, *commands) -> ListBook:
    book = ListBook(root)
    for one in commands:
        book.propose(one) if isinstance(one, Words) else book.say(*one)
    return book


def test_an_entry_needs_another_person_and_an_appeal_its_author_alone(tmp_path: Path) -> None:
    book = written(tmp_path, ENTRY, APPEAL, (ENTRY, statement(Verdict.APPROVED, " li lei", 4)))
    assert [one.kind_code for one in book.in_force(SECOND_DAY)] == [Kind.APPEAL]
    book.say(ENTRY, statement(Verdict.APPROVED, "Han Mei", 5))
    entry = next(one for one in book.in_force(SECOND_DAY) if one.kind_code is Kind.ENTRY)
    assert (entry.proposed_by_name, entry.approved_by_name) == ("Li Lei", "Han Mei")
    assert (entry.entry_id, entry.subject_name, entry.evidence_reference) == (f"MANUAL:{ENTRY.id}", "张三", "file 7")


def test_what_is_said_counts_from_the_next_business_date(tmp_path: Path) -> None:
    book = written(tmp_path, APPEAL, ENTRY, (ENTRY, statement(Verdict.APPROVED, "Han Mei", 4, SECOND_DAY)))
    found = {day: {one.kind_code for one in book.in_force(day)} for day in (FIRST_DAY, SECOND_DAY, THIRD_DAY)}
    assert found == {FIRST_DAY: set(), SECOND_DAY: {Kind.APPEAL}, THIRD_DAY: {Kind.APPEAL, Kind.ENTRY}}


def test_what_anybody_takes_back_counts_no_more(tmp_path: Path) -> None:
    approved, rejected = (statement(verdict, "Han Mei", 4) for verdict in (Verdict.APPROVED, Verdict.REJECTED))
    book = written(tmp_path, ENTRY, (ENTRY, approved), (ENTRY, rejected))
    assert book.in_force(SECOND_DAY) == []
    assert not book.find(ENTRY.id).is_pending


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(COMMANDS), max_size=4), st.permutations(COMMANDS))
def test_the_order_and_a_repeat_do_not_matter(repeated, ordered) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first, second = written(Path(one), *COMMANDS), written(Path(other), *ordered, *repeated)
        assert first.in_force(SECOND_DAY) == second.in_force(SECOND_DAY)
        assert list(first.spoken()) == list(second.spoken())


def test_words_that_were_changed_after_they_were_said_are_refused(tmp_path: Path) -> None:
    book = written(tmp_path, ENTRY)
    path = tmp_path / ENTRY.id / "proposal.json"
    path.write_text(path.read_text(encoding="utf-8").replace("BLACK", "GREY"), encoding="utf-8")
    with pytest.raises(DataFault, match="was changed after it was made"):
        book.in_force(SECOND_DAY)


def test_a_draft_that_was_never_finished_says_nothing(tmp_path: Path) -> None:
    (tmp_path / ENTRY.id).mkdir()
    (tmp_path / ENTRY.id / ".proposal.json.half").write_text("{", encoding="utf-8")
    assert list(ListBook(tmp_path).spoken()) == []


def test_the_book_is_for_its_owner_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(ContractFault, match="mode 0700"):
        ListBook.at(f"file://{tmp_path}")


def test_a_proposal_is_named_by_enough_digits(tmp_path: Path) -> None:
    book = written(tmp_path, ENTRY, APPEAL)
    assert book.find(ENTRY.id[:8]).words == ENTRY
    for wrong in (ENTRY.id[:4], "0" * 16, "../" + ENTRY.id):
        with pytest.raises(DataFault, match="proposals have an id that begins so"):
            book.find(wrong)
