"""Invented firms, of court files and of the bank: a registered name, a credit code, and how courts write both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.columns import chosen, joined, numbered, picked, scrambled
from infra.sample_bank.draws import Booleans, Draws, Integers
from infra.sample_bank.identity_number import digits
from infra.sample_bank.places import places
from infra.sample_bank.world import World

# Firms that courts know, for each person who banks here, and how many of them there are at least.
FIRM_SHARE, FEWEST_FIRMS = 0.01, 60
# A firm in ten is called and does what the firm before it does, in another place: two firms with different codes.
NAMESAKE_SHARE = 0.1
CODE_SHARE = 0.6
CASES = (0.3, 0.3, 0.25, 0.15)
MOST_CASES = len(CASES)
_FIRST_CHARACTERS = "华鑫恒瑞泰隆盛宏康嘉博宇云启明正信诚锦凯"
_SECOND_CHARACTERS = "达丰源兴荣益辰星海德佳创龙鼎航森昇拓朗坤"
TRADES = (
    "科技", "贸易", "建筑工程", "餐饮管理", "物流", "机械制造", "食品", "服饰", "电子商务",
    "企业管理咨询", "装饰工程", "农业发展",
)  # fmt: skip
_FORMS, _FORM_SHARES = ("有限公司", "有限责任公司", "股份有限公司"), (0.75, 0.15, 0.10)
# As registered, without the place, with the place in brackets, in the other form of a limited company, without a form,
# in parts.
_WAYS = (0.55, 0.08, 0.12, 0.10, 0.08, 0.07)
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_CODE_CHARACTERS = tuple("0123456789ABCDEFGHJKLMNPQRTUWXY")
_CODE_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)


@dataclass(frozen=True)
class Firms:
    """Firms as registered; every field has one entry per firm."""

    number: Integers
    area: Integers
    place: pa.Array
    core: pa.Array
    trade: pa.Array
    form: pa.Array
    credit_code: pa.Array

    @property
    def name(self) -> pa.Array:
        """The registered names."""
        return joined(self.place, self.core, self.trade, self.form)

    def identifiers(self) -> pa.Array:
        """The number of each firm in the truth."""
        return firm_identifiers(self.number)


def firm_identifiers(number: Integers) -> pa.Array:
    """F and nine digits; no source knows this number."""
    return numbered("F", number, 9)


def firms_in_court(world: World) -> Firms:
    """Every firm that stands in court files; more people bring more firms and change none."""
    return make_firms(world, 1)


def make_firms(world: World, times: int) -> Firms:
    """The firms of the sample, so many times those that stand in court files, which come first."""
    count = times * max(FEWEST_FIRMS, round(world.opening_persons * FIRM_SHARE))
    draws, number = world.draws, np.arange(count, dtype=np.int64)
    area = _areas(draws, number)
    called = np.where(draws.happens("firm is a namesake", NAMESAKE_SHARE, number), np.maximum(number - 1, 0), number)
    return Firms(
        number=number,
        area=area,
        place=_place(area),
        core=joined(
            picked(tuple(_FIRST_CHARACTERS), draws.integers("core, first", 0, len(_FIRST_CHARACTERS) - 1, called)),
            picked(tuple(_SECOND_CHARACTERS), draws.integers("core, second", 0, len(_SECOND_CHARACTERS) - 1, called)),
        ),
        trade=picked(TRADES, draws.integers("trade", 0, len(TRADES) - 1, called)),
        form=picked(_FORMS, draws.choose("legal form", _FORM_SHARES, number)),
        credit_code=credit_code(places().division[area], scrambled(number, 8)),
    )


def written_name(draws: Draws, firms: Firms, firm: Integers, serial: Integers) -> pa.Array:
    """The name of each case's firm as its court writes it."""
    parts = (firms.place, firms.core, firms.trade, firms.form)
    place, core, trade, form = (part.take(pa.array(firm)) for part in parts)
    other_form = pc.if_else(pc.equal(form, "有限公司"), "有限责任公司", form)
    ways = (
        joined(place, core, trade, form),
        joined(core, trade, form),
        joined(core, "（", place, "）", trade, form),
        joined(place, core, trade, other_form),
        joined(place, core, trade),
        joined(place, " ", core, trade, " ", form),
    )
    return pc.choose(pa.array(draws.choose("firm written", _WAYS, serial)), *ways)


def written_code(draws: Draws, firms: Firms, firm: Integers, serial: Integers) -> pa.Array:
    """The credit code of each case's firm, where its court writes one; an empty text elsewhere."""
    is_told = draws.happens("firm's code told", CODE_SHARE, serial)
    return chosen(is_told, firms.credit_code.take(pa.array(firm)), "")


def credit_code(division: Integers, serial: Integers) -> pa.Array:
    """Valid codes of enterprises (GB 32100-2015) whose organisation codes (GB 11714) have these serials of 8 digits."""
    organisation = digits(serial, 8)
    check = (11 - organisation @ _ORGANISATION_WEIGHTS % 11) % 11
    head = joined("91", pc.cast(pa.array(division), pa.string()))
    ninth = picked(tuple("0123456789X"), check)
    body = joined(head, pc.utf8_lpad(pc.cast(pa.array(serial), pa.string()), 8, "0"), ninth)
    values = np.concatenate([digits(division + 91_000_000, 8), organisation, _value_of_ninth(check)], axis=1)
    return joined(body, picked(_CODE_CHARACTERS, (31 - values @ _CODE_WEIGHTS % 31) % 31))


def _value_of_ninth(check: Integers) -> Integers:
    return np.where(check == 10, _CODE_CHARACTERS.index("X"), check)[:, None]


def _areas(draws: Draws, number: Integers) -> Integers:
    """Counties of cities: a firm's name begins with its city."""
    book = places()
    eligible = np.flatnonzero(_is_city(_city(np.arange(len(book.division)))))
    return eligible[draws.choose("firm's county", book.weight[eligible], number)]


def _city(area: Integers) -> pa.Array:
    """The city of each county; its province where that has no cities, as Beijing has none."""
    book = places()
    city = picked(book.city_name, area)
    return pc.if_else(pc.equal(city, ""), picked(book.province_name, area), city)


def _is_city(name: pa.Array) -> Booleans:
    return pc.ends_with(name, "市").to_numpy(zero_copy_only=False)


def _place(area: Integers) -> pa.Array:
    return pc.replace_substring_regex(_city(area), pattern="市$", replacement="")
