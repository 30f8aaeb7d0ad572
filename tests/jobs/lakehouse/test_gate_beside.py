"""The gate beside other tables and earlier days; what it cannot judge leaves the last publication as it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.comparison import (
    adds_up,
    mean_within,
    newest_within,
    refers,
    rows_within,
    same_rows,
    same_sum,
    share_of_nulls,
)
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.errors import ContractFault, InfrastructureFault
from jobs.lakehouse.expectation import critical
from jobs.lakehouse.gate import Answer, Gate, Profile
from jobs.lakehouse.gate_days import usual_rules
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.quality import Beside, check, suite_hash
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import CHECKOUT, Settings
from jobs.lakehouse.table_code import Rules, rules_of
from tests.jobs.lakehouse.publishing import give_gate_key

DAY = date(2026, 6, 10)
SCHEMA = "thing_id STRING, whole_id STRING, paid_amount DECIMAL(18,2), made_date DATE"
# Rows, the share of nulls and the means of a day that was like the ones before.
USUAL = Profile(4, {"whole_id": 0.0, "paid_amount": 0.0, "made_date": 0.0}, {"paid_amount": 10.0})


def contract(**more: object) -> Contract:
    types = dict(part.lower().split(" ") for part in SCHEMA.split(", "))
    columns = [Column(name=name, type=kind, about="For the test", sensitivity="C1") for name, kind in types.items()]
    facts = {"about": "Things for the tests.", "owner": "tests", "purpose": ["tests"], "retention": "1y"}
    return Contract(
        **{"name": "silver.thing", "columns": columns, "checked_against": ["silver.whole"], **facts, **more}
    )


def judged(spark: SparkSession, rules: Rules, *rows: tuple, earlier: tuple[Profile, ...] = ()) -> dict[str, Answer]:
    """The answers by rule, beside a table of two wholes that add up to 40.00."""
    staged = spark.createDataFrame([(*row[:3], row[3].isoformat() if row[3] else None) for row in rows], RAW)
    wholes = spark.createDataFrame([("w1", "30.00"), ("w2", "10.00")], "whole_id STRING, total STRING")
    frames = {"silver.whole": wholes.selectExpr("whole_id", "CAST(total AS DECIMAL(18,2)) AS total_amount")}
    typed = staged.selectExpr(*(f"CAST({part.split(' ')[0]} AS {part.split(' ')[1]})" for part in SCHEMA.split(", ")))
    gate = check(typed, contract(), rules, Beside(DAY, frames.__getitem__, earlier))
    return {answer.rule.split("(")[0]: answer for answer in gate.answers}


RAW = "thing_id STRING, whole_id STRING, paid_amount STRING, made_date STRING"
GOOD = (("t1", "w1", "30.00", DAY), ("t2", "w2", "10.00", DAY))
ACROSS = (
    refers("whole_id", to="silver.whole.whole_id"),
    same_sum("paid_amount", of="silver.whole.total_amount"),
    same_rows(of="silver.whole"),
)
BEYOND = ("refers", "same_sum", "same_rows")


def test_tables_that_agree_pass(spark: SparkSession) -> None:
    answers = judged(spark, Rules(across=ACROSS), *GOOD)
    assert [answers[rule].holds for rule in BEYOND] == [True, True, True]


def test_rows_without_a_whole_are_counted_and_never_named(spark: SparkSession) -> None:
    orphan = ("secret thing", "a private whole", "0.01", DAY)
    answers = judged(spark, Rules(across=ACROSS), *GOOD, orphan, ("t4", None, "0", DAY))
    assert [answers[rule].holds for rule in BEYOND] == [False, False, False]
    assert [answers[rule].detail for rule in BEYOND] == [
        "1 rows refer to nothing in silver.whole",
        "the sums differ by 0.0250%",
        "4 rows, silver.whole has 2",
    ]


def test_a_share_that_may_differ_is_told_and_holds(spark: SparkSession) -> None:
    rules = (
        refers("whole_id", to="silver.whole.whole_id", mostly=0.6),
        same_sum("paid_amount", of="silver.whole.total_amount", within=0.001),
    )
    answers = judged(spark, Rules(across=rules), *GOOD, ("t3", "w9", "0.01", DAY))
    assert [(answers[rule].holds, bool(answers[rule].detail)) for rule in BEYOND[:2]] == [(True, True), (True, True)]


def test_a_table_is_compared_with_some_of_the_rows_of_another(spark: SparkSession) -> None:
    one = "whole_id = 'w1'"
    rules = (
        same_sum("paid_amount", of="silver.whole.total_amount", where=one),
        same_rows(of="silver.whole", where=one),
    )
    few, all_of_them = (judged(spark, Rules(across=rules), *rows) for rows in (GOOD[:1], GOOD))
    assert [few[rule].holds for rule in BEYOND[1:]] == [True, True]
    assert [all_of_them[rule].holds for rule in BEYOND[1:]] == [False, False]
    assert rules[1].label == "same_rows(silver.whole where whole_id = 'w1')"


def test_groups_that_do_not_add_up_are_counted_and_rounding_is_forgiven(spark: SparkSession) -> None:
    rule = adds_up("paid_amount", to=40.0, in_each=("made_date",))
    other = ("t3", None, "40.00", DAY - timedelta(days=1))
    assert judged(spark, Rules(across=(rule,)), *GOOD, other)["adds_up"].holds
    more = ("t4", None, "0.01", DAY)
    assert judged(spark, Rules(across=(rule,)), *GOOD, other, more)["adds_up"].detail == (
        "1 groups add up to something else"
    )


def test_a_table_that_the_contract_does_not_read_is_told(spark: SparkSession) -> None:
    with pytest.raises(ContractFault, match=r"compares silver.thing with silver.other, which it does not read"):
        judged(spark, Rules(across=(same_rows(of="silver.other"),)), *GOOD)


# The session is gone in the middle of the gate, as when its engine was killed and started anew.
GATE_WITHOUT_ENGINE = """
import sys
from jobs.lakehouse.errors import YihuError
from jobs.lakehouse.expectation import critical
from jobs.lakehouse.quality import check
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import read_settings
from jobs.lakehouse.table_code import Rules
from tests.jobs.lakehouse.test_gate_beside import ACROSS, SCHEMA, Beside, DAY, contract

