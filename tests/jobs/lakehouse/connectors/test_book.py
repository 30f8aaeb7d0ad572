"""The books of the bank come into the lake like any other source: whole, and empty where nothing is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.connectors import fetch
from jobs.lakehouse.connectors.received import Request
from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.delivery import Landing
from jobs.lakehouse.receive import receive
from jobs.lakehouse.review_answer import Answer, Proposal
from jobs.lakehouse.review_book import ReviewBook
from jobs.lakehouse.settings import read_settings

TABLE, FIRST_DAY, SECOND_DAY = "bronze.review_desk_decisions", date(2026, 6, 1), date(2026, 6, 2)


@pytest.fixture
def book(tmp_path: Path) -> ReviewBook:
    (tmp_path / "reviews").mkdir(mode=0o700)
    one = ReviewBook(tmp_path / "reviews")
    one.propose(
        Proposal(
            left_record_id="bank:1", right_record_id="bank:2", answer=Answer.DIFFERENT, author="Li Lei",
            reason="father and son", business_date=FIRST_DAY, proposed_at="2026-06-02T08:00:00.000000",
        )
    )  # fmt: skip
    return one


def delivered(tmp_path: Path, day: date) -> list[dict[str, str]]:
    folder = tmp_path / f"draft_{day}"
    folder.mkdir()
    contract = Catalog()[TABLE]
    (received,) = fetch(
        Request("review_desk", (contract,), day, f"file://{tmp_path / 'reviews'}", folder, tmp_path / "secrets")
    )
    lines = received.path.read_text(encoding="utf-8").splitlines()
    assert received.declared == {"rows": str(len(lines))}
    return [json.loads(line) for line in lines]


def test_a_decision_is_one_line_with_just_the_columns_of_the_contract(book: ReviewBook, tmp_path: Path) -> None:
    (line,) = delivered(tmp_path, SECOND_DAY)
    assert tuple(line) == Catalog()[TABLE].column_names
    assert BUSINESS_DATE not in line
    assert (line["decision_code"], line["reason_text"]) == ("DIFFERENT", "father and son")


def test_a_day_with_no_decision_is_an_empty_delivery_and_not_held(
    book: ReviewBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    monkeypatch.setenv("YIHU_SOURCE_REVIEW_DESK", f"file://{tmp_path / 'reviews'}")
    settings, catalog = read_settings(), Catalog()
    counted = {}
    for day in (FIRST_DAY, SECOND_DAY):
        receive("review_desk", day, catalog, settings)
        delivery = Landing(settings.landing).latest("review_desk", day)
        counted[day] = delivery.file_of(TABLE).records
    assert counted == {FIRST_DAY: 0, SECOND_DAY: 1}
