"""The files of the court-data vendor: civil judgments and dishonest debtors, about customers, strangers and firms."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank import firms, identity_number, places
from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import blank, chosen, dates, joined, money, numbered, picked
from infra.sample_bank.dirt import Dirt, dirt_rows, with_repeats, with_thousands, written_dates
from infra.sample_bank.draws import Booleans, Draws, Integers
from infra.sample_bank.loans import SLOTS
from infra.sample_bank.persons import Persons, make_persons
from infra.sample_bank.snapshot import Snapshot
from infra.sample_bank.world import World

JUDGMENTS, DEBTORS = "court_vendor.court_judgments", "court_vendor.dishonest_debtors"
# Strangers have numbers that no customer will ever reach.
FIRST_STRANGER = 10**9
# Cases of firms have serials that no case of a person will ever reach.
FIRST_FIRM_CASE = 10**11
STRANGER_SHARE = 0.03
_HOMONYM_SHARE = 0.2
_SUED_AFTER_DEFAULT, _SUED_OTHERWISE = 0.25, 0.012
_DEBTOR_SHARE = 0.35
_CAUSES = (
    "金融借款合同纠纷",
    "民间借贷纠纷",
    "信用卡纠纷",
    "买卖合同纠纷",
    "房屋租赁合同纠纷",
    "物业服务合同纠纷",
    "劳务合同纠纷",
)
_STATUS = ("审结", "执行中", "终结本次执行")
_DUTIES = ("偿还借款本金及利息", "支付货款", "支付租金及违约金", "支付劳务报酬")
_PERFORMANCE = ("全部未履行", "部分未履行", "全部已履行")
_PROVINCE_LETTERS = {
    11: "京", 12: "津", 13: "冀", 14: "晋", 15: "内", 21: "辽", 22: "吉", 23: "黑", 31: "沪", 32: "苏",
    33: "浙", 34: "皖", 35: "闽", 36: "赣", 37: "鲁", 41: "豫", 42: "鄂", 43: "湘", 44: "粤", 45: "桂",
    46: "琼", 50: "渝", 51: "川", 52: "黔", 53: "云", 54: "藏", 61: "陕", 62: "甘", 63: "青", 64: "宁",
    65: "新",
}  # fmt: skip
_BAD_DATE_SHARE, _NO_ID_SHARE, _OTHER_ID_SHARE = 0.012, 0.03, 0.10
_THOUSANDS_SHARE, _NOT_AVAILABLE_SHARE, _REPEATED_SHARE = 0.03, 0.008, 0.02


@dataclass(frozen=True)
class Cases:
    """Court cases; serial is unique over all of them. A firm's id_number is its credit code. Money in whole cents."""

    serial: Integers
    name: pa.Array
    id_number: pa.Array
    area: Integers
    judged: Days
    cents: Integers
    cause: Integers


def _cases(
    people: Persons, position: Integers, serial: Integers, judged: Days, cents: Integers, cause: Integers
) -> Cases:
    order = pa.array(position)
    return Cases(
        serial, people.name.take(order), people.id_number.take(order), people.birth_area[position], judged, cents, cause
    )


def _any_day(draws: Draws, serial: Integers, world: World) -> Days:
    """Between four years before the opening and one year after it."""
    return np.datetime64(world.eve) - draws.integers("any court day", -365, 4 * 365, serial)


def _any_amount(draws: Draws, serial: Integers) -> Integers:
    return np.round(np.exp(np.log(3_200_000.0) + 1.1 * draws.normal("court amount", serial))).astype(np.int64)


