"""Code lists: what a source calls something, in the bank's own codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.text import present


def translated(sent: Column, codes: Mapping[str, str]) -> Column:
    """The bank's code for what a source sent; null for nothing.

    A code that is not in the list is returned as it was sent, so that the contract's closed list refuses the row.
    """
    code = present(sent)
    known = reduce(lambda chosen, pair: chosen.when(code == pair[0], pair[1]), codes.items(), F.when(F.lit(False), ""))
    return known.otherwise(code)
