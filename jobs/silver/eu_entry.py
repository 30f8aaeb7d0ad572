"""Entries of the consolidated financial sanctions list of the European Union."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.code_list import translated
from jobs.identity.text import BLANKS, present

NAMES = "array<struct<logicalId: string, wholeName: string, nameLanguage: string, strong: string>>"
BIRTHS = "array<struct<birthdate: string, year: string, circa: string, calendarType: string>>"
PARTY_TYPES = {"person": "PERSON", "enterprise": "ORGANISATION"}
# What the list calls the country that it does not know.
NO_COUNTRY = "UNKNOWN"


def build(open_data_eu_entities: DataFrame) -> DataFrame:
    """One row per listed party, under the reference number of the European Union.

    The list tells no day of listing; the earliest publication that it still names stands for it.
    """
    births = F.from_json("births", BIRTHS)
    return open_data_eu_entities.select(
        present(F.col("reference_number")).alias("sanction_entry_id"),
        F.get(names_in_order(), 0)["text"].alias("full_name"),
        translated(F.col("subject_type"), PARTY_TYPES).alias("party_type_code"),
        _joined(_listed("programmes")).alias("programme_name"),
        _joined(F.concat(F.array("designation"), _listed("remarks"))).alias("remarks_text"),
        F.lit("EU_CONSOLIDATED").alias("list_code"),
        birth_date(births).alias("birth_date"),
        birth_year_number(births).alias("birth_year_number"),
        _joined(_countries()).alias("countries_text"),
        _earliest(F.concat(_listed("published_on"), _listed("details_published_on"))).alias("listed_date"),
    )


def names_in_order() -> Column:
    """The names of a party, the one to call it by first: strong, in Latin letters, English or of no language, earliest.

    The list itself prefers none of its names; their numbers grow with time.
    """
    told = F.transform(F.from_json("names", NAMES), _name)
    return F.sort_array(F.filter(told, lambda name: name["text"].isNotNull()))


def _name(name: Column) -> Column:
    text = present(F.regexp_replace(name["wholeName"], BLANKS, " "))
    is_foreign = (present(name["nameLanguage"]) != "EN") | ~text.rlike("[A-Za-z]")
    return F.struct(
        F.coalesce(name["strong"] == "false", F.lit(False)).alias("is_weak"),
        F.coalesce(is_foreign, F.lit(False)).alias("is_foreign"),
        name["logicalId"].try_cast("bigint").alias("number"),
        text.alias("text"),
    )


def birth_date(births: Column) -> Column:
    """The first birth that is told to the day, in our calendar, and not as an estimate."""
    told = F.filter(
        births, lambda birth: _is_in_our_calendar(birth) & F.coalesce(birth["circa"] != "true", F.lit(True))
    )
    return F.get(F.array_compact(F.transform(told, lambda birth: birth["birthdate"].try_cast("date"))), 0)


def birth_year_number(births: Column) -> Column:
    """The year of the first birth in our calendar, estimates included."""
    told = F.filter(births, _is_in_our_calendar)
    years = F.transform(told, lambda birth: F.coalesce(present(birth["year"]), F.left(birth["birthdate"], F.lit(4))))
    return F.get(F.array_compact(years), 0)


def _is_in_our_calendar(birth: Column) -> Column:
    return F.coalesce(birth["calendarType"] == "GREGORIAN", F.lit(True))


def _countries() -> Column:
    told = F.concat(_listed("countries"), _listed("citizenships"))
    return F.array_sort(F.array_distinct(F.filter(told, lambda country: F.trim(country) != NO_COUNTRY)))


def _earliest(days: Column) -> Column:
    return F.array_min(F.transform(days, lambda day: day.try_cast("date")))


def _listed(name: str) -> Column:
    """The members of a column that is a JSON array; none where the list tells none."""
    return F.coalesce(F.from_json(name, "array<string>"), F.array().cast("array<string>"))


def _joined(texts: Column) -> Column:
    return present(F.concat_ws("; ", F.filter(texts, lambda text: present(text).isNotNull())))