def cases_about_customers(snapshot: Snapshot) -> list[Cases]:
    """Suits after a default (loans of the opening only, so that the list never changes its past) and other suits."""
    draws, loans, persons = snapshot.world.draws, snapshot.loans, snapshot.persons
    is_sued = loans.is_bad & (loans.number % SLOTS < SLOTS - 1)
    is_sued &= draws.happens("sued after default", _SUED_AFTER_DEFAULT, loans.number)
    serial = loans.number[is_sued] * 3
    judged = loans.originated[is_sued] + draws.integers("judged after", 300, 760, serial)
    cents = np.round(loans.principal[is_sued] * (0.4 + 0.6 * draws.uniform("judged share", serial))).astype(np.int64)
    after_default = _cases(persons, loans.person[is_sued], serial, judged, cents, np.zeros(len(serial), dtype=np.int64))
    position = np.flatnonzero(draws.happens("sued otherwise", _SUED_OTHERWISE, persons.index))
    serial = persons.index[position] * 3 + 1
    cause = draws.integers("cause", 1, len(_CAUSES) - 1, serial)
    other = _cases(
        persons, position, serial, _any_day(draws, serial, snapshot.world), _any_amount(draws, serial), cause
    )
    return [after_default, other]


def cases_about_strangers(world: World) -> Cases:
    """People whom the bank does not know; one in five has the name of a customer."""
    number = np.arange(max(5, round(world.opening_persons * STRANGER_SHARE)), dtype=np.int64)
    people = make_persons(world, FIRST_STRANGER + number)
    namesake = world.draws.integers("namesake", 0, world.opening_persons - 1, number)
    is_homonym = world.draws.happens("homonym", _HOMONYM_SHARE, number)
    serial = number * 3 + 2
    cause = world.draws.integers("cause", 0, len(_CAUSES) - 1, serial)
    found = _cases(
        people, number, serial, _any_day(world.draws, serial, world), _any_amount(world.draws, serial), cause
    )
    name = chosen(is_homonym, make_persons(world, namesake).name, found.name)
    return Cases(found.serial, name, found.id_number, found.area, found.judged, found.cents, found.cause)


def cases_about_firms(world: World, made: firms.Firms) -> Cases:
    """Suits against firms, each as its court writes the firm."""
    draws = world.draws
    count = 1 + draws.choose("cases of a firm", firms.CASES, made.number)
    firm = np.repeat(made.number, count)
    copy = np.arange(len(firm)) - np.repeat(np.cumsum(count) - count, count)
    serial = FIRST_FIRM_CASE + firm * firms.MOST_CASES + copy
    return Cases(
        serial,
        firms.written_name(draws, made, firm, serial),
        firms.written_code(draws, made, firm, serial),
        made.area[firm],
        _any_day(draws, serial, world),
        _any_amount(draws, serial),
        draws.integers("cause", 0, len(_CAUSES) - 1, serial),
    )


