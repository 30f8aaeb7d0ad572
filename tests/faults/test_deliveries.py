"""What a bank's data engineer meets on a bad morning: corrections, late days, other headers, units, codes and counts.

Every delivery comes over a real SFTP drop with control files that agree with it; only the content is not as usual.
"""

from __future__ import annotations

import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from jobs import deliveries
from jobs.lakehouse.delivery import State
from jobs.lakehouse.errors import DataFault, ExitCode, Held, NotYetDelivered
from jobs.run import application
from tests.faults.court_drop import DAY, HEADER, ROWS, CourtDrop

NEXT_DAY = date(2026, 6, 2)
TABLE = "bronze.court_vendor_judgments"
CORRECTED = ROWS.replace("100.50", "90.00")


def judgments(count: int, amount: str = "100.00", day: str = "2025-03-01", status: str = "结案") -> str:
    person = '"张三丰","11010519491231002X","某某法院","借款"'
    return "".join(f'"C{number}",{person},"{day}","{amount}","{status}"\r\n' for number in range(count))


def faults(cases: dict[str, tuple]) -> list:
    """One case for each fault of the catalogue's F37, named by what happens; all of them are held."""
    return [pytest.param(*case, id=what, marks=pytest.mark.fault("F37", what, "held")) for what, case in cases.items()]


@pytest.mark.fault("F20", "the same bytes arrive again", "no effect: it is the delivery that is there already")
def test_the_same_bytes_again_are_the_same_delivery(court: CourtDrop) -> None:
    assert court.receive() == court.receive()
    assert [one.sequence for one in court.landing.deliveries("court_vendor", DAY)] == [1]


@pytest.mark.fault(
    "F20", "other bytes arrive for a day that is landed", "a correction: the next sequence, both are kept"
)
def test_other_bytes_for_the_same_day_are_a_correction_and_both_are_kept(court: CourtDrop) -> None:
    first = court.receive()
    court.deliver(DAY, HEADER + CORRECTED, total="90.00")
    second = court.receive()
    assert (first.sequence, second.sequence) == (1, 2)
    assert court.landing.latest("court_vendor", DAY) == second
    assert "100.50" in (court.landing.folder(first) / "court_judgments_20260601.csv").read_text("GB18030")
    assert court.landing.state(first, TABLE) is State.SUPERSEDED


@pytest.mark.fault(
    "F27", "a supplier takes its correction back", "the first bytes are in force again, as a third delivery"
)
def test_a_correction_that_is_taken_back_is_a_delivery_of_its_own(court: CourtDrop) -> None:
    court.receive()
    court.deliver(DAY, HEADER + CORRECTED, total="90.00")
    court.receive()
    court.deliver(DAY, HEADER + ROWS)
    assert court.receive().sequence == 3


@pytest.mark.fault("F26", "a correction contradicts its control file", "refused; the first delivery stays in force")
def test_a_bad_correction_leaves_the_first_delivery_in_force(court: CourtDrop) -> None:
    court.receive()
    court.deliver(DAY, HEADER + CORRECTED, total="100.50")
    assert "amount_total declared 100.50, counted 90.00" in court.refusal(DataFault)
    refused = court.landing.deliveries("court_vendor", DAY)[-1]
    assert court.landing.state(refused, TABLE) is State.REFUSED


@pytest.mark.fault("F21", "a day arrives after a later one", "it takes its own place; the later day stays as it is")
def test_a_late_day_takes_its_own_place(court: CourtDrop) -> None:
    court.deliver(NEXT_DAY, HEADER + CORRECTED, total="90.00")
    later = court.receive(NEXT_DAY)
    court.receive(DAY)
    assert court.landing.latest("court_vendor", NEXT_DAY) == later
    assert [one.business_date for one in court.landing.before("court_vendor", NEXT_DAY)] == [DAY]


@pytest.mark.parametrize(
    ("rows", "usual", "held"),
    [
        pytest.param(0, 100, True, marks=pytest.mark.fault("F22", "a file with a header only", "held")),
        pytest.param(9, 100, True, marks=pytest.mark.fault("F22", "a tenth of the usual rows", "held")),
        pytest.param(1000, 100, True, marks=pytest.mark.fault("F22", "ten times the usual rows", "held")),
        pytest.param(80, 100, False),
    ],
)
def test_an_unusual_number_of_rows_is_held(court: CourtDrop, rows: int, usual: int, held: bool) -> None:
    court.deliver(DAY, HEADER + judgments(usual), usual, f"{usual * 100}.00")
    court.receive()
    court.deliver(NEXT_DAY, HEADER + judgments(rows), rows, f"{rows * 100}.00")
    if held:
        assert f"has {rows} rows" in court.refusal(Held, NEXT_DAY)
    else:
        assert court.receive(NEXT_DAY).sequence == 1


