"""Who counts as the same person: one answer for every place where a second person has to agree."""

from __future__ import annotations

import unicodedata

from jobs.lakehouse.errors import ContractFault

# Blanks, and signs that nobody sees: a name with them reads like the one without.
UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf")


def person(name: str) -> str:
    """A name as persons are told apart by: case, width and blanks do not count; empty where it names nobody."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(sign for sign in folded if unicodedata.category(sign) not in UNSEEN)


def require_name(name: str) -> None:
    """Raise ContractFault where a name names nobody."""
    if not person(name):
        raise ContractFault("This needs the name of who says it: give --by.")
