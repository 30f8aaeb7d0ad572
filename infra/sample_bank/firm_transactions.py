"""Account movements of firms: what customers pay them, and what they pay their suppliers, one of which banks here too.

A transfer between two firms of the bank is booked on both accounts, with the same amount at the same moment.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import chosen, joined, picked
from infra.sample_bank.draws import Booleans, Draws, Integers
from infra.sample_bank.firm_customers import FirmCustomers
from infra.sample_bank.transactions import (
    CHANNELS,
    EMPLOYERS,
    SLOTS_OF_A_DAY,
    Movements,
    accounts_elsewhere,
    days_at_once,
    movement_key,
    rows_of,
)

# What may happen on an account on a working day: three receipts, three payments, a transfer to the supplier here.
_HAPPENS = np.array([0.6, 0.4, 0.2, 0.5, 0.35, 0.15, 0.12])
_FIRST_PAYMENT, _TRANSFER, _TRANSFER_RECEIVED = 3, 6, 7
# Parts of a month's revenue: about 25 receipts a month, and a little less is paid than received.
_PART_RECEIVED, _PART_PAID = 0.04, 0.038
_SPREAD = 0.7
_CHANNEL_SHARES = {"WEB": 0.75, "BRANCH": 0.15, "APP": 0.10}
_RECEIPTS, _PAYMENTS, _SUPPLY = ("货款", "服务费", "预收款"), ("采购款", "工资", "税款", "房租"), "货款"


def make_firm_transactions(
    draws: Draws, firms: FirmCustomers, after: datetime.date, until: datetime.date
) -> Iterator[pa.Table]:
    """The movements of firms in the calendar days after one date up to another, a few days at a time."""
    for days in days_at_once(after, until):
        made = _movements(draws, firms, days[np.is_busday(days)])
        yield from rows_of(firms.accounts, made, _received(firms, made))


def _movements(draws: Draws, firms: FirmCustomers, days: Days) -> Movements:
    """What firms receive from elsewhere, and everything that they pay."""
    firm, day, slot = _that_happen(draws, firms, days)
    key = movement_key(firms.accounts, firm, days[day], slot)
    is_paid, is_transfer = slot >= _FIRST_PAYMENT, slot == _TRANSFER
    part = np.where(is_paid, _PART_PAID, _PART_RECEIVED) * np.exp(_SPREAD * draws.normal("firm amount", key))
    supplier = pa.array(np.where(is_transfer, firm + 1, firm))
    return Movements(
        key=key,
        account=firm,
        day=days[day],
        second=draws.integers("firm second", 9 * 3600, 17 * 3600, key),
        channel=_channels(draws, key),
        cents=np.maximum(np.round(firms.revenue[firm] * part), 100).astype(np.int64),
        direction=np.where(is_paid, 0, 1),
        payee=chosen(is_transfer, firms.name.take(supplier), _elsewhere(draws, key)),
        payee_account=chosen(is_transfer, _account_ids(firms).take(supplier), accounts_elsewhere(draws, key)),
        summary=chosen(is_transfer, _SUPPLY, _summaries(draws, is_paid, key)),
    )


def _that_happen(draws: Draws, firms: FirmCustomers, days: Days) -> tuple[Integers, Integers, Integers]:
    """Firm, day and slot of each movement; the supplier of a firm is the next one, so the last one has none."""
    number = firms.number[:, None, None]
    slots = np.arange(len(_HAPPENS))
    chance = draws.uniform("firm trades", number, days.astype(np.int64)[None, :, None], slots[None, None, :])
    is_there = chance < _HAPPENS
    is_there[-1:, :, _TRANSFER] = False
    return np.nonzero(is_there)


def _received(firms: FirmCustomers, made: Movements) -> Movements:
    """The other side of the transfers to suppliers that bank here."""
    sent = np.flatnonzero(made.key % SLOTS_OF_A_DAY == _TRANSFER)
    payer, order = made.account[sent], pa.array(sent)
    supplier, day = payer + 1, made.day[sent]
    return Movements(
        key=movement_key(firms.accounts, supplier, day, np.full(len(sent), _TRANSFER_RECEIVED)),
        account=supplier,
        day=day,
        second=made.second[sent],
        channel=made.channel[sent],
        cents=made.cents[sent],
        direction=np.ones(len(sent), dtype=np.int64),
        payee=firms.name.take(pa.array(payer)),
        payee_account=_account_ids(firms).take(pa.array(payer)),
        summary=made.summary.take(order),
    )


def _account_ids(firms: FirmCustomers) -> pa.Array:
    return firms.accounts.rows["account_id"].combine_chunks()


def _channels(draws: Draws, key: Integers) -> Integers:
    drawn = draws.choose("firm channel", tuple(_CHANNEL_SHARES.values()), key)
    return np.array([CHANNELS.index(name) for name in _CHANNEL_SHARES])[drawn]


def _elsewhere(draws: Draws, key: Integers) -> pa.Array:
    """Firms that bank elsewhere."""
    parts = (picked(words, draws.integers(f"firm partner {words[0]}", 0, len(words) - 1, key)) for words in EMPLOYERS)
    return joined(*parts, "有限公司")


def _summaries(draws: Draws, is_paid: Booleans, key: Integers) -> pa.Array:
    paid, received = (
        picked(texts, draws.integers("firm summary", 0, len(texts) - 1, key)) for texts in (_PAYMENTS, _RECEIPTS)
    )
    return chosen(is_paid, paid, received)
