"""A level means the same where records are scored (Spark) and where weights are learnt (DuckDB)."""

from __future__ import annotations

import datetime
import itertools

import duckdb
import pyarrow as pa
import pytest
from pyspark.sql import functions as F

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.levels import level_number
from jobs.identity.matching.levels_declared import Comparison
from jobs.identity.matching.levels_sql import MACROS, sql_absent, sql_condition

D = datetime.date
SHARES = {"m": 0.5, "u": 0.5, "about": "agreement"}
TEXTS = (
    None,
    "张晓明",
    "张晓名",
    "晓明张",
    "欧阳晓明",
    "晓明",
    "晓明-张",
    "xiaoming zhang",
    "zhang xiaoming",
    "xiaoming  zhang li",
    "xiaomin zhang",
)
CODES = (None, "13800000001", "13800000010", "1380000001", "", " ", "1")
DATES = (None, D(1980, 2, 13), D(1980, 2, 3), D(1980, 3, 2), D(1980, 12, 13), D(1981, 2, 13), D(1980, 2, 14))
OTHER_KINDS = (
    ("text", {"kind": "levenshtein", "at_most": 2}),
    ("text", {"kind": "similarity", "at_least": 0.6}),
    ("text", {"kind": "same_prefix", "characters": 2}),
    ("text", {"kind": "tokens_contained", "at_least": 1}),
    ("text", {"kind": "abbreviation", "at_least": 2}),
    ("code", {"kind": "abbreviation", "at_least": 3}),
    ("text", {"kind": "contained", "characters": 2}),
    ("text", {"kind": "crossed", "other_column": "code"}),
    ("text", {"kind": "exact", "column": "code", "also_same": ["day"]}),
    ("code", {"kind": "similarity", "at_least": 0.8}),
    ("day", {"kind": "days_apart", "at_most": 10}),
    ("day", {"kind": "same_parts", "parts": ["year", "day"]}),
    ("day", {"kind": "day_month_swapped"}),
    ("day", {"kind": "levenshtein", "at_most": 1}),
)


def _comparison(place: int, column: str, level: dict[str, object]) -> Comparison:
    levels = [SHARES | level, SHARES | {"kind": "else"}]
    stated = {"name": f"one_{place}", "about": "agreement", "column": column, "levels": levels}
    return Comparison.model_validate(stated, strict=False)


def _on_duckdb(comparison: Comparison) -> str:
    whens = [
        f"WHEN {sql_condition(level, comparison)} THEN {comparison.number_of(place)}"
        for place, level in enumerate(comparison.levels[:-1])
    ]
    return f"CASE WHEN {sql_absent(comparison)} THEN -1 {' '.join(whens)} ELSE 0 END AS {comparison.name}"


def _assert_same(spark, comparisons, columns, rows):
    """Every row against every row, on both engines."""
    pairs = [(*left, *right) for left, right in itertools.product(rows, rows)]
    names = [f"{name}_{side}" for side in "lr" for name in columns]
    types = [kind for _ in "lr" for kind in columns.values()]
    schema = ", ".join(f"{name} {kind}" for name, kind in zip(names, types, strict=True))
    numbers = [
        level_number(one, lambda name: F.col(f"{name}_l"), lambda name: F.col(f"{name}_r")) for one in comparisons
    ]
    on_spark = [tuple(row) for row in spark.createDataFrame(pairs, schema).select("*", *numbers).collect()]
    arrow_types = {"string": pa.string(), "date": pa.date32()}
    table = pa.Table.from_pylist(
        [dict(zip(names, pair, strict=True)) for pair in pairs],
        pa.schema([(name, arrow_types[kind]) for name, kind in zip(names, types, strict=True)]),
    )
    with duckdb.connect() as connection:
        for macro in MACROS:
            connection.execute(macro)
        connection.register("pairs", table)
        found = connection.execute(f"SELECT *, {', '.join(map(_on_duckdb, comparisons))} FROM pairs").fetchall()
    assert sorted(on_spark, key=str) == sorted(found, key=str)
    _assert_symmetric({row[: len(names)]: row[len(names) :] for row in found}, len(columns))
    return {one.name: {row[len(names) + place] for row in found} for place, one in enumerate(comparisons)}


