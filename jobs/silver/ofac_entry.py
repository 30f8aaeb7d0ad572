"""Entries of the OFAC list of specially designated nationals."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present

# 'DOB 10 Dec 1948', 'DOB 1951', 'DOB circa 1951', 'DOB Mar 1970', 'DOB 1955 to 1957'; the first one counts.
BIRTH = "(?:^|; )DOB ([^;.]+)"
SPAN = "[0-9]{4}.*[0-9]{4}"


def build(open_data_sanctioned_parties: DataFrame, open_data_sanction_addresses: DataFrame) -> DataFrame:
    """One row per entry; the list writes '-0-' where it has nothing to say."""
    entries = open_data_sanctioned_parties.select(
        stated("ent_num").alias("sanction_entry_id"),
        stated("SDN_Name").alias("full_name"),
        _party_type_code().alias("party_type_code"),
        stated("Program").alias("programme_name"),
        stated("Remarks").alias("remarks_text"),
        F.lit("OFAC_SDN").alias("list_code"),
        birth_date(stated("Remarks")).alias("birth_date"),
        birth_year_number(stated("Remarks")).alias("birth_year_number"),
        F.lit(None).cast("date").alias("listed_date"),
    )
    return entries.join(_countries(open_data_sanction_addresses), on="sanction_entry_id", how="left")


def stated(name: str) -> Column:
    """A field of the OFAC files; null where it holds '-0-'."""
    text = present(F.col(name))
    return F.when(text != "-0-", text)


def birth_date(remarks: Column) -> Column:
    """The first date of birth in the remarks; null unless it is told to the day."""
    return F.try_to_timestamp(_birth(remarks), F.lit("dd MMM yyyy")).cast("date")


def birth_year_number(remarks: Column) -> Column:
    """The year of the first date of birth in the remarks, circa included; null for a span of years."""
    birth = _birth(remarks)
    return F.when(~birth.rlike(SPAN), present(F.regexp_extract(birth, "[0-9]{4}", 0)))


def _birth(remarks: Column) -> Column:
    return present(F.regexp_extract(remarks, BIRTH, 1))


def _countries(addresses: DataFrame) -> DataFrame:
    named = addresses.select(stated("ent_num").alias("sanction_entry_id"), stated("country").alias("country_name"))
    told = F.concat_ws("; ", F.sort_array(F.collect_set("country_name")))
    return named.groupBy("sanction_entry_id").agg(present(told).alias("countries_text"))


def _party_type_code() -> Column:
    """The list marks persons, vessels and aircraft; what it does not mark is an organisation.

    A mark that nobody knows is returned as it is, and the contract refuses it.
    """
    sent = stated("SDN_Type")
    return F.when(sent.isNull(), "ORGANISATION").when(sent == "individual", "PERSON").otherwise(F.upper(sent))
