"""The pattern of many words matches each of them, the longest first, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.identity.company.word_pattern import any_of

WORDS = st.sets(st.text(alphabet="ab.(市", min_size=1, max_size=5), min_size=1, max_size=12)


@settings(deadline=None)
@given(words=WORDS)
def test_every_word_is_matched_whole(words: set[str]) -> None:
    assert all(re.fullmatch(any_of(words), word) for word in words)


@settings(deadline=None)
@given(words=WORDS, text=st.text(alphabet="ab.(市", max_size=6))
def test_what_is_matched_at_the_beginning_is_the_longest_word_that_stands_there(words: set[str], text: str) -> None:
    found = re.match(any_of(words), text)
    longest = max((word for word in words if text.startswith(word)), key=len, default=None)
    assert (found and found[0]) == longest


@settings(deadline=None)
@given(words=st.lists(st.text(alphabet="ab", min_size=1, max_size=3), min_size=1))
def test_the_order_and_repetition_of_the_words_do_not_matter(words: list[str]) -> None:
    assert any_of(words) == any_of(sorted(set(words), reverse=True))


def test_no_word_is_no_pattern() -> None:
    with pytest.raises(ValueError, match="no words"):
        any_of(())