SPOILED_HEADERS = {
    "a column is gone": ("REMOVED_COLUMN", lambda text: text.replace(',"cause"', "").replace(',"借款"', "")),
    "a column has another name": ("RENAMED_COLUMN", lambda text: text.replace('"cause"', '"reason"')),
    "a column name changed its case": ("RENAMED_COLUMN", lambda text: text.replace('"cause"', '"Cause"')),
    "two columns changed places": (
        "REORDERED_COLUMNS",
        lambda text: text.replace('"court_name","cause"', '"cause","court_name"').replace(
            '"某某法院","借款"', '"借款","某某法院"'
        ),
    ),
    "there is no header": ("ANOTHER_HEADER", lambda text: text.split("\r\n", 1)[1]),
}


@pytest.mark.parametrize(("rule", "spoil"), faults(SPOILED_HEADERS))
def test_a_header_that_may_shift_or_empty_a_column_is_held(court: CourtDrop, rule: str, spoil) -> None:
    text = spoil(HEADER + judgments(3))
    court.deliver(DAY, text, len(text.splitlines()) - 1, "300.00" if "judgment_amount" in text else "0.00")
    court.refusal(Held)
    delivery = court.landing.deliveries("court_vendor", DAY)[-1]
    assert [finding.rule for finding in delivery.findings] == [rule]


@pytest.mark.fault("F37", "a column nobody declared is added", "a notice; the others are loaded, the file keeps it")
def test_an_added_column_is_a_notice_and_stays_in_the_received_file(court: CourtDrop) -> None:
    text = (HEADER + judgments(3)).replace('"cause"', '"cause","judge"').replace('"借款"', '"借款","李四"')
    court.deliver(DAY, text, 3, "300.00")
    delivery = court.receive()
    assert [(finding.rule, finding.severity) for finding in delivery.findings] == [("ADDED_COLUMN", None)]
    assert "李四" in (court.landing.folder(delivery) / "court_judgments_20260601.csv").read_text("GB18030")


@pytest.mark.fault("F37", "a header names one column twice", "refused")
def test_a_header_with_two_columns_of_one_name_is_refused(court: CourtDrop) -> None:
    court.deliver(DAY, (HEADER + ROWS).replace('"cause"', '"status"'))
    assert "has two columns of one name" in court.refusal(DataFault)


CHANGED_VALUES = {
    "amounts change from yuan to ten thousands": ("UNIT_CHANGE", {"amount": "0.01"}),
    "a column of days holds text": ("RETYPED_COLUMN", {"day": "三月一日"}),
    "a column of numbers holds text": ("RETYPED_COLUMN", {"amount": "一百"}),
    "a column has no value any more": ("EMPTIED_COLUMN", {"status": ""}),
}


@pytest.mark.parametrize(("rule", "change"), faults(CHANGED_VALUES))
def test_a_column_whose_values_changed_is_held(court: CourtDrop, rule: str, change: dict[str, str]) -> None:
    court.deliver(DAY, HEADER + judgments(40), 40, "4000.00")
    court.receive()
    total = {"0.01": "0.40", "一百": "0.00"}.get(change.get("amount", ""), "4000.00")
    court.deliver(NEXT_DAY, HEADER + judgments(40, **change), 40, total)
    court.refusal(Held, NEXT_DAY)
    delivery = court.landing.deliveries("court_vendor", NEXT_DAY)[-1]
    assert [finding.rule for finding in delivery.findings] == [rule]


def test_all_findings_stand_in_one_report(court: CourtDrop) -> None:
    court.deliver(DAY, HEADER + judgments(40), 40, "4000.00")
    court.receive()
    text = (HEADER + judgments(40, amount="0.01", status="")).replace('"cause"', '"reason"')
    court.deliver(NEXT_DAY, text, 40, "0.40")
    told = court.refusal(Held, NEXT_DAY)
    assert all(part in told for part in ("renamed?", "has its unit changed?", "no value any more"))
    page = (court.settings.data_docs / "deliveries" / "index.html").read_text()
    assert all(rule in page for rule in ("RENAMED_COLUMN", "UNIT_CHANGE", "EMPTIED_COLUMN"))
    assert "张三丰" not in page


