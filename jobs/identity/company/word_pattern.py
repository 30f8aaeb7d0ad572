"""Many words as one regular expression that reads each character once, by the tree of their beginnings (a trie)."""

from __future__ import annotations

import re
from collections.abc import Iterable

END = ""


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words; raises ValueError where there is none."""
    tree: dict[str, dict] = {}
    for word in words:
        branch = tree
        for character in word:
            branch = branch.setdefault(character, {})
        branch[END] = {}
    if not tree:
        raise ValueError("A pattern of no words would match nothing.")
    return _written(tree)


def _written(tree: dict[str, dict]) -> str:
    branches = [re.escape(first) + _written(rest) for first, rest in sorted(tree.items()) if first != END]
    if not branches:
        return ""
    if len(branches) == 1 and END not in tree:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if END in tree else ''}"
