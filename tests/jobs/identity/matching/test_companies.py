"""Companies are found by what their names say, and no branch is ever a pair with its mother."""

from __future__ import annotations

import pytest

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.increment import matched_pairs
from jobs.identity.matching.weights import declared_weights
from jobs.identity.odds import bits_of
from tests.jobs.identity.matching.companies import company, compared

MODEL = read_match_model("organisation_match")
CODE, OTHER_CODE = "91310115MA0000007H", "92440300PDY00001X0"
RECORDS = (
    company("a1", "上海大名实业有限公司", credit_code=CODE),
    company("a2", "上海市大名实业有限责任公司", credit_code=CODE),
    company("a3", "上海大名实业公司"),
    company("a4", "上海大名实业有限公司", credit_code=OTHER_CODE),
    company("a5", "上海大名实业有限公司浦东分公司"),
    company("b1", "邵阳维克液压股份有限公司"),
    company("b2", "邵阳液压"),
    company("c1", "International Business Machines Corp."),
    company("c2", "IBM Inc."),
    company("d1", "Koninklijke Philips Electronics N.V."),
    company("d2", "Gloeilampenfabrieken Philips N.V."),
)


@pytest.fixture(scope="module")
def pairs(spark):
    """Pair -> weight and level of the name, of all that are worth keeping when the threshold is as low as can be."""
    low = MODEL.thresholds.model_copy(update={"review": 1e-12})
    weights = declared_weights(MODEL.model_copy(update={"thresholds": low}))
    found = matched_pairs(compared(spark, RECORDS), weights).collect()
    return {
        (row["left_record_id"], row["right_record_id"]): (
            row["match_weight"],
            row["name_level"],
            row["blocking_rule_code"],
        )
        for row in found
    }


def test_spellings_of_one_name_are_linked_with_a_code_and_without(pairs):
    assert pairs[("a1", "a2")][0] > bits_of(MODEL.thresholds.bridge)
    assert pairs[("a1", "a3")][0] >= MODEL.thresholds.link_weight
    assert pairs[("a1", "a2")][2] == "CREDIT_CODE"


def test_two_valid_codes_outweigh_one_name(pairs):
    assert pairs[("a1", "a4")][0] < MODEL.thresholds.link_weight


def test_a_branch_is_no_pair_with_its_mother(pairs):
    assert not [pair for pair in pairs if "a5" in pair]


@pytest.mark.parametrize(
    ("pair", "level", "rule"),
    [
        (("b1", "b2"), "one name is short for the other", "PLACE_TRADE"),
        (("c1", "c2"), "one is the initials of the other", "INITIALS"),
        (("d1", "d2"), "one core name holds the other", "CORE_LAST_WORD"),
    ],
)
def test_short_names_initials_and_shared_words_are_found(pairs, pair, level, rule):
    _, number, found_by = pairs[pair]
    names = next(one for one in MODEL.comparisons if one.name == "name")
    assert (names.level_at(number).about, found_by) == (level, rule)
