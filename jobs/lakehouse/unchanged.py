"""What a table of a day is made from, as one hash: with the same hash there is nothing to build.

Most sources of a bank change seldom: a register, a list, a code table. What they feed need not be computed, judged and
written again each day; the day's publication then names the rows that are there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from jobs.lakehouse.comparison import NewestWithin
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.table_code import all_code_hash, asked_for, rules_of


def origin_of(contract: Contract, business_date: date, lake: Lake, contents: Mapping[str, str]) -> str:
    """Hash of inputs, code and, where the build asks for it, business date; empty where that does not tell it all.

    ``contents`` has a hash of each input: of a table as published for the day, of a file as delivered, and of the
    approved repairs where there are any.

    The champion of a model may change at any time, and what a table says of earlier days is more than what the day
    brought: what is made from those is always built. How old the newest row is depends on the day.
    """
    is_told_by_inputs = contract.source is not None or bool(contract.inputs)
    asks_back = not contract.looked_back_at.keys().isdisjoint(asked_for(contract))
    looks_back = asks_back or any(lake.keeps_time(name) for name in contract.reads)
    if not is_told_by_inputs or looks_back or contract.model:
        return ""
    needs_day = "business_date" in asked_for(contract) or contract.layer == "gold" or _tells_age(contract)
    day = business_date.isoformat() if needs_day else ""
    return hashlib.sha256(repr((sorted(contents.items()), all_code_hash(), day)).encode()).hexdigest()


def _tells_age(contract: Contract) -> bool:
    return any(isinstance(rule, NewestWithin) for rule in rules_of(contract).across_days)
