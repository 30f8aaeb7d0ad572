"""The commands at which people work on the risk list: what two persons need, what is refused, what is never told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jobs.lakehouse.list_book import ListBook
from jobs.risk.subject import subject_token_of
from jobs.risk_list import application
from tests.jobs.reviews.bureau import DAY, KEY, TYPES, Bureau

NUMBER, NEXT_DAY = "11010519491231002X", date(2026, 6, 4)
ENTRY_ID, RECORD = "DISHONEST_DEBTOR:1", "core_bank:C1"
NAMED = json.dumps({"name": "张三"})
WHY = ("--reason", "seen on paper")
ENTERED = ("--evidence", "file 7", "--since", "2026-05-01", *WHY)
FRAUD = ("enter", "FRAUD", "--until", "2031-05-01", *ENTERED)
ENTRY = {
    "entry_id": ENTRY_ID,
    "list_type_code": "BLACK",
    "reason_code": "DISHONEST_DEBTOR",
    "source_code": "COURT",
    "evidence_reference": "DISHONEST_DEBTOR:1",
    "is_in_force": True,
}
HIT = {
    "record_id": RECORD,
    "entry_id": "SANCTION:36",
    "outcome_code": "REVIEW",
    "listed_name_text": "ZHANG, San",
    "match_weight": 12.0,
    "explanation_text": "names read alike",
    "record_hash": "r" * 64,
    "entry_hash": "e" * 64,
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    monkeypatch.setenv("YIHU_SOURCE_RISK_DESK", f"file://{tmp_path / 'risk_list'}")
    (tmp_path / "risk_list").mkdir(mode=0o700)
    import polars as pl

    monkeypatch.setitem(TYPES, "boolean", pl.Boolean)
    bureau = Bureau(tmp_path)
    over = {**ENTRY, "entry_id": "DISHONEST_DEBTOR:2", "ended_date": DAY, "end_reason_code": "WITHDRAWN"}
    appealed = {**ENTRY, "entry_id": "DISHONEST_DEBTOR:3", "appeal_state_code": "OPEN"}
    appealed |= {"appeal_opened_date": date(2026, 5, 1), "appeal_due_date": date(2026, 5, 21)}
    bureau.publish("silver.risk_list_entry", ENTRY, over, appealed)
    bureau.publish("silver.list_screening", HIT)
    bureau.seal()
    return tmp_path


def say(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(application, list(words), input=typed)


def in_force(home: Path) -> list:
    return ListBook(home / "risk_list").in_force(NEXT_DAY)


def proposed(told: Result) -> str:
    return told.output.split("approve ")[1].split("`")[0]


def test_an_entry_is_proposed_by_one_person_and_approved_by_another(home: Path) -> None:
    told = say(*FRAUD, "--by", "Li Lei", typed=json.dumps({"id_number": NUMBER.lower()}))
    assert f"proposal {proposed(told)} ENTRY" in say("list").output
    own = say("approve", proposed(told), "--by", "li  lei")
    assert (own.exit_code, in_force(home)) == (65, [])
    assert "another person approves it" in own.output
    assert "next business date's run" in say("approve", proposed(told)[:8], "--by", "Han Mei").output
    assert [(one.list_type_code, one.id_token) for one in in_force(home)] == [
        ("BLACK", subject_token_of("id_number", NUMBER, KEY))
    ]
    assert not any(NUMBER in path.read_text(encoding="utf-8") for path in home.glob("risk_list/*/*"))


def test_who_approves_in_airflow_is_told_tokens_and_no_name(home: Path) -> None:
    subject = {"name": "张三", "birth": "1980-01-01", "phone": "13800138000"}
    say(*FRAUD, "--by", "Li Lei", typed=json.dumps(subject))
    say("clear", RECORD, "SANCTION:36", "--by", "Li Lei", *WHY)
    entry, hit = json.loads(say("waiting").output)
    assert (entry["kind"], entry["author"], entry["facts"]["evidence_reference"]) == ("ENTRY", "Li Lei", "file 7")
    assert entry["facts"]["phone_token"] == subject_token_of("mobile_phone", "13800138000", KEY)
    assert (hit["kind"], hit["facts"]["explanation_text"]) == ("CLEARED", "names read alike")
    told = json.dumps([entry, hit], ensure_ascii=False)
    assert not [value for value in ("张三", "1980-01-01", "13800138000", "ZHANG", RECORD) if value in told]


@pytest.mark.parametrize(("reason", "list_type"), [("FRAUD", "BLACK"), ("SUSPICION", "GREY"), ("EXEMPTION", "WHITE")])
def test_what_people_enter_needs_a_last_day(home: Path, reason: str, list_type: str) -> None:
    entered = ("enter", reason, *ENTERED)
    assert "needs a last day" in say(*entered, typed=NAMED).output
    told = say(*entered, "--until", "2026-12-31", "--by", "Li Lei", typed=NAMED)
    say("approve", proposed(told), "--by", "Han Mei")
    assert [(one.list_type_code, one.valid_to_date) for one in in_force(home)] == [(list_type, date(2026, 12, 31))]


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ((*FRAUD, "--evidence", " "), "without evidence has no effect"),
        ((*FRAUD, "--by", "  "), "needs the name of who says it"),
        ((*FRAUD, "--reason", "because of 张三"), "holds a number or a value"),
        ((*FRAUD, "--reason", "because of Zhang, San"), "holds a number or a value"),
        ((*FRAUD, "--until", "2026-06-02"), "has gone, or is before its first"),
        (("enter", "SANCTION", *FRAUD[2:]), "People enter FRAUD, SUSPICION, EXEMPTION"),
        (("withdraw", ENTRY_ID, *WHY), "comes from a feed"),
        (("appeal", "DISHONEST_DEBTOR:2", *WHY), "ended on 2026-06-03 (WITHDRAWN)"),
        (("appeal", "FRAUD:9", *WHY), "does not know the entry"),
        (("uphold", ENTRY_ID, *WHY), "No appeal against"),
        (("clear", RECORD, ENTRY_ID, *WHY), "does not know this hit"),
        (("approve", "0123"), "0 proposals have an id that begins so"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(home: Path, words: tuple[str, ...], refused: str) -> None:
    told = say(*words, typed=NAMED)
    assert told.exit_code in (64, 65)
    assert refused in told.output
    assert len(told.output.splitlines()) == 1
    assert in_force(home) == []


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("{}", "An entry needs somebody"),
        ('{"name": "  "}', "An entry needs somebody"),
        ('{"name": "张三", "phone": "12345"}', "no mobile number of eleven digits"),
        ('{"name": "张三", "id_number": "110105"}', "no valid identity number"),
        ('{"name": "张三", "birth": "1980-02-30"}', "is no day"),
        ("", "one JSON object"),
        ("张三 1980-02-30", "one JSON object"),
        ('["张三"]', "one JSON object"),
        ('{"phone": 13800138000}', "one JSON object"),
        ('{"张三": "13800138000"}', "one JSON object"),
        (json.dumps({"name": "张三" * 2000}), "one JSON object"),
        ("[" * 2000, "one JSON object"),
    ],
)
def test_a_subject_that_cannot_be_is_refused_without_a_value_of_it(home: Path, typed: str, refused: str) -> None:
    told = say(*FRAUD, "--by", "Li Lei", typed=typed)
    assert told.exit_code == 64
    assert refused in told.output
    assert len(told.output.splitlines()) == 1
    assert not [value for value in ("张三", "12345", "110105", "1980-02-30", "13800138000") if value in told.output]
    assert in_force(home) == []


@pytest.mark.parametrize("option", ["--name", "--birth", "--phone", "--number-on-input"])
def test_nothing_of_a_subject_is_a_word_of_the_command(home: Path, option: str) -> None:
    """Words of a command stand in the list of processes and in the history of the shell."""
    assert f"No such option: {option}" in say(*FRAUD, option, typed=NAMED).output


def test_an_appeal_marks_the_entry_at_once_and_two_persons_answer_it(home: Path) -> None:
    assert f"{ENTRY_ID} is under appeal" in say("appeal", ENTRY_ID, "--by", "Li Lei", *WHY).output
    assert "APPEAL by Li Lei: decided" in say("show", ENTRY_ID).output
    assert "is open since 2026-06-03" in say("appeal", ENTRY_ID, *WHY).output
    told = say("uphold", ENTRY_ID, "--by", "Li Lei", *WHY)
    assert [one.kind_code for one in in_force(home)] == ["APPEAL"]
    say("approve", proposed(told), "--by", "Han Mei")
    assert {one.kind_code for one in in_force(home)} == {"APPEAL", "UPHELD"}
    assert "UPHELD by Li Lei, Han Mei: decided" in say("show", ENTRY_ID).output


def test_a_hit_is_cleared_as_record_and_entry_are(home: Path) -> None:
    told = say("clear", RECORD, "SANCTION:36", "--by", "Li Lei", *WHY)
    say("approve", proposed(told), "--by", "Han Mei")
    assert [(one.kind_code, one.record_hash, one.entry_hash) for one in in_force(home)] == [
        ("CLEARED", "r" * 64, "e" * 64)
    ]


def test_what_waits_is_listed_with_what_is_late_and_why_a_hit_is_asked_about(home: Path) -> None:
    lines = say("list").output.splitlines()
    assert lines == [
        "appeal   DISHONEST_DEBTOR:3 opened 2026-05-01, late by 13 days",
        "hit      core_bank:C1 SANCTION:36 'ZHANG, San' weight +12.0: names read alike",
    ]
