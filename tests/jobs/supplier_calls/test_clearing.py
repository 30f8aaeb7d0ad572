"""Calls that were sent and never seen answered, and what a person writes down about them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from jobs.lakehouse.call_book import Outcome
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import DataFault, YihuError
from jobs.lakehouse.receive import receive
from jobs.lakehouse.settings import CHECKOUT
from jobs.supplier_calls.book import clear, unclear_calls
from tests.jobs.lakehouse.connectors.odd_site import answer, silent
from tests.jobs.supplier_calls.desk import DAY, HIT, STRANGER, Desk

PAGE = answer(b"<html>", Content_Type="text/html")
WHO = ("purchasing", "on the bill of June")


def unclear(desk: Desk) -> str:
    """The number of a call that was sent and brought no answer."""
    desk.site.answers = [PAGE]
    with pytest.raises(DataFault):
        desk.ask()
    (call,) = unclear_calls(desk.book)
    return call.call_id


@pytest.mark.parametrize(("outcome", "price"), [(Outcome.BILLED, Decimal("1.20")), (Outcome.FAILED, Decimal(0))])
def test_a_cleared_call_has_the_price_the_supplier_named_and_says_who_asked(desk: Desk, outcome, price) -> None:
    clear(desk.book, unclear(desk), outcome, *WHO)
    (call,) = desk.calls()
    assert (call.outcome_code, call.price_amount, call.cleared_by, call.clearing_text) == (outcome, price, *WHO)
    assert unclear_calls(desk.book) == []


def test_a_call_is_cleared_once(desk: Desk) -> None:
    call_id = unclear(desk)
    clear(desk.book, call_id, Outcome.BILLED, *WHO)
    with pytest.raises(DataFault, match="No unclear call"):
        clear(desk.book, call_id, Outcome.FAILED, *WHO)


def test_a_call_that_is_under_way_is_waited_for_and_not_cleared(desk: Desk) -> None:
    def after_a_while(handler) -> None:
        time.sleep(0.8)
        HIT(handler)

    desk.site.answers = [after_a_while]
    asking = threading.Thread(target=desk.ask)
    asking.start()
    while not desk.site.asked:
        time.sleep(0.02)
    with pytest.raises(DataFault, match="No unclear call"):
        clear(desk.book, unclear_calls(desk.book)[0].call_id, Outcome.FAILED, *WHO)
    asking.join()
    assert [call.outcome_code for call in desk.calls()] == [Outcome.ANSWERED]


def test_the_command_lists_and_clears(desk: Desk) -> None:
    desk.change_online(timeout_seconds=1)
    desk.site.answers = [silent(1.5)]
    with pytest.raises(YihuError):
        desk.ask()
    (call,) = desk.calls()
    done = [_command("list"), _command("free", call.call_id, "--by", "purchasing", "--reason", "not on the bill")]
    assert [one.returncode for one in done] == [0, 0]
    assert call.call_id in done[0].stdout and call.subject_token not in done[0].stdout
    assert "FAILED at 0 CNY" in done[1].stdout


def test_a_day_without_refusals_after_one_with_many_is_taken_in(desk: Desk) -> None:
    desk.ask()
    with pytest.raises(DataFault):
        desk.ask(STRANGER)
    answered, refused = desk.calls()
    for number in range(40):
        desk.book.note(refused.model_copy(update={"call_id": f"r{number}"}))
        tomorrow = {"call_id": f"a{number}", "business_date": DAY + timedelta(days=1)}
        desk.book.note(answered.model_copy(update=tomorrow))
    for day in (DAY, DAY + timedelta(days=1)):
        assert receive("call_book", day, Catalog(), desk.settings).findings == ()


def _command(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "jobs.clearing", *words]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
