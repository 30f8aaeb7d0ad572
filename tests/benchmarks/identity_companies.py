"""Who is who among companies on labelled sets: ``python -m tests.benchmarks.identity_companies FOLDER``. Prints.

The engine learns its weights on each set without labels; Splink does the same with one recipe.
"""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import typer
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from splink import comparison_library as cl

from jobs.identity.address_key import address_key
from jobs.identity.company.company_name import FIELDS, company_name, company_sound
from jobs.identity.matching.declaration import read_match_model
from jobs.identity.measure import quality, tally
from jobs.lakehouse.session import current_attempt, open_session
from tests.benchmarks.identity_company_sets import company_sets
from tests.benchmarks.identity_engine import assigned_by_engine
from tests.benchmarks.identity_labelled import as_arrow
from tests.benchmarks.identity_sets import LabelledSet
from tests.benchmarks.identity_splink import Recipe, assigned_by_splink
from tests.benchmarks.machine import description, load
from tests.benchmarks.temporary_home import home_with_engine

# What Splink is told here: names and places alone. Names of listed companies never repeat, so that equal beginnings
# stand for what is nearly certain.
COMPANIES = Recipe(
    comparisons=(
        cl.NameComparison("full_name").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("place", 0.9).configure(term_frequency_adjustments=True),
    ),
    blocking=(("full_name",), ("substr(full_name, 1, 5)",), ("substr(full_name, 1, 2)",)),
    expectation=(("substr(full_name, 1, 5)",), ("place",)),
    certain=(("substr(full_name, 1, 4)",),),
    recall=0.5,
)


def main(folder: Path) -> None:
    """Measure every set of companies that the folder holds, with both engines."""
    print(f"{description()}; {load()}", flush=True)
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        for labelled in company_sets(folder):
            theirs, their_steps = assigned_by_splink(as_arrow(labelled), "record_id", COMPANIES)
            print(told(labelled, "Splink", theirs), their_steps, flush=True)
            start = time.perf_counter()
            records = compared(spark.createDataFrame(as_arrow(labelled))).toArrow()
            names = time.perf_counter() - start
            ours, our_steps = assigned_by_engine(spark, records, read_match_model("organisation_match"))
            print(told(labelled, "engine", ours), f"names {names:.1f}, {our_steps}", flush=True)
        spark.stop()


def told(labelled: LabelledSet, name: str, found: pd.DataFrame) -> str:
    """One line for a set and an engine."""
    measured = quality(tally(found, labelled.truth))
    return (
        f"{labelled.name}, {measured.records:,} records of {measured.entities:,}, {name}: {measured.pairwise}; "
        f"B-cubed {measured.b_cubed};"
    )


def compared(records: DataFrame) -> DataFrame:
    """The records of a set as the matching model compares organisations."""
    nothing = F.lit(None).cast("string")
    parts = records.withColumn("parts", company_name(F.col("full_name")))
    return parts.select(
        "record_id",
        F.lit("ORGANISATION").alias("party_type_code"),
        *(F.col(f"parts.{name}").alias(name) for name in FIELDS),
        company_sound(F.col("parts.name_key")).alias("name_sound"),
        nothing.alias("credit_code"),
        F.lit(None).cast("date").alias("birth_date"),
        address_key(F.col("address")).alias("address_key"),
        F.col("place").alias("division_code"),
    )


if __name__ == "__main__":
    typer.run(main)