spark = open_session(read_settings(), current_attempt("tests"))
rows, whole = (spark.createDataFrame([], text) for text in (SCHEMA, "whole_id STRING, total_amount DECIMAL(18,2)"))
rows.schema, whole.schema
unique = critical("expect_column_values_to_be_unique", column="whole_id")
rules = {"tables": Rules(across=ACROSS), "rows": Rules((unique,))}

def read(name):
    spark.stop()
    return whole

if sys.argv[1] == "rows":
    spark.stop()
try:
    check(rows, contract(), rules[sys.argv[1]], Beside(DAY, read))
except YihuError as fault:
    print(type(fault).__name__, fault)
"""


@pytest.mark.fault(
    "F01",
    "the engine is killed while the gate asks it",
    "one sentence, 75: no rule is blamed, and the task is tried again",
)
@pytest.mark.parametrize("part", ["rows", "tables"])
def test_an_engine_that_ends_in_the_gate_is_no_fault_of_a_rule(spark: SparkSession, part: str) -> None:
    asked = [sys.executable, "-c", GATE_WITHOUT_ENGINE, part]
    done = subprocess.run(asked, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    told = "InfrastructureFault The run of silver.thing ended because the engine ended"
    assert done.stdout.startswith(told), done.stderr


DAYS = (
    rows_within(0.5, 2.0),
    mean_within("paid_amount", deviations=4.0),
    share_of_nulls(grows_by=0.2),
    newest_within("made_date", days=3),
)
ACROSS_DAYS = ("rows_within", "mean_within", "share_of_nulls", "newest_within")


def test_a_first_day_keeps_every_rule_and_says_why(spark: SparkSession) -> None:
    answers = judged(spark, Rules(across_days=DAYS), *GOOD)
    assert all(answers[rule].holds for rule in ACROSS_DAYS)
    assert [answers[rule].detail for rule in ACROSS_DAYS[:3]] == ["nothing earlier to compare with"] * 3


def test_a_day_like_the_ones_before_passes(spark: SparkSession) -> None:
    usual = (("t1", "w1", "10.05", DAY), ("t2", "w2", "9.95", DAY), ("t3", "w2", "10.00", DAY))
    answers = judged(spark, Rules(across_days=DAYS), *usual, earlier=(USUAL,) * 3)
    assert all(answers[rule].holds for rule in ACROSS_DAYS)


def test_a_day_unlike_the_ones_before_is_told_without_a_value(spark: SparkSession) -> None:
    odd = ("t1", None, "4711.00", DAY - timedelta(days=4))
    answers = judged(spark, Rules(across_days=DAYS), odd, earlier=(USUAL,) * 3)
    assert [answers[rule].holds for rule in ACROSS_DAYS] == [False, False, False, False]
    assert answers["rows_within"].detail == "1 rows, 4 before"
    assert answers["share_of_nulls"].detail == "whole_id from 0.0% to 100.0%"
    assert "4711" not in " ".join(answer.in_words for answer in answers.values())


@pytest.mark.parametrize("rule", [mean_within("thing_id"), share_of_nulls("nowhere"), newest_within("nowhere", days=1)])
def test_a_rule_on_what_cannot_be_measured_refuses(spark: SparkSession, rule: object) -> None:
    with pytest.raises(ContractFault, match="cannot be measured"):
        judged(spark, Rules(across_days=(rule,)), *GOOD)


def test_what_happened_that_day_has_no_usual_volume() -> None:
    assert [type(rule).__name__ for rule in usual_rules(contract(), ())] == ["RowsWithin", "ShareOfNulls"]
    assert usual_rules(contract(write="merge", key=["thing_id"], columns=[KEY]), ()) == ()


KEY = Column(name="thing_id", nullable=False, about="Number of the thing", sensitivity="internal")


def test_every_rule_counts_in_the_hash_of_the_suite() -> None:
    hashes = {suite_hash((), across, days) for across in ((), ACROSS) for days in ((), DAYS)}
    assert len(hashes) == 4
    assert suite_hash((), ACROSS[:1]) != suite_hash((), (refers("whole_id", to="silver.whole.whole_id", mostly=0.5),))


class OneTable:
    """A published table, and a home in which its gate is broken."""

    def __init__(self, spark: SparkSession, home: Path, rules: ModuleType) -> None:
        self.settings, self.rules, self.rows = Settings(home=home), rules, 4
        self._spark = spark
        declared = contract(checked_against=[])
        catalog = {declared.name: declared, "ops.run": Catalog()["ops.run"]}
        lake = Lake(spark, self.settings, catalog)
        self.workshop = Workshop(spark, lake, catalog, self.settings)

    def build(self) -> DataFrame:
        rows = [(f"t{number}", "w1", "1.00", DAY.isoformat()) for number in range(self.rows)]
        return self._spark.createDataFrame(rows, RAW)

    def run(self, rows: int, day: date = DAY) -> Gate | None:
        self.rows = rows
        return run_table(self.workshop, "silver.thing", day, current_attempt("silver.thing")).gate

    def published(self) -> list[int]:
        return [one.rows for one in self.workshop.lake.publications.generations("silver.thing", DAY)]


@pytest.fixture
def table(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OneTable]:
    give_gate_key(tmp_path)
    build, rules = ModuleType("jobs.silver.thing"), ModuleType("expectations.silver.thing")
    rules.EXPECTATIONS = (critical("expect_table_row_count_to_be_between", max_value=100),)
    one = OneTable(spark, tmp_path, rules)
    build.build = lambda: one.build()
    monkeypatch.setitem(sys.modules, build.__name__, build)
    monkeypatch.setitem(sys.modules, rules.__name__, rules)
    one.run(4)
    return one


def no_file(table: OneTable) -> None:
    sys.modules.pop(table.rules.__name__)


def no_rule(table: OneTable) -> None:
    table.rules.EXPECTATIONS = ()


def raising(table: OneTable) -> None:
    def row_rules() -> tuple:
        raise ZeroDivisionError

    table.rules.row_rules = row_rules


def no_page(table: OneTable) -> None:
    """A file where the folder should be: not even the administrator can write into it."""
    folder = table.settings.data_docs
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("breaks", "fault", "sentence"),
    [
        (no_file, ContractFault, r"silver/thing.py is missing: a table without rules is not published"),
        (no_rule, ContractFault, r"silver/thing.py holds no rule"),
        (raising, ContractFault, r"silver/thing.py cannot be loaded \(ZeroDivisionError\)"),
        (no_page, InfrastructureFault, r"page of the gate of silver.thing .* cannot be written"),
    ],
)
@pytest.mark.fault(
    "F45",
    "the rules of a gate are missing, empty or raise, or its page cannot be written",
    "nothing is published",
)
def test_a_gate_that_cannot_judge_leaves_the_last_publication(
    table: OneTable, breaks: Callable[[OneTable], None], fault: type[Exception], sentence: str
) -> None:
    breaks(table)
    with pytest.raises(fault, match=sentence):
        table.run(5)
    assert table.published() == [4]


def test_a_day_is_compared_with_what_was_published_before_it(table: OneTable) -> None:
    gate = table.run(50, DAY + timedelta(days=1))
    assert gate.warnings == ("rows_within(0.5 to 2 times 5 earlier): 50 rows, 4 before",)
    page = (table.settings.data_docs / "2026-06-11" / "silver.thing.html").read_text(encoding="utf-8")
    assert "50 rows, 4 before" in page


def test_a_missing_file_is_a_fault_of_the_contract() -> None:
    with pytest.raises(ContractFault, match="is missing"):
        rules_of(contract(name="gold.nowhere", checked_against=[]))