def _assert_symmetric(levels, width):
    """Whichever record is left: pairs come in the order of hashes of their keys."""
    assert all(numbers == levels[pair[width:] + pair[:width]] for pair, numbers in levels.items())


def test_every_kind_of_level_means_the_same_on_both_engines(spark):
    comparisons = [_comparison(place, *stated) for place, stated in enumerate(OTHER_KINDS)]
    rows = [(text, TEXTS[place], DATES[place % len(DATES)]) for place, text in enumerate(TEXTS)]
    rows += [("张晓明", code, day) for code, day in zip(CODES, DATES, strict=True)]
    rows += [("xiaoming zhang", "张晓明", D(1980, 2, 13)), ("", "a", D(1980, 2, 13))]
    seen = _assert_same(spark, comparisons, {"text": "string", "code": "string", "day": "date"}, rows)
    assert all({0, 1} <= numbers for numbers in seen.values()), "a level that never holds proves nothing"


def test_the_declared_levels_of_persons_mean_the_same_on_both_engines(spark):
    model = read_match_model("person_match")
    columns = {name: "date" if name == "birth_date" else "string" for name in model.compared}
    names = (*TEXTS, *CODES)
    values = {
        "name_key": names,
        "name_sound": (*names[2:], *names[:2]),
        "birth_date": DATES,
        "id_number": ("11010519491231002X", None),
        "mobile_phone": CODES,
        "address_key": ("建国路八十八号", "建国路八十九号", "人民路一号", None, "路八十九号", "人民路一号-5"),
        "division_code": ("110105", "110105", "110106", None),
        "gender_code": ("1", "2", None),
    }
    rows = [tuple(values[name][place % len(values[name])] for name in columns) for place in range(28)]
    _assert_same(spark, list(model.comparisons), columns, rows)


SAME_ADDRESS, NEARLY, BEGINNING, SAME_COUNTY, DIFFERENT, UNKNOWN = 4, 3, 2, 1, 0, -1


@pytest.mark.parametrize(
    ("key", "division", "level"),
    [
        ("88-2-1201", "110105", SAME_ADDRESS),
        ("88-2-1201", "110106", DIFFERENT),
        ("88-2-1201", None, UNKNOWN),
        ("88-2-1202", "110105", NEARLY),
        ("88-2-1202", None, UNKNOWN),
        ("88-2", "110105", BEGINNING),
        ("88-2", None, UNKNOWN),
        ("7-1", "110105", SAME_COUNTY),
        ("7-1", "110106", DIFFERENT),
        ("7-1", None, DIFFERENT),
        (None, "110105", UNKNOWN),
    ],
)
def test_one_address_in_a_county_that_is_unknown_is_no_other_address(spark, key, division, level):
    address = next(one for one in read_match_model("person_match").comparisons if one.name == "address")
    rows = [("88-2-1201", "110105"), (key, division)]
    seen = _assert_same(spark, [address], {"address_key": "string", "division_code": "string"}, rows)
    sides = spark.createDataFrame([(*rows[0], *rows[1])], "address_key_l string, division_code_l string, "
                                  "address_key_r string, division_code_r string")  # fmt: skip
    found = level_number(address, lambda name: F.col(f"{name}_l"), lambda name: F.col(f"{name}_r"))
    assert (sides.select(found).first()[0], level in seen["address"]) == (level, True)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [("li", "li", 3), ("lin", "li", 2), ("wi", "li", 1), ("wang", "li", 0), (None, "li", -1)],
)
def test_the_strongest_level_that_holds_counts(spark, left, right, level):
    stated = ({"kind": "exact"}, {"kind": "same_prefix", "characters": 2}, {"kind": "levenshtein", "at_most": 1})
    levels = [{"about": "agreement", "m": 0.25, "u": 0.25} | one for one in (*stated, {"kind": "else"})]
    comparison = Comparison.model_validate(
        {"name": "one", "about": "agreement", "column": "text", "levels": levels}, strict=False
    )
    sides = spark.createDataFrame([(left, right)], "l string, r string")
    assert sides.select(level_number(comparison, lambda _: F.col("l"), lambda _: F.col("r"))).first()[0] == level
