"""What is said once more of the same entry: a second appeal, an answer that comes too late, a decision taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.risk_desk.test_risk_desk import ENTRY_ID, FRAUD, NAMED, RECORD, WHY, home, in_force, proposed, say

__all__ = ["home"]


def proposals(home: Path, *kinds: str) -> list[str]:
    return [proposed(say(kind, ENTRY_ID, "--by", "Li Lei", *WHY)) for kind in kinds]


def test_an_appeal_that_was_upheld_is_not_opened_again_by_one_person(home: Path) -> None:
    say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY)
    (upheld,) = proposals(home, "uphold")
    say("approve", upheld, "--by", "Han Mei")
    assert "is upheld: the entry ends" in say("appeal", ENTRY_ID, "--by", "Wang Wu", *WHY).output
    assert [one.kind_code for one in in_force(home)].count("APPEAL") == 1


@pytest.mark.parametrize(("first", "late"), [("uphold", "dismiss"), ("dismiss", "uphold")])
def test_an_answer_does_not_settle_an_appeal_that_is_settled(home: Path, first: str, late: str) -> None:
    say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY)
    answers = dict(zip((first, late), proposals(home, first, late), strict=True))
    say("approve", answers[first], "--by", "Han Mei")
    told = say("approve", answers[late], "--by", "Han Mei")
    assert (told.exit_code, "no longer open" in told.output) == (65, True)


def test_an_answer_does_not_settle_the_appeal_after_the_one_it_answers(home: Path) -> None:
    say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY)
    late, dismissed = proposals(home, "uphold", "dismiss")
    say("approve", dismissed, "--by", "Han Mei")
    say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY)
    assert "no longer open" in say("approve", late, "--by", "Han Mei").output


def test_what_two_persons_decided_nobody_takes_back_alone(home: Path) -> None:
    told = say(*FRAUD, "--by", "Li Lei", typed=NAMED)
    say("approve", proposed(told), "--by", "Han Mei")
    alone = say("reject", proposed(told), "--by", "Li Lei", *WHY)
    assert (alone.exit_code, "nobody takes it back alone" in alone.output) == (65, True)
    assert [one.kind_code for one in in_force(home)] == ["ENTRY"]


@pytest.mark.parametrize("judged", ["confirm", "clear"])
def test_a_hit_that_two_persons_judged_is_judged_anew_by_two_and_not_by_one(home: Path, judged: str) -> None:
    told = say(judged, RECORD, "SANCTION:36", "--by", "Li Lei", *WHY)
    say("approve", proposed(told), "--by", "Han Mei")
    assert "nobody takes it back alone" in say("reject", proposed(told), "--by", "Han Mei", *WHY).output
    assert len(in_force(home)) == 1


def test_an_appeal_is_taken_back_only_by_who_took_it_in(home: Path) -> None:
    appeal = say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY).output.split("proposal ")[1].rstrip(".\n")
    other = say("reject", appeal, "--by", "Han Mei", *WHY)
    assert (other.exit_code, "Only who took an appeal in" in other.output) == (65, True)
    assert [one.kind_code for one in in_force(home)] == ["APPEAL"]
    assert "counts for nothing" in say("reject", appeal, "--by", "li  lei", *WHY).output
    assert in_force(home) == []


def test_the_list_shows_an_appeal_at_once_and_no_longer_once_it_is_answered(home: Path) -> None:
    say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY)
    shown = f"appeal   {ENTRY_ID} opened 2026-06-03, due in 20 days"
    assert shown in say("list").output
    (dismissed,) = proposals(home, "dismiss")
    assert shown in say("list").output
    say("approve", dismissed, "--by", "Han Mei")
    assert f"appeal   {ENTRY_ID}" not in say("list").output


def test_the_list_shows_no_appeal_of_the_day_that_was_answered_since(home: Path) -> None:
    say("appeal", "DISHONEST_DEBTOR:3", "--by", "Li Lei", *WHY)
    told = say("uphold", "DISHONEST_DEBTOR:3", "--by", "Li Lei", *WHY)
    say("approve", proposed(told), "--by", "Han Mei")
    assert "appeal   " not in say("list").output


def test_an_entry_whose_last_day_is_the_day_on_which_it_is_entered_would_never_count(home: Path) -> None:
    told = say(*FRAUD, "--until", "2026-06-03", "--by", "Li Lei", typed=NAMED)
    assert "has gone, or is before its first" in told.output


def test_the_evidence_of_an_entry_does_not_name_whom_it_is_about(home: Path) -> None:
    told = say(*FRAUD, "--evidence", "letter of 张 三", "--by", "Li Lei", typed=NAMED)
    assert (told.exit_code, "The evidence names its subject" in told.output) == (64, True)
