"""A home with one sealed day of the tables about parties, made without the engine, and the commands in front of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from jobs.lakehouse.manifest import Entry, Manifests
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.settings import Settings
from jobs.reviews.tokens import record_token
from jobs.silver.match_review import AS_ENDINGS, AS_TOKENS, COLUMNS

DAY, KEY = date(2026, 6, 3), "a key for the test"
FIRST, SECOND, VENDOR, STRANGER = "core_bank:1", "core_bank:2", "court_vendor:1", "court_vendor:2"
NAME, PHONE, NUMBER = "张晓明", "13800138000", "11010519491231002X"
SECRETS = (NAME, PHONE, NUMBER, "1985-03-12", "建国路")


class Bureau:
    """Where people are asked."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        for name in ("reviews", "secrets"):
            (home / name).mkdir(mode=0o700)
        (home / "secrets" / "identity_key").write_text(KEY, encoding="utf-8")
        self.entries: dict[str, Entry] = {}

    def publish(self, table: str, rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> None:
        path = self.settings.lake / table.replace(".", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        frame = pl.DataFrame(
            [{**one, "business_date": DAY} for one in rows], schema={**schema, "business_date": pl.Date}
        )
        frame.write_delta(str(path), mode="overwrite")
        version = len(list((path / "_delta_log").glob("*.json"))) - 1
        day = DAY.isoformat()
        Publications(self.settings.lake).put(Publication(table, day, version, "hash", len(rows), "run", "gate"))
        self.entries[table] = Entry(version, day, len(rows), "hash", 1, "run", "gate")

    def seal(self) -> None:
        Manifests(self.settings.lake).seal(DAY, lambda: self.entries, "for the tests")

    def ask(self, *pairs: Mapping[str, Any]) -> None:
        """silver.match_review of the day."""
        self.publish("silver.match_review", pairs, REVIEW)

    def know(self, *records: str) -> None:
        """silver.match_record of the day, all of one person."""
        row = {"name_key": NAME, "birth_date": date(1985, 3, 12), "mobile_phone": PHONE, "id_number": NUMBER}
        row["address_key"] = "建国路88号"
        self.publish("silver.match_record", [{"record_id": one, **row} for one in records], RECORD)

    def link(self, parties: Mapping[str, str], *links: tuple[Any, ...]) -> None:
        """silver.party_xref and silver.party_link of the day."""
        xref = [{"record_id": record, "party_id": party} for record, party in parties.items()]
        self.publish("silver.party_xref", xref, dict.fromkeys(("record_id", "party_id"), pl.String))
        self.publish("silver.party_link", [dict(zip(LINK, one, strict=True)) for one in links], LINK)


LINK = {
    "left_record_id": pl.String,
    "right_record_id": pl.String,
    "link_rule_code": pl.String,
    "match_weight": pl.Float64,
    "outcome_code": pl.String,
    "reason_code": pl.String,
}
RECORD = {
    "record_id": pl.String,
    "name_key": pl.String,
    "name_sound": pl.String,
    "birth_date": pl.Date,
    "id_number": pl.String,
    "credit_code": pl.String,
    "mobile_phone": pl.String,
    "address_key": pl.String,
}
SHOWN = [
    f"{side}_{name}_{kind}"
    for kind, names in (("token", AS_TOKENS), ("text", AS_ENDINGS))
    for name in names
    for side in ("left", "right")
]
REVIEW = {
    **dict.fromkeys(("left_record_id", "right_record_id", "left_token", "right_token"), pl.String),
    "priority_level": pl.Int32,
    **dict.fromkeys(("link_rule_code", "reason_code", "reason_text"), pl.String),
    "match_weight": pl.Float64,
    "waiting_since_date": pl.Date,
    **dict.fromkeys((f"{name}_agreement_code" for name in COLUMNS), pl.String),
    **dict.fromkeys(SHOWN, pl.String),
}


def waiting(left: str, right: str, level: int = 1, weight: float | None = 5.5) -> dict[str, Any]:
    """A row of silver.match_review."""
    return {
        "left_record_id": left,
        "right_record_id": right,
        "left_token": record_token(left, KEY),
        "right_token": record_token(right, KEY),
        "priority_level": level,
        "link_rule_code": "MODEL",
        "reason_code": "GREY_BAND",
        "reason_text": "they agree too much to be passed over",
        "match_weight": weight,
        "waiting_since_date": date(2026, 6, 1),
        **dict.fromkeys((f"{name}_agreement_code" for name in COLUMNS), "MISSING"),
        "name_agreement_code": "SAME",
        "mobile_phone_agreement_code": "SIMILAR",
        "left_mobile_phone_text": "****8000",
    }