def test_a_held_delivery_goes_on_once_somebody_released_it(court: CourtDrop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_HOME", str(court.settings.home))
    court.deliver(DAY, HEADER, 0, "0.00")
    court.refusal(Held)
    court.refusal(Held)
    court.landing.take_up("court_vendor", DAY)
    deliveries.release("court_vendor", day="2026-06-01", by="Li Na", reason="a holiday of the courts")
    assert court.landing.waits_for_a_run("court_vendor", DAY)
    assert court.receive().sequence == 1
    with pytest.raises(SystemExit):
        deliveries.refuse("court_vendor", day="2026-06-01", by="Li Na", reason="too late")


def test_nobody_decides_about_a_delivery_that_came_after_the_one_they_read(
    court: CourtDrop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(court.settings.home))
    for text in (HEADER, HEADER.replace('"cause"', '"reason"')):
        court.deliver(DAY, text, 0, "0.00")
        court.refusal(Held)
    said = {"day": "2026-06-01", "by": "Li Na", "reason": "a holiday of the courts"}
    for decide in (deliveries.release, deliveries.refuse):
        with pytest.raises(SystemExit):
            decide("court_vendor", **said, sequence=1)
        assert "the one that is held now is delivery 2" in capsys.readouterr().err
    assert [court.landing.decision(one).state for one in court.landing.deliveries("court_vendor", DAY)] == ["HELD"] * 2
    deliveries.release("court_vendor", **said, sequence=2)
    assert court.receive().sequence == 2


def test_who_answers_in_airflow_after_the_command_was_given_is_told_of_no_fault(
    court: CourtDrop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(court.settings.home))
    court.deliver(DAY, HEADER, 0, "0.00")
    court.refusal(Held)
    said = {"day": "2026-06-01", "reason": "a holiday of the courts"}
    deliveries.release("court_vendor", **said, by="Li Na")
    deliveries.release("court_vendor", **said, by="Han Mei", sequence=1)
    (released,) = court.landing.deliveries("court_vendor", DAY)
    assert court.landing.decision(released).decided_by == "Li Na"
    with pytest.raises(SystemExit):
        deliveries.refuse("court_vendor", **said, by="Han Mei", sequence=1)
    assert "No delivery of court_vendor for 2026-06-01 is held" in capsys.readouterr().err


def test_a_refused_delivery_stays_out(court: CourtDrop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_HOME", str(court.settings.home))
    court.deliver(DAY, HEADER, 0, "0.00")
    court.refusal(Held)
    deliveries.refuse("court_vendor", day="2026-06-01", by="Li Na", reason="the vendor sends it again")
    assert "the vendor sends it again" in court.refusal(DataFault)


def test_two_attempts_at_once_land_one_delivery(court: CourtDrop) -> None:
    attempts = [threading.Thread(target=court.receive) for _ in range(4)]
    for attempt in attempts:
        attempt.start()
    for attempt in attempts:
        attempt.join()
    assert {one.sequence for one in court.landing.deliveries("court_vendor", DAY)} == {1}
    assert list((court.settings.landing / "_receiving").iterdir()) == []


def test_a_day_is_announced_until_a_run_has_taken_it_up(court: CourtDrop) -> None:
    court.receive()
    assert court.landing.waits_for_a_run("court_vendor", DAY)
    court.landing.take_up("court_vendor", DAY)
    assert not court.landing.waits_for_a_run("court_vendor", DAY)
    court.deliver(DAY, HEADER + CORRECTED, total="90.00")
    court.receive()
    assert court.landing.waits_for_a_run("court_vendor", DAY)


@pytest.mark.fault("F19", "a source does not answer while its correction waits for a run", "the day is announced again")
def test_a_day_waits_on_where_its_run_could_not_reach_the_source(
    court: CourtDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(court.settings.home))
    court.receive()
    with monkeypatch.context() as away:
        away.setenv("YIHU_SOURCE_COURT_VENDOR", "sftp://court:password@127.0.0.1:9")
        assert landed(DAY) == ExitCode.INFRASTRUCTURE_FAULT
    assert court.landing.waits_for_a_run("court_vendor", DAY)
    for text, rows, end in ((HEADER + ROWS, 1, 0), (HEADER + ROWS, 2, 65), (HEADER, 0, 5)):
        court.deliver(DAY, text, rows, "100.50" if rows else "0.00")
        assert landed(DAY) == end
        assert not court.landing.waits_for_a_run("court_vendor", DAY)


def landed(day: date) -> int:
    """How a run of the day's delivery ends."""
    return CliRunner().invoke(application, ["landing.court_vendor", "--date", day.isoformat()]).exit_code


@pytest.mark.fault("F19", "a delivery is not there yet", "asked for again until its promised time, then it is late")
def test_a_missing_delivery_is_waited_for_until_it_is_late(court: CourtDrop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The telecom and court vendors promise their files for the morning after the business date."""
    late, tomorrow = date(2026, 6, 3), date(2126, 6, 3)
    assert "promised by 2026-06-0" in court.refusal(DataFault, late)
    court.refusal(NotYetDelivered, tomorrow)


CONTENTS = {"first": HEADER + ROWS, "second": HEADER + CORRECTED}
STEPS = st.lists(st.tuples(st.sampled_from([DAY, NEXT_DAY]), st.sampled_from(sorted(CONTENTS))), min_size=1, max_size=8)


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_the_order_the_newest_bytes_of_each_day_are_in_force(court: CourtDrop, steps) -> None:
    newest: dict[date, str] = {}
    for day, content in steps:
        court.deliver(day, CONTENTS[content], total="100.50" if content == "first" else "90.00")
        court.receive(day)
        newest[day] = content
    for day, content in newest.items():
        delivery = court.landing.latest("court_vendor", day)
        landed = court.landing.folder(delivery) / delivery.file_of(TABLE).file
        assert landed.read_bytes().decode("GB18030") == CONTENTS[content]
