"""Account movements: a salary once a month, and everyday spending by channel."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.accounts import SLOTS, Accounts
from infra.sample_bank.business_days import Days, posted_on, year_month_day
from infra.sample_bank.columns import dates, joined, money, numbered, picked
from infra.sample_bank.draws import Draws, Integers

HISTORY_DAYS = 90
_DAYS_AT_ONCE = 10
_EPOCH = np.datetime64("2020-01-01")
_SALARY_SLOT = 15
# Movements that an account may have in a day.
SLOTS_OF_A_DAY = 16
CHANNELS = ("APP", "ATM", "POS", "WEB", "BRANCH")
_CHANNEL_SHARES = (0.46, 0.05, 0.28, 0.18, 0.03)
# Median amount in yuan and spread of its logarithm by channel.
_MEDIAN = np.array([48.0, 800.0, 85.0, 120.0, 1500.0])
_SPREAD = np.array([1.0, 0.6, 0.9, 1.0, 0.9])
_PAYEES = (
    ("美味快餐店", "外卖商户", "社区便利店", "网约车平台", "生活缴费", "朋友转账", "手机充值", "水果生鲜店"),
    ("自助取款机",) * 8,
    ("华联超市", "家电商场", "加油站", "药房", "服装店", "餐饮酒楼", "百货大楼", "五金建材店"),
    ("网上商城", "在线旅行社", "图书网店", "视频会员", "在线教育", "游戏充值", "母婴网店", "数码网店"),
    ("柜台取款",) * 8,
)
_SUMMARIES = ("消费", "取现", "刷卡消费", "网上支付", "柜台业务")
_EMPLOYER_WORDS = ("华兴", "恒远", "东方", "新城", "金桥", "瑞丰", "长江", "安泰", "光明", "宏达", "正大", "天和")
_EMPLOYER_TRADES = ("科技", "建设", "贸易", "物流", "食品", "机械", "教育", "医药", "服装", "电子")
# Invented names of firms are a word and a trade.
EMPLOYERS = (_EMPLOYER_WORDS, _EMPLOYER_TRADES)


@dataclass(frozen=True)
class Movements:
    """Raw movements; account is the position in the block of accounts."""

    key: Integers
    account: Integers
    day: Days
    second: Integers
    channel: Integers
    cents: Integers
    direction: Integers
    payee: pa.Array
    payee_account: pa.Array
    summary: pa.Array


def movement_key(accounts: Accounts, account: Integers, day: Days, slot: Integers) -> Integers:
    """14 digits: days since 2020-01-01, account, slot of the day."""
    return (day - _EPOCH).astype(np.int64) * 10**10 + accounts.number[account] * SLOTS_OF_A_DAY + slot


def _spend_counts(draws: Draws, accounts: Accounts, days: Days) -> Integers:
    """Spends of each account on each day: about six a month, more for the lively ones."""
    lively = 0.05 + 0.30 * draws.uniform("activity", accounts.number) ** 1.5
    chance = draws.uniform("spends", accounts.number[:, None], days.astype(np.int64)[None, :])
    limits = lively[:, None]
    return (chance < limits).astype(np.int64) + (chance < limits * 0.25) + (chance < limits * 0.06)


def _amounts(draws: Draws, key: Integers, channel: Integers, income: Integers) -> Integers:
    """Cents; larger with income, a fifth of a month's income at most; cash in steps of 100 yuan."""
    scale = np.sqrt(income / 700_000.0)
    yuan = _MEDIAN[channel] * scale * np.exp(_SPREAD[channel] * draws.normal("amount", key))
    cents = np.minimum(np.round(yuan * 100), income // 5).astype(np.int64)
    cash = np.maximum(cents // 10_000, 1) * 10_000
    return np.where((channel == 1) | (channel == 4), cash, np.maximum(cents, 100))


def _spends(draws: Draws, accounts: Accounts, days: Days) -> Movements:
    counts = np.where(
        accounts.is_in_use[:, None] & (accounts.opened[:, None] <= days[None, :]),
        _spend_counts(draws, accounts, days),
        0,
    )
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    slot = np.arange(len(cell)) - np.repeat(np.cumsum(counts.ravel()) - counts.ravel(), counts.ravel())
    account, day = cell // len(days), days[cell % len(days)]
    key = movement_key(accounts, account, day, slot)
    channel = draws.choose("channel", _CHANNEL_SHARES, key)
    is_counter = channel == 4
    second = draws.integers(
        "second", np.where(is_counter, 9 * 3600, 7 * 3600), np.where(is_counter, 17, 23) * 3600 - 1, key
    )
    payee = picked(sum(_PAYEES, ()), channel * 8 + draws.integers("payee", 0, 7, key))
    cents = _amounts(draws, key, channel, accounts.income[account])
    return Movements(
        key,
        account,
        day,
        second,
        channel,
        cents,
        np.zeros(len(key), dtype=np.int64),
        payee,
        accounts_elsewhere(draws, key),
        picked(_SUMMARIES, channel),
    )


def _salaries(draws: Draws, accounts: Accounts, days: Days) -> Movements:
    """Paid on the account holder's pay day to the savings account of the first customer number."""
    is_paid = accounts.is_in_use & (accounts.kind == 0) & ((accounts.number // SLOTS) % SLOTS == 0)
    pay_day = 5 * draws.integers("pay day", 1, 5, accounts.number)
    due = (
        is_paid[:, None]
        & (pay_day[:, None] == year_month_day(days)[2][None, :])
        & (accounts.opened[:, None] < days[None, :])
    )
    account, position = np.nonzero(due)
    day, count = days[position], len(account)
    key = movement_key(accounts, account, day, np.full(count, _SALARY_SLOT))
    cents = np.round(accounts.income[account] * (1.0 + 0.02 * draws.normal("salary", key))).astype(np.int64)
    owner = accounts.number[account]
    employer = joined(
        picked(_EMPLOYER_WORDS, draws.integers("employer word", 0, len(_EMPLOYER_WORDS) - 1, owner)),
        picked(_EMPLOYER_TRADES, draws.integers("employer trade", 0, len(_EMPLOYER_TRADES) - 1, owner)),
        "有限公司",
    )
    second = draws.integers("salary second", 9 * 3600, 11 * 3600, key)
    whole = np.zeros(count, dtype=np.int64)
    employer_account, summary = accounts_elsewhere(draws, key), picked(("工资",), whole)
    return Movements(key, account, day, second, whole + 3, cents, whole + 1, employer, employer_account, summary)


def accounts_elsewhere(draws: Draws, key: Integers) -> pa.Array:
    """The account at another bank on the other side of each movement."""
    return pc.utf8_lpad(
        pc.cast(pa.array(draws.integers("payee account", 10**15, 9 * 10**15, key)), pa.string()), 16, "0"
    )


def _rows(accounts: Accounts, made: Movements) -> pa.Table:
    position = pa.array(made.account)
    at = made.day.astype("datetime64[s]") + made.second
    return pa.table({
        "transaction_id": numbered("T", made.key, 14),
        "account_id": accounts.rows["account_id"].combine_chunks().take(position),
        "customer_id": accounts.rows["customer_id"].combine_chunks().take(position),
        "transaction_at": pa.array(at, pa.timestamp("s")),
        "posted_date": dates(posted_on(made.day)),
        "direction_code": picked(("D", "C"), made.direction),
        "amount": money(made.cents),
        "channel_code": picked(CHANNELS, made.channel),
        "counterparty_name": made.payee,
        "counterparty_account": made.payee_account,
        "summary": made.summary,
    })  # fmt: skip


def make_transactions(
    draws: Draws, accounts: Accounts, after: datetime.date, until: datetime.date
) -> Iterator[pa.Table]:
    """The movements of people in the calendar days after one date up to another, a few days at a time."""
    for days in days_at_once(after, until):
        yield from rows_of(accounts, _spends(draws, accounts, days), _salaries(draws, accounts, days))


def days_at_once(after: datetime.date, until: datetime.date) -> Iterator[Days]:
    """The calendar days after one date up to another, a few at a time."""
    days = np.arange(np.datetime64(after) + 1, np.datetime64(until) + 1)
    for start in range(0, len(days), _DAYS_AT_ONCE):
        yield days[start : start + _DAYS_AT_ONCE]


def rows_of(accounts: Accounts, *several: Movements) -> Iterator[pa.Table]:
    """The rows of bank.transaction of movements, without those of none."""
    return (_rows(accounts, made) for made in several if len(made.key))
