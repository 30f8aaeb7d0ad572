"""The words of a link, as the tables write them; inside the clustering each is its position."""

from __future__ import annotations

# Why a pair may be one party, strongest first.
LINK_RULES = ("DECISION", "ID_NUMBER", "CREDIT_CODE", "MODEL")
DECISION, ID_NUMBER, CREDIT_CODE, MODEL = range(4)
# Of a record that no link joins.
SINGLE = "SINGLE"

REASONS = (
    "ID_CONFLICT",
    "DECIDED_DIFFERENT",
    "BIRTH_CONFLICT",
    "ESTABLISHED_CUSTOMERS",
    "TOO_LARGE",
    "WEAK_BRIDGE",
    "GREY_BAND",
)
ID_CONFLICT, DECIDED_DIFFERENT, BIRTH_CONFLICT, ESTABLISHED_CUSTOMERS, TOO_LARGE, WEAK_BRIDGE, GREY_BAND = range(7)
# What no person may overrule by approving a merge; everything else waits for review.
REFUSALS = (ID_CONFLICT, DECIDED_DIFFERENT, BIRTH_CONFLICT)

OUTCOMES = ("JOINED", "REVIEW", "REFUSED")
JOINED, REVIEW, REFUSED = range(3)

# A value that a record does not have, and a reason that there is not.
NONE = -1
