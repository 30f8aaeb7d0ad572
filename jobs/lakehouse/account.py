"""The account of a staged result: how many rows met which verdict, and a hash of the content."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse.conform import DUPLICATE, FILTERED_OUT, LOADED, QUARANTINED, ROW, RULE, VERDICT, row_hash
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.decode import AMOUNT_PATTERN, AROUND_AMOUNT
from jobs.lakehouse.errors import DataFault


@dataclass(frozen=True)
class Account:
    """Rows by verdict, quarantined rows by rule, and the content hash of what would be published."""

    loaded: int
    quarantined: int
    duplicate: int
    filtered: int
    reasons: dict[str, int] = field(default_factory=dict)
    content_hash: str = ""
    amount_total: Decimal | None = None

    def facts(self) -> dict[str, Any]:
        """The counts and the hash, as a publication keeps them."""
        return {name: value for name, value in asdict(self).items() if name != "amount_total"}

    @property
    def total(self) -> int:
        """All rows that were judged."""
        return self.loaded + self.quarantined + self.duplicate + self.filtered

    def require_total(self, read: int, table: str) -> None:
        """Raise DataFault unless every row read has met exactly one verdict."""
        if self.total != read:
            raise DataFault(
                f"{table}: the account does not add up: read {read}, loaded {self.loaded}, quarantined "
                f"{self.quarantined}, duplicates {self.duplicate}, filtered {self.filtered}; nothing is published, "
                "look for a join or a filter in the build that loses or multiplies rows."
            )

    def require_amount(self, delivered: Decimal | None, table: str) -> None:
        """Raise DataFault unless the amounts of all judged rows add up to what was counted in the delivered file."""
        if delivered is not None and self.amount_total != delivered:
            raise DataFault(
                f"{table}: the amounts do not add up: {delivered} delivered, {self.amount_total} judged; nothing is "
                "published, land the delivery again."
            )


def account_of(staged_rows: DataFrame, contract: Contract, amount_column: str | None = None) -> Account:
    """Count and hash a staged result in one pass; also total one column of amounts in text, if named.

    The hash is a sum and an exclusive-or of 64-bit row hashes over the contract's columns: the order of rows does not
    matter, a repeated row does.
    """
    hashed = _row_hash(contract)
    found = (
        staged_rows.groupBy(VERDICT, RULE)
        .agg(
            F.count("*").alias("rows"),
            F.sum(hashed.cast("decimal(38,0)")).alias("sum"),
            F.bit_xor(hashed).alias("xor"),
            F.sum(_amount(amount_column)).alias("amount"),
        )
        .collect()
    )
    counts: Counter[str] = Counter()
    for line in found:
        counts[line[VERDICT]] += line["rows"]
    published = sorted(tuple(line)[:-1] for line in found if line[VERDICT] in (LOADED, QUARANTINED))
    return Account(
        loaded=counts[LOADED],
        quarantined=counts[QUARANTINED],
        duplicate=counts[DUPLICATE],
        filtered=counts[FILTERED_OUT],
        reasons={line[RULE]: line["rows"] for line in found if line[VERDICT] == QUARANTINED},
        content_hash=hashlib.sha256(repr(published).encode()).hexdigest(),
        amount_total=sum((line["amount"] or Decimal(0) for line in found), Decimal(0)) if amount_column else None,
    )


def _amount(column: str | None) -> Column:
    """The number in a text as the front door counts it, see ``decode.total_of``."""
    if column is None:
        return F.lit(None).cast("decimal(38,4)")
    plain = F.replace(F.btrim(F.col(f"`{column}`"), F.lit(AROUND_AMOUNT)), F.lit(","), F.lit(""))
    return F.when(plain.rlike(AMOUNT_PATTERN), plain.try_cast("decimal(38,4)"))


def _row_hash(contract: Contract) -> Column:
    """Of a quarantined row counts how it was built, which is what the quarantine keeps."""
    columns = [F.col(f"`{name}`") for name in contract.column_names]
    return F.when(F.col(ROW).isNull(), row_hash(columns)).otherwise(F.xxhash64(F.col(ROW)))
