"""A lane of purchased data: who is due is asked about in the order of the queue, once, with a real supplier."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from typer.testing import CliRunner

from jobs.freshness.lanes import Lane
from jobs.lakehouse.call_answers import Answers
from jobs.lakehouse.errors import DataFault, InfrastructureFault
from jobs.purchases.subject import subject_token_of
from jobs.refresh import MOST_WITHOUT_ANSWER, application, refresh
from jobs.supplier_calls.asking import CallRefused
from tests.jobs.lakehouse.connectors.odd_site import answer
from tests.jobs.supplier_calls.desk import DAY, HIT, NUMBER, PURPOSE, STRANGER, WITHDRAWN, Desk, publish_consents

UNREADABLE = answer(b"<html>")
LANE = Lane(about="for the tests", days=7, grace_days=0, most_calls=5)


def _token(desk: Desk, number: str) -> str:
    return subject_token_of(number, desk.settings.identity_key())


def run(desk: Desk, *numbers: str, lane: Lane = LANE, day=DAY) -> dict[str, int]:
    queue = pl.DataFrame({"subject_token": [_token(desk, one) for one in numbers], "id_number": numbers})
    return dict(refresh(desk.contract, PURPOSE, lane, queue, day, desk.settings))


def test_who_is_due_is_asked_about_and_who_may_not_be_is_passed_over(desk: Desk) -> None:
    assert run(desk, WITHDRAWN, STRANGER, NUMBER) == {"refused": 2, "answered": 1}
    assert [(call.outcome_code, call.stage_code) for call in desk.calls()] == [
        ("REFUSED", "MONITORING"), ("REFUSED", "MONITORING"), ("ANSWERED", "MONITORING")
    ]  # fmt: skip


def test_nobody_is_asked_about_again_until_the_days_of_the_lane_are_over(desk: Desk) -> None:
    publish_consents(desk.home, DAY + timedelta(days=LANE.days))
    assert run(desk, NUMBER) == {"answered": 1}
    for days, asked in ((0, {}), (LANE.days - 1, {}), (LANE.days, {"answered": 1}), (LANE.days + 1, {})):
        assert run(desk, NUMBER, day=DAY + timedelta(days=days)) == asked
    assert len(desk.site.asked) == 2


def test_a_run_asks_for_no_more_than_the_lane_allows(desk: Desk) -> None:
    publish_consents(desk.home, DAY - timedelta(days=2))
    day = DAY - timedelta(days=1)  # the second person withdrew a day later
    small = LANE.model_copy(update={"most_calls": 1})
    assert run(desk, NUMBER, WITHDRAWN, lane=small, day=day) == {"answered": 1, "waiting": 1}
    assert run(desk, NUMBER, WITHDRAWN, lane=small, day=day) == {"answered": 1}


def test_the_limit_of_the_agreement_ends_a_run(desk: Desk) -> None:
    desk.change_online(calls_per_day=1)
    publish_consents(desk.home, DAY - timedelta(days=2))
    assert run(desk, NUMBER, WITHDRAWN, day=DAY - timedelta(days=1)) == {"answered": 1, "refused": 1}


def test_a_supplier_that_fails_ends_the_run_and_the_next_run_goes_on(desk: Desk) -> None:
    desk.site.answers = [answer(b"", status=503)]
    with pytest.raises(InfrastructureFault):
        run(desk, NUMBER)
    desk.site.answers = [HIT]
    assert run(desk, NUMBER) == {"answered": 1}


def test_a_person_whose_answer_cannot_be_read_holds_nobody_up_and_is_not_asked_about_again_that_day(desk: Desk) -> None:
    publish_consents(desk.home, DAY - timedelta(days=2))
    day = DAY - timedelta(days=1)
    desk.site.answers = [UNREADABLE, HIT]
    assert run(desk, NUMBER, WITHDRAWN, day=day) == {"unclear": 1, "answered": 1}
    assert run(desk, NUMBER, WITHDRAWN, day=day) == {}
    assert len(desk.site.asked) == 2


def test_an_answer_that_cannot_be_read_may_be_billed_so_it_counts_as_one_of_the_lane(desk: Desk) -> None:
    publish_consents(desk.home, DAY - timedelta(days=2))
    desk.site.answers = [UNREADABLE]
    small = LANE.model_copy(update={"most_calls": 1})
    assert run(desk, NUMBER, WITHDRAWN, lane=small, day=DAY - timedelta(days=1)) == {"unclear": 1, "waiting": 1}


def test_a_supplier_of_whose_answers_none_can_be_read_ends_the_run(desk: Desk) -> None:
    desk.site.answers = [UNREADABLE]
    many = LANE.model_copy(update={"most_calls": 2 * MOST_WITHOUT_ANSWER})
    with pytest.raises(DataFault, match="is not JSON"):
        run(desk, *[NUMBER] * 2 * MOST_WITHOUT_ANSWER, lane=many)
    assert len(desk.site.asked) == MOST_WITHOUT_ANSWER


@pytest.mark.parametrize("terms", [{"valid_until": DAY - timedelta(days=1)}, {}])
def test_a_refusal_that_meets_everybody_ends_the_run_in_one_sentence(desk: Desk, terms: dict) -> None:
    """The agreement has ended, or the purpose is none of it: the second person is not refused once more."""
    desk.change(**terms)
    if not terms:
        desk.contract = desk.contract.model_copy(update={"purpose": ("servicing",)})
    with pytest.raises(CallRefused, match="was refused and nothing was sent"):
        run(desk, NUMBER, WITHDRAWN)
    assert len(desk.calls()) == 1


def test_whom_the_supplier_rejects_is_asked_about_after_all_others(desk: Desk) -> None:
    publish_consents(desk.home, DAY - timedelta(days=2))
    day = DAY - timedelta(days=1)
    desk.site.answers = [answer(b"", status=404)]
    assert run(desk, NUMBER, lane=LANE, day=day) == {"rejected": 1}
    desk.site.answers = [HIT]
    small = LANE.model_copy(update={"most_calls": 1})
    assert run(desk, NUMBER, WITHDRAWN, lane=small, day=day) == {"answered": 1, "waiting": 1}
    known = Answers(desk.book.root).find("telecom_profile", _token(desk, WITHDRAWN), day, 30)
    assert known is not None


def test_fewer_than_nobody_cannot_be_asked_about() -> None:
    assert CliRunner().invoke(application, ["FIRST", "--date", str(DAY), "--most", "-1"]).exit_code == 2
