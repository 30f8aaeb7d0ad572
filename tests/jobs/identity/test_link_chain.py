"""The chain that joins two records is short, strong, and the same in whatever order the links come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.identity.link_chain import Link, chain


def link(left: str, right: str, weight: float | None = 10.0, rule: str = "MODEL", outcome: str = "JOINED") -> Link:
    return Link(left, right, rule, weight, outcome, None)


LONG_WAY = [link("a", "b", None, "ID_NUMBER"), link("b", "c", None, "ID_NUMBER"), link("c", "z", None, "ID_NUMBER")]
SHORT_WAYS = [link("a", "m", 9.0), link("m", "z", 30.0), link("a", "n", 12.0), link("n", "z", 12.0)]


@given(links=st.permutations([*LONG_WAY, *SHORT_WAYS, link("a", "z", outcome="REVIEW"), link("x", "y")]))
def test_it_is_the_shortest_and_of_those_the_one_whose_weakest_link_is_strongest(links: list[Link]) -> None:
    assert chain(links, "a", "z") == SHORT_WAYS[2:]
    assert chain(links, "z", "a") == SHORT_WAYS[:1:-1]
    assert chain(links, "a", "x") is None


@pytest.mark.parametrize("stronger", ["DECISION", "ID_NUMBER", "CREDIT_CODE"])
def test_a_number_or_a_decision_is_stronger_than_any_score(stronger: str) -> None:
    by_rule = [link("a", "m", None, stronger), link("m", "z", None, stronger)]
    assert chain([*SHORT_WAYS[2:], *by_rule], "a", "z") == by_rule
