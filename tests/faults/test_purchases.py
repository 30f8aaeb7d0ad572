"""Purchased files that no agreement covers, through a real SFTP drop: nothing of them is opened, and that is told."""

from __future__ import annotations

from datetime import date

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.delivery import State
from jobs.lakehouse.errors import DataFault
from jobs.spend import spend_of
from tests.faults.court_drop import DAY, HEADER, ROWS, CourtDrop

TABLE = "bronze.court_vendor_judgments"
LAST_DAY, DAY_AFTER = date(2028, 12, 31), date(2029, 1, 1)


def delivered(court: CourtDrop, day: date = DAY, **ordered: str) -> None:
    """A delivery whose control files say this of agreement and purpose; an empty word leaves the line out."""
    court.ordered = {name: word for name, word in {**court.ordered, **ordered}.items() if word}
    court.deliver(day, HEADER + ROWS)


def rules(court: CourtDrop, day: date = DAY) -> set[str]:
    return {finding.rule for finding in court.landing.deliveries("court_vendor", day)[-1].findings}


def test_a_file_for_the_last_day_of_the_agreement_is_taken_in(court: CourtDrop) -> None:
    delivered(court, LAST_DAY)
    assert court.receive(LAST_DAY).findings == ()


def test_a_file_for_a_day_after_the_agreement_ended_is_refused(court: CourtDrop) -> None:
    delivered(court, DAY_AFTER)
    told = court.refusal(DataFault, DAY_AFTER)
    assert "COURT-2026-001 ended on 2028-12-31" in told
    assert rules(court, DAY_AFTER) == {"AGREEMENT_ENDED"}


@pytest.mark.parametrize(
    ("ordered", "rule"),
    [
        ({"purpose": ""}, "NO_PURPOSE"),
        ({"purpose": "marketing"}, "NO_PURPOSE"),
        ({"agreement": ""}, "OTHER_AGREEMENT"),
        ({"agreement": "COURT-2019-007"}, "OTHER_AGREEMENT"),
    ],
)
def test_a_file_without_its_agreement_and_an_allowed_purpose_is_refused(court: CourtDrop, ordered, rule: str) -> None:
    delivered(court, **ordered)
    told = court.refusal(DataFault)
    assert rules(court) == {rule}
    assert "COURT-2019-007" not in told and "marketing" not in told


def test_a_refused_file_is_not_opened_and_the_refusal_is_logged(court: CourtDrop) -> None:
    delivered(court, purpose="marketing")
    court.refusal(DataFault)
    refused = court.landing.deliveries("court_vendor", DAY)[-1]
    assert court.landing.state(refused, TABLE) is State.REFUSED
    assert refused.file_of(TABLE).declared_purpose == "marketing"
    assert not list(court.landing.folder(refused).glob("*.rows.parquet"))
    assert "NO_PURPOSE" in (court.settings.data_docs / "deliveries" / "index.html").read_text(encoding="utf-8")


def test_a_corrected_control_file_is_enough_to_take_the_same_bytes_in(court: CourtDrop) -> None:
    delivered(court, purpose="")
    court.refusal(DataFault)
    delivered(court, purpose="credit_risk")
    assert court.receive().sequence == 2
    assert court.receive().sequence == 2


def test_a_refused_file_costs_nothing_and_a_corrected_one_is_paid_once(court: CourtDrop) -> None:
    def spent(product: str) -> tuple:
        (found,) = [one for one in spend_of(DAY, court.settings, Catalog()) if one.product == product]
        return found.calls, found.hits, found.cached, found.refused, found.amount

    delivered(court, purpose="")
    court.refusal(DataFault)
    assert spent("court_judgment") == (1, 0, 0, 1, 0)
    delivered(court, purpose="credit_risk")
    court.receive()
    court.deliver(DAY, HEADER + ROWS.replace("100.50", "90.00"), total="90.00")
    court.receive()
    assert spent("court_judgment") == (3, 2, 1, 1, 1200)


def test_a_list_bought_for_a_legal_duty_is_paid_by_the_file_as_public_records_are(court: CourtDrop) -> None:
    court.receive()
    public = Catalog()[TABLE]
    purchase = public.purchase.model_copy(update={"legal_basis": "legal_duty"})
    paid = [spend_of(DAY, court.settings, [one]) for one in (public, public.model_copy(update={"purchase": purchase}))]
    assert paid[0] == paid[1] != []
