"""silver.online_call: what the call book says of a day, as rows of the ledger of purchased data."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.silver.data_call import row_rules
from jobs.lakehouse.call_book import Outcome
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.errors import DataFault
from jobs.silver.online_call import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.supplier_calls.desk import HIT, NO_HIT, STRANGER, WITHDRAWN, opened_desk

PRICE, FREE = Decimal("1.2000"), Decimal("0.0000")
COLUMNS = ("outcome_code", "is_hit", "is_cached", "is_refused", "refusal_code", "price_amount", "_verdict")


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The book of a day with a call of each kind, as the bronze table has it: text."""
    home: Path = tmp_path_factory.mktemp("home")
    with opened_desk(home) as desk:
        desk.site.answers = [HIT, NO_HIT]
        desk.ask()
        desk.ask()
        desk.change(cache_days=0)
        desk.ask()
        for refused in ({"number": STRANGER}, {"number": WITHDRAWN}, {"purpose": "marketing"}, {"number": "1"}):
            with pytest.raises(DataFault):
                desk.ask(**refused)
        # Calls of one second come in the order of their ids, which is any.
        first = next(one for one in desk.calls() if one.is_hit and not one.is_cached)
        desk.book.begin(first.model_copy(update={"call_id": "dead", "outcome_code": Outcome.OPEN, "is_hit": None}), 9)
        documents = [json.loads(call.model_dump_json()) for call in desk.calls()]
    known = column_names("bronze.call_book_calls")
    return [{name: _text(one[name]) for name in known} for one in documents]


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def paid_for(calls):
    """A call about the known person that was answered and paid; those of one second come in any order."""
    return next(one for one in calls if one["is_hit"] == "true" and one["is_cached"] == "false")


def ledger(spark, calls):
    built = build(frame_of(spark, "bronze.call_book_calls", *calls))
    return conform(built, Catalog()["silver.online_call"], row_rules())


def test_every_call_is_a_row_of_the_ledger_with_its_outcome_and_price(spark, calls):
    assert rows_of(ledger(spark, calls), *COLUMNS) == sorted(
        [
            ("ANSWERED", True, False, False, None, PRICE, "loaded"),
            ("ANSWERED", True, True, False, None, FREE, "loaded"),
            ("ANSWERED", False, False, False, None, PRICE, "loaded"),
            ("UNKNOWN", None, False, False, None, PRICE, "loaded"),
            ("REFUSED", None, False, True, "NO_CONSENT", FREE, "loaded"),
            ("REFUSED", None, False, True, "NO_CONSENT", FREE, "loaded"),
            ("REFUSED", None, False, True, "NO_PURPOSE", FREE, "loaded"),
            ("REFUSED", None, False, True, "INVALID_NUMBER", FREE, "loaded"),
        ],
        key=str,
    )


def test_a_call_that_contradicts_itself_is_quarantined(spark, calls):
    answered = paid_for(calls)
    broken = [
        {**answered, "call_id": "a", "is_hit": None},
        {**answered, "call_id": "b", "is_cached": "true"},
        {**answered, "call_id": "c", "consent_id": None},
        {**answered, "call_id": "d", "price_amount": "1,20"},
    ]
    found = rows_of(ledger(spark, broken), "call_id", "_rule")
    assert found == [("a", "NO_ANSWER"), ("b", "PAID_TWICE"), ("c", "NO_BASIS"), ("d", "NOT_NULL")]


def test_an_online_call_and_an_answer_of_a_file_name_the_same_person_by_the_same_token(spark, calls):
    from jobs.purchases.subject import subject_token_of
    from jobs.silver.telecom_call import subject_token
    from tests.jobs.supplier_calls.desk import NUMBER

    key = "a key for the test"
    of_file = rows_of(spark.createDataFrame([(NUMBER,)], "id_number STRING").select(subject_token(key).alias("t")), "t")
    assert of_file == [(subject_token_of(NUMBER, key),)] == [(paid_for(calls)["subject_token"],)]
