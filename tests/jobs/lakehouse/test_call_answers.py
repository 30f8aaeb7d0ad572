"""Which of the answers that were paid about a person is given again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from jobs.lakehouse.call_answers import Answers, KeptAnswer

DAY = date(2026, 6, 2)


def kept(root: Path, *days_before: int, cache_days: int = 30) -> Answers:
    """Answers of so many days before the day, each called after its age."""
    answers = Answers(root)
    for days in days_before:
        day = DAY - timedelta(days=days)
        answer = KeptAnswer(call_id=f"{days} days old", business_date=day, is_hit=False, fields={})
        answers.keep("product", "token", answer, cache_days)
    return answers


def found(answers: Answers, day: date = DAY, most_days: int | None = None) -> str | None:
    answer = answers.find("product", "token", day, 30, most_days)
    return answer.call_id if answer else None


def test_of_several_paid_answers_the_newest_is_given_again(tmp_path: Path) -> None:
    assert found(kept(tmp_path, 30, 5, 12)) == "5 days old"


def test_an_answer_of_a_later_day_is_not_given_for_an_earlier_one(tmp_path: Path) -> None:
    assert found(kept(tmp_path, 5, 0), DAY - timedelta(days=1)) == "5 days old"


def test_an_answer_is_given_until_its_last_day_and_no_older_than_asked_for(tmp_path: Path) -> None:
    answers = kept(tmp_path, 30)
    assert found(answers) == "30 days old"
    assert found(answers, DAY + timedelta(days=1)) is None
    assert found(answers, most_days=29) is None
