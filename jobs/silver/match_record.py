"""What is compared of each party record, in one spelling."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity import citizen_id, placeholders
from jobs.identity.address_key import address_key
from jobs.identity.company.company_name import FIELDS, company_name, company_sound
from jobs.identity.name_key import name_key, name_sound
from jobs.identity.newest_day import of_newest_date
from jobs.identity.phone_passing import with_own_phone
from jobs.identity.survivorship import KNOWN_GENDERS

COMPANY_PARTS = tuple(name for name in FIELDS if name != "name_key")
COMPARED = (
    "party_type_code",
    "id_number",
    "credit_code",
    "name_key",
    "name_sound",
    *COMPANY_PARTS,
    "birth_date",
    "gender_code",
    "mobile_phone",
    "division_code",
    "address_key",
)
DIGEST_BITS = 256


def build(
    party_record: DataFrame,
    earlier: DataFrame,
    earlier_absent_record: DataFrame,
    earlier_phone_owner: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per record; ``earlier``, the rows of earlier days, tell since when it is there and what it is.

    A record that is back after it was absent was seen first when it was, and is compared anew.
    A telephone that was known to have passed to somebody else on the newest earlier day is not compared. It is known by
    the parties of a day, which need this table first.
    """
    records = with_own_phone(party_record, of_newest_date(earlier_phone_owner))
    compared = _compared(_with_name(records), business_date)
    hashed = compared.withColumn("content_hash", F.sha2(F.to_json(F.struct(*COMPARED)), DIGEST_BITS))
    absent = of_newest_date(earlier_absent_record).select("record_id", F.col("first_seen_date").alias("seen_once_date"))
    beside = hashed.join(_before(earlier), on="record_id", how="left").join(absent, on="record_id", how="left")
    return beside.select(
        "record_id",
        "source_system_code",
        *COMPARED,
        "content_hash",
        F.coalesce(F.when(_is_unchanged(), F.col("changed_before_date")), F.lit(business_date)).alias("changed_date"),
        F.coalesce("seen_before_date", "seen_once_date", F.lit(business_date)).alias("first_seen_date"),
    )


def _compared(records: DataFrame, business_date: datetime.date) -> DataFrame:
    return records.select(
        "record_id",
        "source_system_code",
        "party_type_code",
        "id_number",
        "credit_code",
        "name_key",
        _of_company(company_sound(F.col("name_key")), name_sound(F.col("name_key"))).alias("name_sound"),
        *COMPANY_PARTS,
        _birth_date(business_date).alias("birth_date"),
        F.when(F.col("gender_code").isin(*KNOWN_GENDERS), F.col("gender_code")).alias("gender_code"),
        F.when(placeholders.is_phone(F.col("mobile_phone")), F.col("mobile_phone")).alias("mobile_phone"),
        "division_code",
        address_key(F.col("address_text")).alias("address_key"),
    )


def _with_name(records: DataFrame) -> DataFrame:
    """The records with their name in one spelling, that of a company with its parts; a person's name has none."""
    parted = records.withColumn("parts", _of_company(company_name(F.col("full_name"))))
    parts = {name: F.col(f"parts.{name}") for name in COMPANY_PARTS}
    return parted.withColumns({"name_key": _of_company(F.col("parts.name_key"), name_key(F.col("full_name"))), **parts})


def _of_company(company: Column, person: Column | None = None) -> Column:
    chosen = F.when(F.col("party_type_code") == "ORGANISATION", company)
    return chosen if person is None else chosen.otherwise(person)


def _birth_date(business_date: datetime.date) -> Column:
    """As written, or as the identity number tells where nothing is written that can be meant."""
    born, told = F.col("birth_date"), citizen_id.birth_date(F.col("id_number"))
    return F.coalesce(F.when((born <= F.lit(business_date)) & placeholders.is_birth(born, told), born), told)


def _is_unchanged() -> Column:
    return F.col("content_hash") == F.col("hash_before")


def _before(earlier: DataFrame) -> DataFrame:
    """What each record was on the newest earlier day."""
    return of_newest_date(earlier).select(
        "record_id",
        F.col("content_hash").alias("hash_before"),
        F.col("changed_date").alias("changed_before_date"),
        F.col("first_seen_date").alias("seen_before_date"),
    )
