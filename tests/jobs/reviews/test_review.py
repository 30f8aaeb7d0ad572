"""The commands at which people decide about pairs: what is asked, who may answer, and what is never told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jobs.lakehouse.settings import CHECKOUT
from jobs.review import application
from jobs.reviews.tokens import record_token
from tests.jobs.reviews.bureau import DAY, FIRST, KEY, NAME, PHONE, SECOND, SECRETS, STRANGER, VENDOR, Bureau, waiting

WHY = ("--reason", "same handwriting")


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    monkeypatch.setenv("YIHU_SOURCE_REVIEW_DESK", f"file://{tmp_path / 'reviews'}")
    one = Bureau(tmp_path)
    one.know(FIRST, SECOND, VENDOR, STRANGER)
    one.ask(waiting(VENDOR, STRANGER, 3, 9.0), waiting(FIRST, VENDOR, 2, 6.0), waiting(FIRST, SECOND, 1, 4.0))
    one.score((FIRST, SECOND))
    one.seal()
    return one


def say(*words: str) -> Result:
    return CliRunner().invoke(application, list(words))


def listed() -> list[str]:
    return [line.split()[0] for line in say("list").output.splitlines()]


def proposed(output: str) -> str:
    return output.split("approve ")[1].split("`")[0]


def test_customers_are_asked_about_first_then_the_weightiest(bureau: Bureau) -> None:
    lines = say("list").output.splitlines()
    assert [line.split()[2] for line in lines] == ["two", "one", "no"]
    assert "weight +4.00" in lines[0] and "2 days  open" in lines[0]


def test_two_customers_are_joined_by_two_persons_and_not_asked_about_again(bureau: Bureau) -> None:
    tokens = [record_token(one, KEY) for one in (SECOND, FIRST)]
    told = say("propose", *tokens, "--same", "--by", "Li Lei", *WHY)
    proposal = proposed(told.output)
    again = say("propose", FIRST, SECOND, "--same", "--by", "LI  LEI", *WHY)
    assert proposed(again.output) == proposal
    assert f"{proposal} SAME by Li Lei" in say("list").output
    own, short = say("approve", proposal, "--by", " li lei"), say("approve", proposal[:4], "--by", "Han Mei")
    assert (own.exit_code, short.exit_code) == (65, 65)
    assert "another person approves it" in own.output
    (asked,) = json.loads(say("waiting").output)
    assert (asked["proposal"], asked["answer"], asked["records"]) == (proposal, "SAME", tokens[::-1])
    approved = say("approve", proposal[:8], "--by", "Han Mei")
    assert (approved.exit_code, "Decided SAME" in approved.output) == (0, True)
    assert json.loads(say("waiting").output) == []
    assert len(listed()) == 2
    over = say("propose", FIRST, SECOND, "--same", "--by", "Wang Wu", *WHY)
    assert (over.exit_code, "decided already" in over.output) == (65, True)


def test_one_person_keeps_two_records_apart_also_two_that_nobody_asked_about(bureau: Bureau) -> None:
    assert "Decided DIFFERENT" in say("propose", SECOND, VENDOR, "--different", "--by", "Li Lei", *WHY).output
    assert "Decided DIFFERENT" in say("propose", FIRST, VENDOR, "--different", "--by", "Li Lei", *WHY).output
    assert len(listed()) == 2


def test_what_is_taken_back_is_asked_about_again(bureau: Bureau) -> None:
    told = say("propose", FIRST, SECOND, "--different", "--by", "Li Lei", *WHY).output
    proposal = told.split(" by ")[1].split(":")[0]
    assert len(listed()) == 2
    rejected = say("reject", proposal, "--by", "Han Mei", "--reason", "a mistake")
    assert (rejected.exit_code, "Nothing is decided about the pair" in rejected.output) == (0, True)
    assert len(listed()) == 3


def test_what_was_decided_before_is_in_force_again_once_a_later_decision_is_taken_back(bureau: Bureau) -> None:
    same = proposed(say("propose", FIRST, SECOND, "--same", "--by", "Li Lei", *WHY).output)
    say("approve", same, "--by", "Han Mei")
    later = say("propose", FIRST, SECOND, "--different", "--by", "Wang Wu", *WHY).output
    replaced = say("approve", same, "--by", "Han Mei")
    assert (replaced.exit_code, "a later one replaced it" in replaced.output) == (65, True)
    rejected = say("reject", later.split(" by ")[1].split(":")[0], "--by", "Wang Wu", "--reason", "a mistake")
    assert f"SAME by {same} is in force" in rejected.output
    assert "Decided SAME" in say("approve", same, "--by", "Han Mei").output
    assert len(listed()) == 2


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((FIRST, SECOND, "--same", "--different", *WHY), 64, "either --same or --different"),
        ((FIRST, SECOND, *WHY), 64, "either --same or --different"),
        ((FIRST, FIRST, "--same", *WHY), 64, "the same record"),
        ((FIRST, "core_bank:9", "--same", *WHY), 65, "does not know both"),
        ((FIRST, "0" * 16, "--same", *WHY), 65, "No waiting pair"),
        ((FIRST, SECOND, "--same", "--reason", " "), 64, "needs a reason"),
        ((FIRST, SECOND, "--same", "--reason", f"both are {NAME[0]} {NAME[1:]}"), 64, "holds a number or a value"),
        ((FIRST, SECOND, "--same", "--reason", "called 138-0013 8000"), 64, "holds a number or a value"),
        ((FIRST, SECOND, "--same", "--reason", "與張曉明是同一人"), 64, "holds a number or a value"),
        ((FIRST, SECOND, "--same", "--reason", "born 1985年3月12日"), 64, "holds a number or a value"),
    ],
)
def test_what_may_not_be_said_is_refused_in_one_sentence(
    bureau: Bureau, words: tuple[str, ...], code: int, sentence: str
) -> None:
    refused = say("propose", *words, "--by", "Li Lei")
    assert (refused.exit_code, refused.output.count("\n")) == (code, 1)
    assert sentence in refused.output
    assert not [one for one in SECRETS if one in refused.output]
    assert len(listed()) == 3


def test_an_open_pair_is_shown_side_by_side_by_token_and_ending(bureau: Bureau) -> None:
    shown = say("open", FIRST, SECOND).output
    assert all(name in shown for name in ("before anything is compared", "the same name", "the same date of birth"))
    assert "mobile phone   ****8000           -                  similar" in shown
    assert "weight +4.00" in shown
    assert not [one for one in SECRETS if one in shown]
    assert "does not wait" in say("open", SECOND, STRANGER).output


def test_neither_list_nor_page_nor_what_airflow_shows_holds_a_record_id_or_a_value(bureau: Bureau) -> None:
    say("propose", FIRST, SECOND, "--same", "--by", "Li Lei", *WHY)
    page = bureau.settings.data_docs / "review.html"
    told = [say("list").output, say("waiting").output, page.read_text(encoding="utf-8")]
    assert "Open: 3 pairs" in told[2]
    for hidden in (*SECRETS, FIRST, SECOND, VENDOR, PHONE[:7]):
        assert not [text for text in told if hidden in text]
    bureau.ask()
    bureau.seal()
    say("list")
    assert "Nothing waits" in page.read_text(encoding="utf-8")


def test_two_processes_that_approve_at_once_both_succeed_and_decide_once(bureau: Bureau) -> None:
    proposal = proposed(say("propose", FIRST, SECOND, "--same", "--by", "Li Lei", *WHY).output)
    command = [sys.executable, "-m", "jobs.review", "approve", proposal, "--by"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": CHECKOUT}
    both = [subprocess.Popen([*command, who], **pipes) for who in ("Han Mei", "Wang Wu")]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert all("Decided SAME" in out for out, _ in said)
    assert len(listed()) == 2


def test_a_day_that_was_never_sealed_has_nothing_to_ask(bureau: Bureau) -> None:
    refused = say("list", "--date", "2026-06-01")
    assert (refused.exit_code, "Nothing is sealed" in refused.output) == (65, True)
    assert str(DAY) not in refused.output
