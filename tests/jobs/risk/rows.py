"""Small rows of the risk list and its surroundings, and the builds from entry to level in one go."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.silver import list_screening as screening_rules
from expectations.silver import phone_owner as owner_rules
from expectations.silver import risk_list_entry as entry_rules
from jobs.gold import customer_public_record, risk_level, risk_list
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import VERDICT, conform
from jobs.silver import list_screening, listed_name, phone_owner, risk_list_entry
from tests.jobs.frames import frame_of

D = datetime.date
TODAY = D(2026, 6, 3)
KEY = "a key for the test"
ENTRY = {
    "decision_id": "0123456789abcdef",
    "kind_code": "ENTRY",
    "entry_id": "MANUAL:1",
    "list_type_code": "BLACK",
    "reason_code": "FRAUD",
    "evidence_reference": "file 7 of the fraud desk",
    "subject_type_code": "PERSON",
    "subject_name": "张晓明",
    "valid_from_date": "2026-05-01",
    "valid_to_date": "2031-05-01",
    "proposed_by_name": "Li Lei",
    "approved_by_name": "Han Mei",
    "decided_at": "2026-06-01T08:00:00.000001",
    "decided_date": "2026-06-01",
}
Rows = Sequence[Mapping[str, Any]]


def said(kind: str, entry_id: str, day: str, **more: Any) -> dict[str, Any]:
    """What people said of an entry on a business date."""
    told = {"kind_code": kind, "entry_id": entry_id, "decided_at": f"{day}T08:00:00.000001", "decided_date": day}
    return {"decision_id": f"{kind}{day}", "proposed_by_name": "Li Lei", "approved_by_name": "Han Mei"} | told | more


def record(number: str, party: str, **more: Any) -> dict[str, Any]:
    """A party record as it is compared, with the party it belongs to."""
    known = {"record_id": f"core_bank:{number}", "source_system_code": "core_bank", "source_record_id": number}
    content = {"content_hash": f"hash of {number}", "changed_date": D(2026, 6, 1), "party_type_code": "PERSON"}
    return known | content | {"party_id": party_of(party)} | more


def party_of(name: str) -> str:
    """The id of a party that a test calls so."""
    return f"P{hashlib.sha256(name.encode()).hexdigest()[:20]}"


@dataclass
class Bank:
    """A few rows of each source; a day of the risk list is built from them."""

    spark: SparkSession
    court: Rows = ()
    listed: Rows = ()
    loans: Rows = ()
    repayments: Rows = ()
    sanctions: Rows = ()
    aliases: Rows = ()
    records: Rows = ()
    decisions: Rows = ()
    earlier: dict[str, DataFrame] = field(default_factory=dict)
    owners: DataFrame | None = None

    def known(self, business_date: datetime.date = TODAY) -> dict[str, dict[str, Any]]:
        """The published entries of a day by their id; the next day has them before it."""
        entries = self._published("silver.risk_list_entry", self.entries(business_date), entry_rules.row_rules())
        self._remember(business_date, {"silver.risk_list_entry": entries})
        return {row["entry_id"]: row.asDict() for row in entries.collect()}

    def screened(self, business_date: datetime.date = TODAY) -> dict[str, DataFrame]:
        """The published entries and screening of a day; the next day has them before it."""
        entries = self._published("silver.risk_list_entry", self.entries(business_date), entry_rules.row_rules())
        records, xref = self._frame("silver.match_record", self.records), self._frame("silver.party_xref", self.records)
        found = list_screening.build(
            entries,
            self._read_names(),
            records,
            xref,
            self._desk(),
            self._earlier("silver.list_screening"),
            business_date,
            KEY,
        )
        screening = self._published("silver.list_screening", found, screening_rules.row_rules())
        published = {"silver.risk_list_entry": entries, "silver.list_screening": screening}
        self._remember(business_date, published)
        return published

    def day(self, business_date: datetime.date = TODAY) -> dict[str, DataFrame]:
        """What each table says of a day, from entry to level."""
        published = self.screened(business_date)
        listed = risk_list.build(*published.values())
        xref = self._frame("silver.party_xref", self.records)
        loan, repayment = self._frame("silver.loan", self.loans), self._frame("silver.repayment", self.repayments)
        parties, scores = xref.select("party_id").distinct(), self._frame("gold.credit_score", ())
        level = risk_level.build(parties, xref, listed, loan, repayment, scores, business_date)
        shown = customer_public_record.build(xref, self._frame("silver.court_record", self.court), level, business_date)
        return {
            **published,
            "gold.risk_list": listed,
            "gold.risk_level": level,
            "gold.customer_public_record": shown,
        }

    def _remember(self, business_date: datetime.date, published: dict[str, DataFrame]) -> None:
        dated = F.lit(business_date).alias("business_date")
        known = {**published, "silver.phone_owner": self.owners}
        self.earlier = {name: frame.select("*", dated) for name, frame in known.items()}

    def entries(self, business_date: datetime.date = TODAY) -> DataFrame:
        """silver.risk_list_entry as built, before any rule."""
        return risk_list_entry.build(
            self._frame("silver.court_record", self.court),
            self._frame("silver.vendor_list_record", self.listed),
            self._frame("silver.loan", self.loans),
            self._frame("silver.repayment", self.repayments),
            self._frame("silver.sanction_entry", self.sanctions),
            self._frame("silver.sanction_alias", self.aliases),
            self._frame("silver.party_record", self.records),
            self._owners(business_date),
            self._desk(),
            self._earlier("silver.risk_list_entry"),
            business_date,
            KEY,
        )

    def _read_names(self) -> DataFrame:
        sanctions, aliases = self._frame("silver.sanction_entry", self.sanctions), self.aliases
        return listed_name.build(sanctions, self._frame("silver.sanction_alias", aliases))

    def _owners(self, business_date: datetime.date) -> DataFrame:
        """silver.phone_owner of a day; the next day has it before it."""
        said = (self._frame(f"silver.{name}", self.records) for name in ("party_record", "party_xref", "match_record"))
        profiles, before = self._frame("silver.telecom_profile", ()), self._earlier("silver.phone_owner")
        absent = self._frame("silver.absent_record", ())
        owners = phone_owner.build(*said, profiles, absent, before, business_date)
        self.owners = self._published("silver.phone_owner", owners, owner_rules.row_rules())
        return self.owners

    def _desk(self) -> DataFrame:
        return self._frame("bronze.risk_desk_decisions", self.decisions)

    def _frame(self, table: str, rows: Rows) -> DataFrame:
        names = set(Catalog()[table].column_names)
        return frame_of(self.spark, table, *({name: row[name] for name in names & set(row)} for row in rows))

    def _earlier(self, table: str) -> DataFrame:
        empty = frame_of(self.spark, table).withColumn("business_date", F.lit(TODAY))
        return self.earlier.get(table, empty)

    def _published(self, table: str, built: DataFrame, rules: tuple) -> DataFrame:
        """What passes the rules, as rows in the hand: what reads the table does not build it again."""
        judged = conform(built, Catalog()[table], rules)
        loaded = judged.where(F.col(VERDICT) == "loaded").select(*Catalog()[table].column_names)
        return frame_of(self.spark, table, *(row.asDict() for row in loaded.collect()))
