"""A home with one sealed day of the tables about parties, made without the engine, and the commands in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.weights import declared_weights
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.manifest import Entry, Manifests
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.settings import Settings
from jobs.reviews.tokens import record_token
from jobs.silver.match_review import COLUMNS

DAY, KEY = date(2026, 6, 3), "a key for the test"
FIRST, SECOND, VENDOR, STRANGER = "core_bank:1", "core_bank:2", "court_vendor:1", "court_vendor:2"
NAME, PHONE, NUMBER = "张晓明", "13800138000", "11010519491231002X"
SECRETS = (NAME, PHONE, NUMBER, "1985-03-12", "建国路")
WEIGHTS = declared_weights(read_match_model("person_match"))
AGREED = {f"{one.name}_level": one.number_of(0) for one in WEIGHTS.model.comparisons[:2]}
TYPES = {"string": pl.String, "double": pl.Float64, "date": pl.Date, "int": pl.Int32}


class Bureau:
    """Where people are asked."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        for name in ("reviews", "secrets"):
            (home / name).mkdir(mode=0o700)
        (home / "secrets" / "identity_key").write_text(KEY, encoding="utf-8")
        self.entries: dict[str, Entry] = {}

    def publish(self, table: str, *rows: Mapping[str, Any]) -> None:
        """A table of the day with the columns of its contract; those that a row does not name are null."""
        path = self.settings.lake / table.replace(".", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = {column.name: TYPES[column.type] for column in Catalog()[table].columns}
        dated = [{**one, "business_date": DAY} for one in rows]
        frame = pl.DataFrame(dated, schema={**schema, "business_date": pl.Date})
        frame.write_delta(str(path), mode="overwrite")
        version = len(list((path / "_delta_log").glob("*.json"))) - 1
        day = DAY.isoformat()
        Publications(self.settings.lake).put(Publication(table, day, version, "hash", len(rows), "run", "gate"))
        self.entries[table] = Entry(version, day, len(rows), "hash", 1, "run", "gate")

    def seal(self) -> None:
        Manifests(self.settings.lake).seal(DAY, lambda: self.entries, "for the tests")

    def ask(self, *pairs: Mapping[str, Any]) -> None:
        """silver.match_review of the day."""
        self.publish("silver.match_review", *pairs)

    def know(self, *records: str) -> None:
        """silver.match_record of the day, all of one person."""
        row = {"name_key": NAME, "birth_date": date(1985, 3, 12), "mobile_phone": PHONE, "id_number": NUMBER}
        row["address_key"] = "建国路88号"
        self.publish("silver.match_record", *({"record_id": one, **row} for one in records))

    def link(self, parties: Mapping[str, str], *links: tuple[Any, ...]) -> None:
        """silver.party_xref and silver.party_link of the day."""
        xref = [{"record_id": record, "party_id": party} for record, party in parties.items()]
        self.publish("silver.party_xref", *xref)
        self.publish("silver.party_link", *(dict(zip(LINK, one, strict=True)) for one in links))

    def score(self, *pairs: tuple[str, str], version: str = WEIGHTS.version or "") -> None:
        """silver.party_match of the day: pairs that agree in name and birth and are unknown in all else."""
        levels = {f"{one.name}_level": -1 for one in WEIGHTS.model.comparisons} | AGREED
        ends = ({"left_record_id": left, "right_record_id": right} for left, right in pairs)
        self.publish("silver.party_match", *({**one, **levels, "model_version": version} for one in ends))


LINK = ("left_record_id", "right_record_id", "link_rule_code", "match_weight", "outcome_code", "reason_code")


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
