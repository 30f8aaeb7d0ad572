"""The file of the telecom vendor: what it knows about each person the bank asks about."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank import phones, places
from infra.sample_bank.business_days import months_between
from infra.sample_bank.columns import blank, chosen, money, picked
from infra.sample_bank.dirt import Dirt, dirt_rows, with_repeats, with_thousands
from infra.sample_bank.draws import Integers
from infra.sample_bank.persons import make_telecom
from infra.sample_bank.snapshot import Snapshot

TABLE = "telecom_vendor.telecom_profiles"
_REPEATED_SHARE = 0.003
_NOT_AVAILABLE_SHARE = 0.002
_THOUSANDS_SHARE = 0.10
_NIGHT_AT_HOME_SHARE = 0.9


def _tenure(snapshot: Snapshot, on_eve: Integers) -> Integers:
    """Months since the number came to its present holder: a new number starts again at zero."""
    world, since = snapshot.world, snapshot.place.number_changed_on
    today = np.full(len(since), np.datetime64(snapshot.day))
    eve = np.full(len(since), np.datetime64(world.eve))
    changed = np.busday_offset(np.datetime64(world.eve), since)
    return np.where(since > 0, months_between(changed, today), on_eve + months_between(eve, today))


def _night_division(snapshot: Snapshot) -> pa.Array:
    """Division where the telephone is at night: mostly the home address, else another area of the province."""
    draws, persons = snapshot.world.draws, snapshot.persons
    book = places.places()
    home = places.home_areas(draws, persons.index, snapshot.place.move, persons.birth_area)
    other = book.province_first[home] + np.floor(
        draws.uniform("night area", persons.index) * book.province_count[home]
    ).astype(np.int64)
    is_home = draws.happens("night at home", _NIGHT_AT_HOME_SHARE, persons.index)
    return pc.cast(pa.array(book.division[np.where(is_home, home, other)]), pa.string())


def telecom_rows(snapshot: Snapshot) -> tuple[pa.Table, list[Dirt]]:
    """The vendor's answer about the people of a block, as text, with what is wrong in it."""
    draws, person, place = snapshot.world.draws, snapshot.persons.index, snapshot.place
    known = make_telecom(draws, person)
    missing = ~known.has_hit
    monthly, games = (pc.cast(money(cents), pa.string()) for cents in (known.monthly_spend, known.game_spend))
    grouped = draws.happens("games with comma", _THOUSANDS_SHARE, person) & (known.game_spend >= 100_000)
    chance = draws.uniform("not available", person)
    no_bill, no_games = chance < _NOT_AVAILABLE_SHARE, chance > 1 - _NOT_AVAILABLE_SHARE
    monthly = chosen(no_bill, "N/A", monthly)
    games = chosen(no_games, "N/A", with_thousands(games, grouped))
    table = pa.table({
        "id_number": snapshot.persons.id_number,
        "mobile_phone": phones.mobile_numbers(draws, place.number_owner, place.number_version),
        "hit_code": picked(("0", "1"), known.has_hit.astype(np.int64)),
        "network_tenure_months": blank(pc.cast(pa.array(_tenure(snapshot, known.tenure_months)), pa.string()), missing),
        "monthly_spend_amount": blank(monthly, missing),
        "local_life_spend_level": blank(pc.cast(pa.array(known.local_life_level), pa.string()), missing),
        "game_spend_amount": blank(games, missing),
        "finance_media_days": blank(pc.cast(pa.array(known.finance_media_days), pa.string()), missing),
        "home_division_code": blank(_night_division(snapshot), missing),
    })  # fmt: skip
    repeated = draws.happens("telecom repeated", _REPEATED_SHARE, person)
    dirt = {
        "AMOUNT_NOT_AVAILABLE": (no_bill | no_games) & known.has_hit,
        "AMOUNT_THOUSANDS": grouped & ~no_games & known.has_hit,
        "REPEATED_ROW": repeated,
    }
    return with_repeats(table, repeated), dirt_rows(TABLE, table["id_number"], dirt)


def file_name(day: datetime.date) -> str:
    """Name of the vendor's file of a day."""
    return f"telecom_profiles_{day:%Y%m%d}.csv"
