"""Legal forms of many countries as a few codes: what of it the law of every country has."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

# Shares, quotas, a company of whichever kind, partners, one person, members, no owner.
LEGAL_FORMS = (
    "JOINT_STOCK",
    "LIMITED",
    "COMPANY",
    "PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "COOPERATIVE",
    "FOUNDATION",
)
# The branch of what is none: a company itself is never compared with its branches.
HEAD_OFFICE = "HEAD_OFFICE"


def form_code(written: Column, spellings: Mapping[str, tuple[str, ...]]) -> Column:
    """The code of a legal form as it is written; null for one that nobody listed."""
    chosen = F.when(F.lit(False), F.lit(""))
    for code, forms in spellings.items():
        chosen = chosen.when(written.isin(*forms), code)
    return chosen
