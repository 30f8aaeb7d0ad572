"""Every row ends with exactly one verdict, and nothing is changed silently on the way."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.account import Account, account_of
from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.expectation import reject
from tests.faults.truth_tables import AMOUNTS, DAYS, RATIOS, WHOLE_NUMBERS


def column(name: str, spark_type: str = "string", **more: object) -> Column:
    return Column(name=name, type=spark_type, about="A column", sensitivity="internal", **more)


CONTRACT = Contract(
    name="silver.thing",
    about="Things for the tests.",
    owner="tests",
    purpose=["tests"],
    retention="1y",
    key=["thing_id"],
    latest_by=["changed_date"],
    columns=[
        column("thing_id", nullable=False),
        column("changed_date", "date"),
        column("price_amount", "decimal(10,2)"),
        column("piece_count", "int"),
        column("colour_code", values=["RED", "BLUE"]),
        column("place_code", pattern="^[0-9]{6}$"),
    ],
)
GOOD = {"thing_id": "1", "changed_date": "2026-06-01", "price_amount": "1.20", "piece_count": "3"}


def verdicts(spark: SparkSession, *rows: dict[str, str | None], rules=()) -> list[tuple[str, str | None, str | None]]:
    judged = conform(frame(spark, *rows), CONTRACT, rules)
    found = judged.select("thing_id", "_verdict", "_rule").collect()
    return sorted((row[1], row[2], row[0]) for row in found)


def frame(spark: SparkSession, *rows: dict[str, str | None]) -> DataFrame:
    names = (*CONTRACT.column_names, "_filtered")
    schema = ", ".join(f"{name} STRING" for name in names)
    return spark.createDataFrame([tuple({**GOOD, **row}.get(name) for name in names) for row in rows], schema)


BROKEN = [
    ({"changed_date": "2026"}, "BAD_DATE"),
    ({"changed_date": "2026-02-30"}, "BAD_DATE"),
    ({"changed_date": "0000-00-00"}, "BAD_DATE"),
    ({"changed_date": "31/12/2024"}, "BAD_DATE"),
    ({"price_amount": "1.239"}, "BAD_NUMBER"),
    ({"price_amount": "1,234.50"}, "BAD_NUMBER"),
    ({"price_amount": "N/A"}, "BAD_NUMBER"),
    ({"piece_count": "1e3"}, "BAD_NUMBER"),
    ({"piece_count": "１２３"}, "BAD_NUMBER"),
    ({"piece_count": "99999999999"}, "BAD_NUMBER"),
    ({"thing_id": None}, "NOT_NULL"),
    ({"colour_code": "GREEN"}, "NOT_IN_VALUES"),
    ({"place_code": "12345"}, "PATTERN"),
    ({"place_code": "110101\n"}, "PATTERN"),
]


def test_every_kind_of_bad_value_is_quarantined_by_its_rule_and_the_good_row_stays(spark: SparkSession) -> None:
    rows = [{"thing_id": f"bad {number:02}", **change} for number, (change, _) in enumerate(BROKEN)]
    found = verdicts(spark, {"thing_id": "good"}, *rows)
    assert found[0] == ("loaded", None, "good")
    told = {key: rule for verdict, rule, key in found if verdict == "quarantined"}
    assert len(told) == len(BROKEN)
    for number, (change, rule) in enumerate(BROKEN):
        assert told[rows[number]["thing_id"]] == rule, change


MOMENTS: dict[str, datetime | str] = {
    "2024-02-29 23:59:59": datetime(2024, 2, 29, 23, 59, 59),
    "2024-02-29T00:00:00.123456": datetime(2024, 2, 29, 0, 0, 0, 123456),
    "1986-05-04 02:30:00": datetime(1986, 5, 4, 2, 30),
    **dict.fromkeys(
        (
            "2024-02-29 23:59:59+08:00", "2024-02-29 23:59:59Z", "2024-02-29 23:59:59 CST", "2024-02-29",
            "2024-02-29 24:00:00", "2024-02-29 23:59:60", "2023-02-29 00:00:00", "9999-12-31 00:00:00", "1709222400000",
        ),
        "BAD_DATE",
    ),
}  # fmt: skip
# A negative amount is refused by a rule of its table, not by its type.
DECIMALS = {written: value for written, value in AMOUNTS.items() if value != "NEGATIVE_AMOUNT" and "," not in written}
TYPES = {"date": DAYS, "timestamp": MOMENTS, "decimal(18,2)": DECIMALS, "int": WHOLE_NUMBERS, "double": RATIOS}
BAD = {"BAD_DATE", "BAD_NUMBER"}


@pytest.fixture(scope="module")
def typed(spark: SparkSession) -> dict[str, dict[str, tuple[object, str | None, str | None]]]:
    """Each text of the truth tables as each type made of it: value, rule and reason."""
    names = {f"value_{number}": spark_type for number, spark_type in enumerate(TYPES)}
    found: dict[str, dict[str, tuple[object, str | None, str | None]]] = {}
    for name, spark_type in names.items():
        columns = [column("text"), column(name, spark_type)]
        contract = CONTRACT.model_copy(update={"columns": tuple(columns), "key": ("text",), "latest_by": ()})
        texts = spark.createDataFrame([(text, text) for text in TYPES[spark_type]], f"text STRING, {name} STRING")
        rows = conform(texts, contract).select("text", name, "_rule", "_reason").collect()
        found[spark_type] = {row[0]: tuple(row[1:]) for row in rows}
    return found


@pytest.mark.fault(
    "F32", "a time with a zone, without a time of day, or in epoch milliseconds", "quarantined as BAD_DATE"
)
@pytest.mark.fault("F33", "NaN, infinity, 1e400 or 20 digits where a floating-point number is due", "quarantined")
@pytest.mark.parametrize("spark_type", TYPES)
def test_text_becomes_exactly_the_value_it_says_or_breaks_the_rule_of_its_type(typed, spark_type: str) -> None:
    for text, expected in TYPES[spark_type].items():
        value, rule, reason = typed[spark_type][text]
        assert (value, rule) == ((None, expected) if expected in BAD else (expected, None)), text
        assert (reason is None) == (rule is None)
        assert reason is None or reason.startswith("value_")


def test_blank_text_is_no_value_rather_than_a_bad_one(spark: SparkSession) -> None:
    row = {"changed_date": " ", "price_amount": "", "piece_count": None}
    assert verdicts(spark, row) == [("loaded", None, "1")]


def test_a_business_rule_sends_its_rows_to_quarantine(spark: SparkSession) -> None:
    rules = [reject("NO_PIECES", F.col("piece_count") == 0, "there is nothing")]
    assert verdicts(spark, {"piece_count": "0"}, {"thing_id": "2"}, rules=rules) == [
        ("loaded", None, "2"),
        ("quarantined", "NO_PIECES", "1"),
    ]


def test_a_row_left_out_on_purpose_is_counted_as_filtered(spark: SparkSession) -> None:
    assert verdicts(spark, {"_filtered": "not ours", "piece_count": "x"}) == [("filtered", None, "1")]


def test_of_several_rows_with_one_key_the_latest_good_one_wins_in_any_order(spark: SparkSession) -> None:
    rows = [
        {"changed_date": "2026-06-01", "piece_count": "1"},
        {"changed_date": "2026-06-03", "piece_count": "bad"},
        {"changed_date": "2026-06-02", "piece_count": "2"},
    ]
    for order in permutations(rows):
        judged = conform(frame(spark, *order), CONTRACT).where("_verdict = 'loaded'")
        assert [row.piece_count for row in judged.collect()] == [2]


def test_the_account_and_the_content_hash_do_not_depend_on_the_order_of_rows(spark: SparkSession) -> None:
    rows = [{"thing_id": str(number), "place_code": None if number % 2 else "110101"} for number in range(6)]
    accounts = [account_of(conform(frame(spark, *order), CONTRACT), CONTRACT) for order in (rows, rows[::-1])]
    assert accounts[0] == accounts[1]
    changed = account_of(conform(frame(spark, *rows[1:], {**rows[0], "piece_count": "4"}), CONTRACT), CONTRACT)
    assert changed.content_hash != accounts[0].content_hash


def test_a_null_that_moves_to_another_column_changes_the_hash(spark: SparkSession) -> None:
    first = account_of(conform(frame(spark, {"place_code": "110101", "colour_code": None}), CONTRACT), CONTRACT)
    second = account_of(conform(frame(spark, {"place_code": None, "colour_code": None}), CONTRACT), CONTRACT)
    assert first.content_hash != second.content_hash


def test_a_build_that_loses_a_row_is_told(spark: SparkSession) -> None:
    with pytest.raises(DataFault, match=r"silver.thing: the account does not add up: read 3, loaded 2"):
        Account(loaded=2, quarantined=0, duplicate=0, filtered=0).require_total(3, "silver.thing")


def test_a_build_that_disagrees_with_its_contract_is_told(spark: SparkSession) -> None:
    with pytest.raises(ContractFault, match=r"missing place_code, not declared place"):
        conform(frame(spark, {}).withColumnRenamed("place_code", "place"), CONTRACT)


def test_a_code_that_a_released_delivery_brings_is_loaded_in_bronze(spark: SparkSession) -> None:
    """The delivery was judged at the front door; silver decides what to make of the code."""
    closed = {"thing_id": "1", "colour_code": "GREEN"}
    bronze = CONTRACT.model_copy(update={"name": "bronze.thing"})
    assert [row["_verdict"] for row in conform(frame(spark, closed), bronze).collect()] == ["loaded"]
    assert verdicts(spark, closed) == [("quarantined", "NOT_IN_VALUES", "1")]
