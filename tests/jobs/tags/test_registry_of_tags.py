"""The registry of tags: what it may not say, and when a tag is given."""

from __future__ import annotations

import datetime

import pytest

from jobs.lakehouse.errors import ContractFault
from jobs.tags import rules
from jobs.tags.registry import REGISTRY, read_registry
from tests.jobs.declared_text import changed

D = datetime.date


def test_every_rule_is_the_rule_of_a_tag():
    functions = {name for name, one in vars(rules).items() if getattr(one, "__module__", "") == rules.__name__}
    assert {name for name in functions if not name.startswith("_")} == {t.rule for t in read_registry().tags.values()}


def test_a_tag_is_given_from_its_first_day_until_before_its_end(tmp_path):
    ends = changed(REGISTRY, tmp_path, "rule: good_payer", "rule: good_payer\n    valid_to: 2026-07-01")
    tag = read_registry(ends).tags["GOOD_PAYER"]
    assert [tag.is_given(day) for day in (D(2025, 12, 31), D(2026, 6, 30), D(2026, 7, 1))] == [False, True, False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule: dormant", "rule: asleep", "there is no function asleep in jobs/tags/rules.py"),
        ("rule: dormant", "rule: dormant\n    valid_to: 2026-01-01", "the tag ends before it begins"),
        ("rule: dormant", "rule: dormant\n    valid_to: 2026-07-01", "segment SLEEPING asks for DORMANT"),
        ("any_of: [NEW_CUSTOMER]", "any_of: [NEWCOMER]", "segment NEW asks for NEWCOMER"),
        ("code: BROAD", "code: NEW", "two segments have one code"),
        (
            "about: everybody else}",
            "about: everybody else, any_of: [APP_USER]}",
            "the last segment has to fit everybody",
        ),
        ("rule: dormant", "rule: dormant\n    condition: a > b", "Extra inputs are not permitted"),
    ],
)
def test_a_registry_that_cannot_be_meant_is_refused_in_one_sentence(tmp_path, old, new, said):
    with pytest.raises(ContractFault, match=r"tags\.yml") as fault:
        read_registry(changed(REGISTRY, tmp_path, old, new))
    assert said in str(fault.value)
