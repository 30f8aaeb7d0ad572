"""What an answer costs, when it is given again, and what is never sent: with a real supplier on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from stat import S_IMODE

import pytest

from jobs.lakehouse.call_book import Outcome
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, YihuError
from jobs.lakehouse.receive import BANK_TIME, receive
from jobs.supplier_calls.permission import Question
from tests.jobs.lakehouse.connectors.certificates import certificate_for
from tests.jobs.lakehouse.connectors.odd_site import OddSite, answer, drip, odd_site, silent
from tests.jobs.supplier_calls.desk import (
    DAY,
    HIT,
    NO_HIT,
    NUMBER,
    STRANGER,
    TOKEN,
    WITHDRAWN,
    Desk,
    publish_consents,
    reply,
)

PRICE, FREE = Decimal("1.20"), Decimal(0)


def outcomes(desk: Desk, day: date = DAY) -> list[tuple]:
    return [(call.outcome_code, call.is_hit, call.is_cached, call.price_amount) for call in desk.calls(day)]


def test_a_person_the_supplier_knows_is_answered_with_the_declared_fields(desk: Desk) -> None:
    found = desk.ask().as_document()
    (call,) = desk.calls()
    assert found.pop("call_id") == call.call_id
    assert found == {
        "is_hit": True,
        "is_cached": False,
        "telecom_tenure_months": "31",
        "telecom_monthly_spend_amount": "88.50",
        "local_life_spend_level": "3",
        "game_spend_amount": None,
        "finance_media_days": "12",
        "home_division_code": "110105",
    }
    assert outcomes(desk) == [(Outcome.ANSWERED, True, False, PRICE)]
    assert (call.consent_id, call.purpose_code, call.stage_code) == ("S000000001", "credit_risk", "APPLICATION")


def test_the_person_goes_in_the_body_and_the_token_in_the_header(desk: Desk) -> None:
    desk.ask("110105 491231 002")
    ((path, headers),) = desk.site.asked
    assert path == "/suppliers/telecom/profile" and headers["Authorization"] == f"Bearer {TOKEN}"
    assert json.loads(desk.site.bodies[0]) == {"agreement": "TEL-2026-001", "id_number": NUMBER}


def test_no_hit_is_an_answer_which_is_paid_and_kept_like_any_other(desk: Desk) -> None:
    desk.site.answers = [NO_HIT]
    first, second = desk.ask(), desk.ask()
    assert {"is_hit": False, "is_cached": False, "call_id": first.call_id} == first.as_document()
    assert {"is_hit": False, "is_cached": True, "call_id": second.call_id} == second.as_document()
    assert outcomes(desk) == [(Outcome.ANSWERED, False, False, PRICE), (Outcome.ANSWERED, False, True, FREE)]
    assert len(desk.site.asked) == 1


@pytest.mark.parametrize(("days_later", "is_cached"), [(0, True), (30, True), (31, False)])
def test_an_answer_is_given_again_within_the_cache_days_and_bought_again_after(
    desk: Desk, days_later: int, is_cached: bool
) -> None:
    desk.ask()
    later = DAY + timedelta(days=days_later)
    publish_consents(desk.home, later)
    assert desk.ask(day=later).is_cached is is_cached
    assert len(desk.site.asked) == 1 + (not is_cached)


def test_an_answer_whose_cache_days_are_over_is_deleted_when_the_day_is_received(desk: Desk) -> None:
    desk.ask()
    assert list((desk.home / "calls" / "answers").rglob("*.json"))
    _received(desk, DAY + timedelta(days=31))
    assert not [path for path in (desk.home / "calls" / "answers").rglob("*") if path.is_file()]


def test_a_date_ahead_does_not_delete_an_answer_that_is_still_in_its_cache_days(desk: Desk) -> None:
    today = datetime.now(BANK_TIME).date()
    desk.change(valid_until=today + timedelta(days=365))
    publish_consents(desk.home, today)
    desk.ask(day=today - timedelta(days=25))
    desk.ask(day=today + timedelta(days=10))
    assert desk.ask(day=today).is_cached
    assert len(desk.site.asked) == 2


def test_without_cache_days_nothing_is_kept(desk: Desk) -> None:
    desk.change(cache_days=0)
    desk.ask(), desk.ask()
    assert outcomes(desk) == [(Outcome.ANSWERED, True, False, PRICE)] * 2
    assert not (desk.home / "calls" / "answers").exists()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"purpose": ""}, "NO_PURPOSE"),
        ({"purpose": "marketing"}, "NO_PURPOSE"),
        ({"number": STRANGER}, "NO_CONSENT"),
        ({"number": WITHDRAWN}, "NO_CONSENT"),
        ({"number": "110105194912310021"}, "INVALID_NUMBER"),
        ({"number": ""}, "INVALID_NUMBER"),
        ({"day": DAY + timedelta(days=30)}, "CONSENTS_OUTDATED"),
        ({"day": date(2029, 1, 1)}, "AGREEMENT_ENDED"),
    ],
)
def test_a_call_that_is_not_covered_is_refused_and_logged_and_nothing_is_sent(desk: Desk, asked, code: str) -> None:
    with pytest.raises(DataFault, match=rf"refused and nothing was sent \({code}\)") as refusal:
        desk.ask(**asked)
    (call,) = desk.calls(asked.get("day", DAY))
    assert call.refusal_code == code and call.call_id in str(refusal.value)
    assert (call.outcome_code, call.is_hit, call.price_amount) == (Outcome.REFUSED, None, FREE)
    assert "marketing" not in call.model_dump_json() and "marketing" not in str(refusal.value)
    assert desk.site.asked == []


def test_an_agreement_that_ended_is_not_in_force_for_an_earlier_business_date(desk: Desk) -> None:
    desk.change(valid_until=DAY)
    with pytest.raises(DataFault, match="AGREEMENT_ENDED"):
        desk.ask()


def test_a_withdrawal_that_is_known_counts_for_earlier_business_dates_too(desk: Desk) -> None:
    assert desk.ask(WITHDRAWN, day=DAY - timedelta(days=1)).is_hit
    publish_consents(desk.home, DAY)
    with pytest.raises(DataFault, match="NO_CONSENT"):
        desk.ask(WITHDRAWN, day=DAY - timedelta(days=1))


def test_a_withdrawn_consent_refuses_even_an_answer_that_was_paid(desk: Desk) -> None:
    desk.ask(WITHDRAWN, day=DAY - timedelta(days=1))
    with pytest.raises(DataFault, match="NO_CONSENT"):
        desk.ask(WITHDRAWN)


def test_the_calls_of_a_day_end_at_the_limit_but_paid_answers_are_still_given(desk: Desk) -> None:
    desk.change_online(calls_per_day=1)
    desk.ask()
    day_before = DAY - timedelta(days=1)
    assert desk.ask(WITHDRAWN, day=day_before).is_hit
    with pytest.raises(DataFault, match="LIMIT_REACHED"):
        desk.ask(day=day_before)
    assert desk.ask().is_cached
    assert len(desk.site.asked) == 2


UNREADABLE = [
    (answer(b"<html>sign in</html>", Content_Type="text/html"), "is not JSON"),
    (answer(b'{"result": {"hit_code": NaN}}'), "is not JSON"),
    (reply(hit_code="2"), "neither hit nor no hit"),
    (reply(code="1"), "has nothing at result.hit_code"),
    (reply(hit_code="1", monthly_spend_amount="1"), "has nothing at result.network_tenure_months"),
    (reply(hit_code=["1"]), "no single value"),
]


@pytest.mark.parametrize(("odd", "told"), UNREADABLE)
def test_what_is_not_an_answer_is_not_guessed_at_and_may_be_billed(desk: Desk, odd, told: str) -> None:
    desk.site.answers = [odd]
    _fails(desk, DataFault, told, (Outcome.UNKNOWN, None, False, PRICE))


@pytest.mark.parametrize(
    ("status", "fault"),
    [(500, InfrastructureFault), (429, InfrastructureFault), (302, DataFault), (404, DataFault), (401, ContractFault)],
)
def test_a_supplier_that_says_it_did_not_answer_is_not_paid(desk: Desk, status: int, fault) -> None:
    desk.site.answers = [answer(b"{}", status=status)]
    _fails(desk, fault, f"answered {status}", (Outcome.FAILED, None, False, FREE))


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        (silent(1.5), "did not answer in full"),
        (drip(b"x" * 30, 0.1), "took more than 1 seconds"),
        (answer(b"{", announced=100), "did not answer in full"),
        (lambda handler: None, "did not answer in full"),
        (answer(b" " * (1024 * 1024 + 1)), "sent more than"),
    ],
    ids=["silent", "dripping", "cut", "closed", "endless"],
)
def test_a_call_without_a_whole_answer_in_time_has_to_be_cleared(desk: Desk, odd, told: str) -> None:
    desk.change_online(timeout_seconds=1)
    desk.site.answers = [odd]
    _fails(desk, InfrastructureFault, told, (Outcome.UNKNOWN, None, False, PRICE))


def test_a_supplier_that_is_down_was_not_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with OddSite() as gone:
        address = gone.address
    monkeypatch.setenv("YIHU_SOURCE_TELECOM_ONLINE", address)
    _fails(desk, InfrastructureFault, "cannot be reached", (Outcome.FAILED, None, False, FREE))


@pytest.fixture
def encrypted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    """The supplier behind TLS, with a certificate that the bank is told to trust."""
    certificate = certificate_for(desk.home / "secrets", "localhost", "telecom_online")
    with odd_site(HIT, certificate=certificate) as site:
        monkeypatch.setenv("YIHU_SOURCE_TELECOM_ONLINE", f"https://bank:{TOKEN}@localhost:{site.server_port}")
        yield site


def test_a_supplier_may_be_trusted_by_its_own_authority(desk: Desk, encrypted: OddSite) -> None:
    assert desk.ask().is_hit
    assert len(encrypted.asked) == 1


def test_a_supplier_that_cannot_prove_its_name_was_not_asked(desk: Desk, encrypted: OddSite) -> None:
    (desk.home / "secrets" / "telecom_online_authority.pem").unlink()
    _fails(desk, InfrastructureFault, "cannot be reached", (Outcome.FAILED, None, False, FREE))
    assert encrypted.asked == []


@pytest.mark.parametrize("address", ["http://supplier.example/", "https://10.0.0.7/", "ftp://127.0.0.1/"])
def test_a_person_is_sent_neither_unencrypted_nor_into_a_private_network(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("YIHU_SOURCE_TELECOM_ONLINE", address)
    with pytest.raises(ContractFault):
        desk.ask()
    assert desk.calls() == []


def test_the_folder_is_for_the_owner_alone_and_no_file_but_the_answers_source_holds_the_number(desk: Desk) -> None:
    desk.ask()
    with pytest.raises(DataFault):
        desk.ask(STRANGER)
    _received(desk, DAY)
    modes = {S_IMODE(path.stat().st_mode) for path in (desk.home / "calls").rglob("*")}
    assert modes == {0o700, 0o600}
    for path in desk.files():
        if "silver" not in path.parts:
            content = path.read_bytes()
            assert NUMBER.encode() not in content and STRANGER.encode() not in content, path


def test_an_open_folder_is_refused(desk: Desk) -> None:
    (desk.home / "calls").chmod(0o755)
    with pytest.raises(ContractFault, match="mode 0700"):
        desk.ask()


def test_a_question_does_not_print_whom_it_is_about(desk: Desk) -> None:
    assert NUMBER not in repr(Question("credit_risk", NUMBER, DAY))


def test_a_day_without_calls_is_a_delivery_without_rows_and_a_later_call_corrects_it(desk: Desk) -> None:
    assert _received(desk, DAY).files[0].records == 0
    desk.ask()
    corrected = _received(desk, DAY)
    assert (corrected.sequence, corrected.files[0].records, corrected.findings) == (2, 1, ())
    assert _received(desk, DAY).sequence == 2


def _received(desk: Desk, day: date):
    return receive("call_book", day, Catalog(), desk.settings)


def _fails(desk: Desk, fault: type[YihuError], told: str, outcome: tuple) -> None:
    """One sentence, one call written down, nothing kept: the next question is asked again."""
    with pytest.raises(fault, match=told) as failure:
        desk.ask()
    text = str(failure.value)
    assert text.endswith(".") and "\n" not in text and NUMBER not in text and TOKEN not in text
    assert outcomes(desk) == [outcome]
    assert not (desk.home / "calls" / "answers").exists()


def test_a_hit_code_may_be_a_number(desk: Desk) -> None:
    desk.site.answers = [reply(hit_code=0), HIT]
    assert desk.ask().is_hit is False
