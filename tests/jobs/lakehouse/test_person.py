"""Who counts as the same person, said alike by Python and by the engine."""

from __future__ import annotations

from itertools import product

from jobs.lakehouse import person_column
from jobs.lakehouse.person import person

# Each line is one person.
SPELLINGS = (
    ("Li Lei", "lilei", " LI  LEI ", "Ｌｉ　Ｌｅｉ", "Li\tLei", "Li\u00a0Lei", "Li\u200bLei", "li\nlei"),
    ("Han Mei", "han mei"),
    ("李雷", "李 雷", "\u3000李雷"),
    ("韩梅",),
    ("Strauß", "STRAUSS"),
    ("José", "Jose\u0301"),
    ("Jose",),
    ("Griﬀin", "griffin"),
    ("clerk-1", "Clerk-１", "clerk-①"),
    ("clerk-2",),
    ("", " ", "\u3000", "\u200b", "\t"),
)


def test_case_width_and_blanks_tell_no_two_persons_apart():
    told = [{person(spelling) for spelling in spellings} for spellings in SPELLINGS]
    assert [len(one) for one in told] == [1] * len(SPELLINGS)
    assert len(set.union(*told)) == len(SPELLINGS)


def test_a_name_of_blanks_is_nobody():
    assert {person(spelling) for spelling in SPELLINGS[-1]} == {""}


def test_the_engine_tells_the_same_persons_apart(spark):
    every = [spelling for spellings in SPELLINGS for spelling in spellings]
    pairs = spark.createDataFrame(list(product(every, every)), "one string, other string")
    is_same = person_column.person("one") == person_column.person("other")
    found = pairs.select("one", "other", is_same.alias("is_same")).collect()
    assert [row for row in found if row.is_same != (person(row.one) == person(row.other))] == []
    nobody = pairs.where(person_column.person("one") == "").select("one").distinct().collect()
    assert {row.one for row in nobody} == set(SPELLINGS[-1])
