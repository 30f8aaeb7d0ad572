"""Entries of the consolidated list of the United Nations Security Council."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import BLANKS, present

BIRTHS = "array<struct<TYPE_OF_DATE: string, DATE: string, YEAR: string>>"
# A date of XML may carry its offset from UTC: 2018-07-13-04:00.
OFFSET = "(Z|[+-][0-9]{2}:[0-9]{2})$"
NAMES = ("first_name", "second_name", "third_name", "fourth_name")


def build(open_data_un_individuals: DataFrame, open_data_un_entities: DataFrame) -> DataFrame:
    """One row per individual and per entity, under the permanent reference number of the list."""
    births = F.from_json("births", BIRTHS)
    individuals = open_data_un_individuals.select(
        *_told(F.concat_ws(" ", *NAMES), "PERSON", ("countries", "nationalities")),
        birth_date(births).alias("birth_date"),
        birth_year_number(births).alias("birth_year_number"),
    )
    entities = open_data_un_entities.select(*_told(F.col("first_name"), "ORGANISATION", ("countries",)))
    return individuals.unionByName(entities, allowMissingColumns=True)


def _told(name: Column, party_type_code: str, countries: tuple[str, ...]) -> tuple[Column, ...]:
    """What both kinds of entry say alike."""
    return (
        reference_number().alias("sanction_entry_id"),
        present(F.regexp_replace(name, BLANKS, " ")).alias("full_name"),
        F.lit(party_type_code).alias("party_type_code"),
        present(F.col("list_type")).alias("programme_name"),
        present(F.col("comments")).alias("remarks_text"),
        F.lit("UN_CONSOLIDATED").alias("list_code"),
        _countries(countries).alias("countries_text"),
        F.regexp_replace(present(F.col("listed_on")), OFFSET, "").alias("listed_date"),
    )


def reference_number() -> Column:
    """The permanent reference number; the list writes blanks around some."""
    return present(F.col("reference_number"))


def birth_date(births: Column) -> Column:
    """The first birth that is told to the day."""
    days = F.transform(births, lambda birth: birth["DATE"].try_cast("date"))
    return F.get(F.array_compact(days), 0)


def birth_year_number(births: Column) -> Column:
    """The year of the first birth, approximate ones included; null for a span of years, which has no year."""
    years = F.transform(births, lambda birth: F.left(F.coalesce(birth["DATE"], birth["YEAR"]), F.lit(4)))
    return F.get(F.array_compact(years), 0)


def _countries(names: tuple[str, ...]) -> Column:
    lists = [F.coalesce(F.from_json(name, "array<string>"), F.array().cast("array<string>")) for name in names]
    told = F.filter(F.flatten(F.array(*lists)), lambda country: F.trim(country) != "")
    return present(F.concat_ws("; ", F.sort_array(F.array_distinct(told))))
