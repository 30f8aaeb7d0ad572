"""Weights learnt without labels: always the same for the same records, and better than guesses about them."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.training import learnt_weights
from jobs.identity.matching.training_chance import records_of, shares_by_chance
from jobs.lakehouse.errors import Skipped
from tests.jobs.identity.matching.persons import person, planted

DECLARED = read_match_model("person_match")
MODEL = DECLARED.model_copy(
    update={"training": DECLARED.training.model_copy(update={"random_pairs": 20_000, "sample_records": 900})}
)
RECORDS = planted(700)
SCHEMA = pa.Table.from_pylist(RECORDS).schema


@pytest.fixture(scope="module")
def learnt():
    return learnt_weights(pa.Table.from_pylist(RECORDS), MODEL)


def test_the_same_records_in_any_order_give_the_same_weights(learnt):
    shuffled = random.Random(3).sample(RECORDS, len(RECORDS))  # noqa: S311 - an order, no secret
    assert learnt_weights(pa.Table.from_pylist(shuffled), MODEL).to_json() == learnt.to_json()


def test_what_was_planted_is_learnt(learnt):
    weights = {one.name: one for one in learnt.comparisons}
    assert learnt.prior != MODEL.prior
    assert weights["mobile_phone"].m[0] == pytest.approx(0.7, abs=0.1)
    assert weights["birth_date"].m[0] == pytest.approx(0.9, abs=0.1)
    assert all(one.bits(len(one.m) - 1) > 0 for one in learnt.comparisons)
    assert all(sum(shares) == pytest.approx(1, abs=1e-6) for one in learnt.comparisons for shares in (one.m, one.u))


def test_pairs_of_one_person_do_not_count_as_chance():
    """Births are drawn from 18,000 days; of all pairs with one birth nine in ten are of one person."""
    every_pair = MODEL.training.model_copy(update={"random_pairs": 1_000_000})
    learnt = learnt_weights(pa.Table.from_pylist(RECORDS), MODEL.model_copy(update={"training": every_pair}))
    birth = next(one for one in learnt.comparisons if one.name == "birth_date")
    assert 1 / 54_000 < birth.u[0] < 3 / 18_000


def test_a_name_that_only_records_of_one_person_share_is_no_common_name():
    """Each person has a name of its own: that two records agree in one is hardly ever chance."""
    own = [{**one, "name_key": f"of {one['record_id'].split(':')[1]}"} for one in RECORDS]
    weights = learnt_weights(pa.Table.from_pylist(own), MODEL).comparisons[0]
    persons = len({one["name_key"] for one in own})
    assert weights.frequencies.listed == {}
    assert 0 < weights.frequencies.unlisted < 0.2 / persons


def test_a_common_name_is_as_common_as_it_is_among_the_others():
    names = {"张伟": 40, "王芳": 20}
    common = [person(f"{name}:{number}", name_key=name) for name, times in names.items() for number in range(times)]
    others = [{**one, "name_key": f"of {one['record_id'].split(':')[1]}"} for one in RECORDS]
    every_record = MODEL.training.model_copy(update={"sample_records": 9_000})
    model = MODEL.model_copy(update={"training": every_record})
    listed = learnt_weights(pa.Table.from_pylist([*others, *common]), model).comparisons[0].frequencies.listed
    shares = {name: (times - 1) / (len(others) + len(common) - 1) for name, times in names.items()}
    assert list(listed) == list(names)
    assert all(shares[name] * 0.9 < listed[name] < shares[name] for name in names)


@pytest.mark.parametrize("pairs", [1, 2, 3, 1_000, 2_000_000])
def test_as_many_records_are_drawn_as_have_the_random_pairs(pairs):
    records = records_of(pairs)
    assert records * (records - 1) // 2 <= pairs < (records + 1) * records // 2


def test_chance_is_counted_of_what_is_not_fixed_and_of_every_pair_once():
    drawn = RECORDS[: records_of(MODEL.training.random_pairs)]
    counted = shares_by_chance(pa.Table.from_pylist(drawn, SCHEMA), MODEL)
    assert set(counted["id_number"]) == set(counted["mobile_phone"]) == {None}
    known = [one["gender_code"] for one in drawn if one["gender_code"]]
    same = sum(known.count(code) * (known.count(code) - 1) for code in set(known))
    assert counted["gender"][0] == pytest.approx(same / (len(known) * (len(known) - 1)))


def test_what_is_declared_as_fixed_stays(learnt):
    number = next(one for one in learnt.comparisons if one.name == "id_number")
    assert (number.m, number.u) == ((0.998, 0.002), (1e-7, 0.9999999))


def test_a_name_of_few_persons_is_not_listed(learnt):
    rare = person("rare", name_key="司马空空")
    listed = learnt_weights(pa.Table.from_pylist([*RECORDS, rare]), MODEL).comparisons[0].frequencies.listed
    assert listed
    assert "司马空空" not in listed


def test_a_rule_that_finds_no_pair_teaches_nothing_and_spoils_nothing():
    """One record alone has an identity number, so that no two share one."""
    records = pa.Table.from_pylist([RECORDS[0], *({**record, "id_number": None} for record in RECORDS[1:])])
    name_birth, id_number, mobile = MODEL.training.expectation_rules
    with_it = learnt_weights(records, _with_rules(name_birth, id_number, mobile))
    without = learnt_weights(records, _with_rules(name_birth, mobile))
    assert (with_it.prior, with_it.comparisons) == (without.prior, without.comparisons)


def _with_rules(*rules):
    return MODEL.model_copy(update={"training": MODEL.training.model_copy(update={"expectation_rules": rules})})


def test_too_few_records_teach_nothing():
    with pytest.raises(Skipped, match="has 10 records to train person_match on, 100 are needed"):
        learnt_weights(pa.Table.from_pylist(RECORDS[:10]), MODEL)