def firm_truth(cases: Cases, made: firms.Firms) -> pa.Table:
    """Which firm each case is about; its serial ends the case number and the number of the debtor's entry."""
    firm = pa.array((cases.serial - FIRST_FIRM_CASE) // firms.MOST_CASES)
    return pa.table({
        "case_serial": pa.array(cases.serial),
        "firm_id": made.identifiers().take(firm),
        "credit_code": made.credit_code.take(firm),
        "registered_name": made.name.take(firm),
    })  # fmt: skip


def _court_name(area: Integers) -> pa.Array:
    book = places.places()
    return joined(
        picked(book.province_name, area), picked(book.city_name, area), picked(book.area_name, area), "人民法院"
    )


def _case_number(cases: Cases) -> pa.Array:
    division = places.places().division[cases.area]
    letters = [_PROVINCE_LETTERS.get(code, "") for code in range(100)]
    court = pc.utf8_lpad(pc.cast(pa.array(division % 10_000), pa.string()), 4, "0")
    year = pc.cast(pa.array(cases.judged.astype("datetime64[Y]").astype(np.int64) + 1970), pa.string())
    serial = pc.cast(pa.array(cases.serial), pa.string())
    return joined("（", year, "）", picked(letters, division // 10_000), court, "民初", serial, "号")


def _written_id(draws: Draws, cases: Cases) -> pa.Array:
    """Mostly 18 characters; some courts write small letters or wide digits, some nothing."""
    chance = draws.uniform("court id", cases.serial)
    is_wide = chance > 1 - _OTHER_ID_SHARE / 2
    is_lower = (chance > 1 - _OTHER_ID_SHARE) & ~is_wide
    written = chosen(is_lower, pc.utf8_lower(cases.id_number), cases.id_number)
    wide = identity_number.in_full_width(cases.id_number.filter(pa.array(is_wide)))
    return blank(pc.replace_with_mask(written, pa.array(is_wide), wide), chance < _NO_ID_SHARE)


def _visible(cases: Cases, shown: Booleans) -> Cases:
    where = pa.array(shown)
    return Cases(
        cases.serial[shown],
        cases.name.filter(where),
        cases.id_number.filter(where),
        cases.area[shown],
        cases.judged[shown],
        cases.cents[shown],
        cases.cause[shown],
    )


def judgment_rows(draws: Draws, cases: Cases, day: datetime.date) -> tuple[pa.Table, list[Dirt]]:
    """The judgments published before a day, as text, with what is wrong in them."""
    seen = _visible(cases, cases.judged < np.datetime64(day))
    judged, bad_date = written_dates(draws, "bad judgment date", _BAD_DATE_SHARE, seen.serial, seen.judged)
    chance = draws.uniform("court amount text", seen.serial)
    grouped = (chance < _THOUSANDS_SHARE) & (seen.cents >= 100_000)
    unknown = chance > 1 - _NOT_AVAILABLE_SHARE
    amount = with_thousands(pc.cast(money(seen.cents), pa.string()), grouped)
    table = pa.table({
        "case_number": _case_number(seen),
        "party_name": seen.name,
        "id_number": _written_id(draws, seen),
        "court_name": _court_name(seen.area),
        "cause": picked(_CAUSES, seen.cause),
        "judgment_date": judged,
        "judgment_amount": chosen(unknown, "N/A", amount),
        "status": picked(_STATUS, draws.choose("case status", (0.5, 0.3, 0.2), seen.serial)),
    })  # fmt: skip
    repeated = draws.happens("judgment repeated", _REPEATED_SHARE, seen.serial)
    dirt = {
        "BAD_DATE": bad_date,
        "AMOUNT_THOUSANDS": grouped,
        "AMOUNT_NOT_AVAILABLE": unknown,
        "REPEATED_ROW": repeated,
    }
    return with_repeats(table, repeated), dirt_rows(JUDGMENTS, table["case_number"], dirt)


def debtor_rows(draws: Draws, cases: Cases, day: datetime.date) -> tuple[pa.Table, list[Dirt]]:
    """The dishonest debtors published before a day; removed_date is empty while the entry stands."""
    on = np.datetime64(day)
    published = cases.judged + draws.integers("published after", 60, 300, cases.serial)
    listed = draws.happens("dishonest", _DEBTOR_SHARE, cases.serial) & (published < on)
    seen, published = _visible(cases, listed), published[listed]
    removed = published + draws.integers("removed after", 180, 700, seen.serial)
    stands = ~draws.happens("is removed", 0.4, seen.serial) | (removed >= on)
    written, bad_date = written_dates(draws, "bad published date", _BAD_DATE_SHARE, seen.serial, published)
    performance = np.where(stands, draws.choose("performance", (0.7, 0.3), seen.serial), 2)
    table = pa.table({
        "record_number": numbered("SX", seen.serial, 12),
        "party_name": seen.name,
        "id_number": _written_id(draws, seen),
        "court_name": _court_name(seen.area),
        "duty": picked(_DUTIES, draws.integers("duty", 0, len(_DUTIES) - 1, seen.serial)),
        "performance_status": picked(_PERFORMANCE, performance),
        "published_date": written,
        "removed_date": blank(pc.cast(dates(removed), pa.string()), stands),
    })  # fmt: skip
    repeated = draws.happens("debtor repeated", _REPEATED_SHARE, seen.serial)
    dirt = {"BAD_DATE": bad_date, "REPEATED_ROW": repeated}
    return with_repeats(table, repeated), dirt_rows(DEBTORS, table["record_number"], dirt)


def file_names(day: datetime.date) -> tuple[str, str]:
    """Names of the vendor's two files of a day: judgments and dishonest debtors."""
    return f"court_judgments_{day:%Y%m%d}.csv", f"dishonest_debtors_{day:%Y%m%d}.csv"
