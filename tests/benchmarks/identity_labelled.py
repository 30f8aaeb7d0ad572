"""What the own engine and Splink find on labelled sets: ``python -m tests.benchmarks.identity_labelled FOLDER``.

One declaration (``labelled_people.yml``) and one recipe for all sets; no label is used for training, no threshold is
chosen by one. The sets are read where they lie and never copied. Prints.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import typer
from splink import comparison_library as cl

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.measure import quality, tally
from jobs.lakehouse.session import current_attempt, open_session
from tests.benchmarks.identity_engine import assigned_by_engine
from tests.benchmarks.identity_sets import COLUMNS, LabelledSet, labelled_sets
from tests.benchmarks.identity_splink import Recipe, Steps, assigned_by_splink
from tests.benchmarks.machine import description, load
from tests.benchmarks.temporary_home import home_with_engine

LABELLED = Recipe(
    comparisons=(
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("family_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("full_name").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("birth_date", input_is_string=False),
        cl.LevenshteinAtThresholds("identifier", [1, 2]),
        cl.LevenshteinAtThresholds("phone", 1),
        cl.EmailComparison("email"),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.85]),
        cl.JaroWinklerAtThresholds("place", 0.9).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("postcode", 1),
    ),
    blocking=(
        ("identifier",),
        ("phone",),
        ("email",),
        ("birth_date",),
        ("given_name", "family_name"),
        ("family_name", "postcode"),
        ("given_name", "postcode"),
        ("address",),
        ("substr(full_name, 1, 5)",),
    ),
    expectation=(("birth_date",), ("given_name", "family_name"), ("substr(full_name, 1, 5)",)),
    certain=(("identifier",), ("email", "birth_date"), ("family_name", "birth_date"), ("full_name",)),
)


def main(folder: Path) -> None:
    """Measure every labelled set that the folder holds."""
    print(f"{description()}; {load()}", flush=True)
    model = read_match_model("labelled_people", Path(__file__).parent)
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        for labelled in labelled_sets(folder):
            records = as_arrow(labelled)
            print(_line(labelled, "own engine", *assigned_by_engine(spark, records, model)), flush=True)
            print(_line(labelled, "Splink", *assigned_by_splink(records, "record_id", LABELLED)), flush=True)
        spark.stop()
    print(load())


def _line(labelled: LabelledSet, engine: str, found: pd.DataFrame, steps: Steps) -> str:
    measured = quality(tally(found, labelled.truth))
    return (
        f"{labelled.name}, {measured.records:,} records of {measured.entities:,}, {engine}: {measured.pairwise}, "
        f"B-cubed F1 {measured.b_cubed.f1}; {steps}"
    )


def as_arrow(labelled: LabelledSet) -> pa.Table:
    """The records with their types, also where a set has nothing in a column."""
    types = [(name, pa.date32() if name == "birth_date" else pa.string()) for name in COLUMNS]
    schema = pa.schema([("record_id", pa.string()), *types])
    return pa.Table.from_pandas(labelled.records, schema=schema, preserve_index=False)


if __name__ == "__main__":
    typer.run(main)
