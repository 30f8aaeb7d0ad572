"""Comparing only what changed gives the pairs that comparing everything gives."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.increment import columns_of, matched_pairs, matched_pairs_since
from jobs.identity.matching.weights import declared_weights
from tests.jobs.identity.matching.persons import FIRST_DAY, frame, person

MODEL = read_match_model("person_match")
WEIGHTS = declared_weights(MODEL)
# Few records make a hub, so that keys become hubs and cease to be.
SMALL = declared_weights(MODEL.model_copy(update={"hub_records": 6}))
NEXT_DAY = FIRST_DAY + datetime.timedelta(days=1)
FACTS = st.fixed_dictionaries(
    {
        "name_key": st.sampled_from(("张晓明", "李伟")),
        "mobile_phone": st.sampled_from(("1380000", "1380001", None)),
        "address_key": st.sampled_from(("建国路八十八号", "人民路一号", None)),
    }
)
RECORDS = st.dictionaries(st.sampled_from("abcdefgh"), FACTS, min_size=6)
CHANGES = st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(FACTS, st.none()), max_size=3)
ALIKE = {"name_key": "张晓明", "mobile_phone": "1380000", "address_key": None}
CEASES_TO_BE_A_HUB = (dict.fromkeys("abcdefg", ALIKE), {"g": None})
BECOMES_A_HUB = (dict.fromkeys("abcdef", ALIKE), {"g": ALIKE})


def _after(before, changes):
    """The records of the next day: some new, some changed, some gone (None)."""
    kept = {name: facts for name, facts in before.items() if name not in changes}
    dated = {
        name: {**facts, "changed_date": FIRST_DAY if facts == before.get(name) else NEXT_DAY}
        for name, facts in changes.items()
        if facts is not None
    }
    return kept | dated


def _in_town(town, records):
    """The records of one town, which share nothing with those of another: many days are tried at once."""
    own = {
        "birth_date": datetime.date(1950 + town, 1, 1),
        "division_code": f"{110101 + town}",
        "name_sound": f"li {town}",
    }
    return [
        person(
            f"{chr(ord('A') + town)}{name}", **{**facts, **own, "mobile_phone": _telephone(facts["mobile_phone"], town)}
        )
        for name, facts in records.items()
    ]


def _telephone(beginning, town):
    return beginning and f"{beginning}{town:04d}"


def _published(pairs):
    """The pairs as rows that stand, as a table of the first day has them."""
    dated = pairs.withColumn("business_date", F.lit(FIRST_DAY))
    return pairs.sparkSession.createDataFrame(dated.collect(), dated.schema)


def _rows(pairs):
    return sorted(tuple(row) for row in pairs.collect())


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(drawn=st.lists(st.tuples(RECORDS, CHANGES), min_size=12, max_size=12))
def test_what_changed_alone_gives_the_pairs_of_all(spark, drawn):
    days = list(enumerate((CEASES_TO_BE_A_HUB, BECOMES_A_HUB, *drawn)))
    yesterday = [record for town, (before, _) in days for record in _in_town(town, before)]
    today = [record for town, (before, changes) in days for record in _in_town(town, _after(before, changes))]
    earlier = _published(matched_pairs(frame(spark, yesterday), SMALL))
    found = _rows(matched_pairs_since(frame(spark, today), earlier, SMALL))
    assert found == _rows(matched_pairs(frame(spark, today), SMALL))
    assert len([row for row in found if row[0][0] == "A"]) == 15, "six alike under a cap of six are all compared"
    assert not [row for row in found if row[0][0] == "B"], "seven alike are a hub"


def test_unchanged_pairs_are_carried_and_not_scored_again(spark):
    records = frame(spark, [person("a"), person("b"), person("c", changed_date=NEXT_DAY)])
    marked = matched_pairs(records, WEIGHTS).where("right_record_id = 'b'").withColumn("match_weight", F.lit(99.0))
    weights = {row[:2]: row.match_weight for row in matched_pairs_since(records, _published(marked), WEIGHTS).collect()}
    assert weights[("a", "b")] == 99.0
    assert set(weights) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert weights[("a", "c")] != 99.0


def test_pairs_of_other_weights_are_scored_again(spark):
    records = frame(spark, [person("a"), person("b")])
    others = _published(matched_pairs(records, WEIGHTS.with_version("3")).withColumn("match_weight", F.lit(99.0)))
    assert _rows(matched_pairs_since(records, others, WEIGHTS)) == _rows(matched_pairs(records, WEIGHTS))


def test_without_earlier_pairs_all_are_compared(spark):
    records = frame(spark, [person("a"), person("b"), person("c", mobile_phone=None)])
    nothing = _published(matched_pairs(records.limit(0), WEIGHTS))
    found = matched_pairs_since(records, nothing, WEIGHTS)
    assert found.columns == list(columns_of(MODEL))
    assert _rows(found) == _rows(matched_pairs(records, WEIGHTS))
