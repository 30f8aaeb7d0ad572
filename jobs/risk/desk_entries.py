"""What people put on the risk list, and what they said of entries, from the book of the risk desk."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import person_name, present
from jobs.risk.entry_facts import facts_of

ENTRY, WITHDRAWN = "ENTRY", "WITHDRAWN"
APPEAL, UPHELD, DISMISSED = "APPEAL", "UPHELD", "DISMISSED"
# What is said on the list of one business date counts from the next one.
NEXT_DAY = 1


def desk_entries(decisions: DataFrame) -> DataFrame:
    """The entries of people. A day that none can be is left empty, and the contract refuses what needs it."""
    entered = decisions.where(F.col("kind_code") == ENTRY)
    told = {
        "source_code": F.lit("DESK"),
        "subject_name": person_name(F.col("subject_name")),
        **{name: F.col(name).try_cast("date") for name in ("birth_date", "valid_from_date", "valid_to_date")},
        "birth_year_number": F.left(present(F.col("birth_date")), F.lit(4)),
        "withdrawn_date": F.col("withdrawn_date"),
        **{name: present(F.col(name)) for name in ENTERED},
    }
    return facts_of(entered.join(_withdrawals(decisions), on="entry_id", how="left"), told)


ENTERED = (
    "entry_id",
    "list_type_code",
    "reason_code",
    "evidence_reference",
    "subject_type_code",
    "id_token",
    "phone_token",
    "proposed_by_name",
    "approved_by_name",
)


def appeals(decisions: DataFrame) -> DataFrame:
    """One row for each entry that was appealed: state, the day it was opened, and since when it is upheld."""
    said = decisions.where(F.col("kind_code").isin(APPEAL, UPHELD, DISMISSED)).select(
        "entry_id", "kind_code", "decided_at", said_date().alias("said_date")
    )
    opened = F.when(F.col("kind_code") == APPEAL, F.col("said_date"))
    last = said.groupBy("entry_id").agg(
        F.max_by("kind_code", F.struct("said_date", "decided_at")).alias("last_code"),
        F.max("said_date").alias("last_date"),
        F.max(opened).alias("appeal_opened_date"),
    )
    is_upheld = F.col("last_code") == UPHELD
    return last.select(
        "entry_id",
        F.when(F.col("last_code") == APPEAL, "OPEN").otherwise(F.col("last_code")).alias("appeal_state_code"),
        "appeal_opened_date",
        F.when(is_upheld, F.date_add("last_date", NEXT_DAY)).alias("upheld_date"),
    )


def said_date() -> Column:
    """The business date on whose list something was said."""
    return F.col("decided_date").try_cast("date")


def _withdrawals(decisions: DataFrame) -> DataFrame:
    taken_back = decisions.where(F.col("kind_code") == WITHDRAWN)
    return taken_back.groupBy("entry_id").agg(F.date_add(F.min(said_date()), NEXT_DAY).alias("withdrawn_date"))
