"""The command as applications use it: real processes, two at once, and one that is killed while the supplier thinks."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from datetime import UTC, date, datetime

import pytest

from jobs.lakehouse.call_book import Outcome
from jobs.supplier_calls.asking import business_date_at
from tests.jobs.lakehouse.connectors.odd_site import Answer
from tests.jobs.supplier_calls.desk import DAY, HIT, NUMBER, PRODUCT, STRANGER, TOKEN, Desk


def slow(seconds: float, then: Answer) -> Answer:
    def give(handler) -> None:
        time.sleep(seconds)
        then(handler)

    return give


def ended(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_the_command_answers_in_one_line_of_json(desk: Desk) -> None:
    code, out, err = ended(desk.start())
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out)["is_hit"] is True and json.loads(out)["call_id"] == desk.calls()[0].call_id


def test_a_refusal_is_one_sentence_without_the_number(desk: Desk) -> None:
    code, out, err = ended(desk.start(number=STRANGER))
    assert (code, out, err.count("\n")) == (65, "", 1)
    assert "NO_CONSENT" in err and STRANGER not in err


def test_an_unknown_product_is_told_with_the_known_ones(desk: Desk) -> None:
    code, _, err = ended(desk.start(NUMBER, "--stage", "APPLICATION"))
    assert code == 64 and PRODUCT in err and NUMBER not in err


def test_two_that_ask_at_once_pay_once(desk: Desk) -> None:
    desk.site.answers = [slow(1.0, HIT)]
    both = [ended(process) for process in [desk.start(), desk.start()]]
    answers = [json.loads(out) for _, out, _ in both]
    assert sorted(one["is_cached"] for one in answers) == [False, True]
    assert all(one["telecom_tenure_months"] == "31" for one in answers)
    assert len(desk.site.asked) == 1
    assert sorted(call.price_amount for call in desk.calls())[0] == 0


def test_a_call_whose_process_is_killed_is_told_as_open_and_the_next_one_is_not_held_up(desk: Desk) -> None:
    desk.site.answers = [slow(30.0, HIT), HIT]
    process = desk.start()
    _wait_until_sent(desk)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    (call,) = desk.calls()
    assert (call.outcome_code, call.is_hit, str(call.price_amount)) == (Outcome.OPEN, None, "1.20")
    assert desk.ask().is_cached is False
    assert [one.outcome_code for one in desk.calls()] == [Outcome.OPEN, Outcome.ANSWERED]


# Dies right before a file gets its name: the first is the call before it is sent, then the answer, then the end.
DYING = """
import os, pathlib, signal, sys
replace, left = pathlib.Path.replace, [int(sys.argv.pop(1))]
def dying(path, target):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
pathlib.Path.replace = dying
from jobs.call import application
application()
"""


@pytest.mark.parametrize(
    ("dies_at", "sent", "left_behind", "then"),
    [
        (1, 0, [], [(Outcome.ANSWERED, False)]),
        (2, 1, [Outcome.OPEN], [(Outcome.OPEN, False), (Outcome.ANSWERED, False)]),
        (3, 1, [Outcome.OPEN], [(Outcome.ANSWERED, False), (Outcome.ANSWERED, True)]),
    ],
    ids=["before it is sent", "before the answer is kept", "before the call is closed"],
)
def test_wherever_a_process_dies_no_call_was_sent_that_is_not_written_down(
    desk: Desk, dies_at: int, sent: int, left_behind: list, then: list
) -> None:
    process = desk.start(program=("-c", DYING, str(dies_at)))
    assert ended(process)[0] == -signal.SIGKILL
    assert len(desk.site.asked) == sent
    assert [call.outcome_code for call in desk.calls()] == left_behind
    assert desk.ask().is_hit
    assert [(call.outcome_code, call.is_cached) for call in desk.calls()] == then


def test_neither_logs_nor_book_hold_the_number_or_the_token_of_the_supplier(desk: Desk) -> None:
    desk.site.answers = [lambda handler: None]
    code, out, err = ended(desk.start())
    assert code == 75
    for text in (out, err, *(call.model_dump_json() for call in desk.calls())):
        assert NUMBER not in text and TOKEN not in text


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 5, 15, 59, tzinfo=UTC), date(2026, 6, 5)),
        (datetime(2026, 6, 5, 16, 0, tzinfo=UTC), date(2026, 6, 8)),
        (datetime(2026, 6, 7, 12, 0, tzinfo=UTC), date(2026, 6, 8)),
        (datetime(2026, 6, 1, 16, 0, tzinfo=UTC), DAY),
    ],
)
def test_a_call_belongs_to_the_banks_day_and_those_of_a_weekend_to_monday(moment: datetime, day: date) -> None:
    assert business_date_at(moment) == day


def _wait_until_sent(desk: Desk) -> None:
    patience = time.monotonic() + 20
    while not desk.site.asked:
        assert time.monotonic() < patience
        time.sleep(0.05)
