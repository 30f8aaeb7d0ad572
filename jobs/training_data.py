"""Where a training takes its cases from: the table of a day, in memory or in the engine, or a file of public data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.settings import Settings
from jobs.models.declaration import DECLARATIONS, ModelDeclaration
from jobs.training_table import training_table

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame

    from jobs.models.cases import Cases


@dataclass(frozen=True)
class TrainingData:
    """The cases of a training and where they came from; ``version`` is that of a table, a file has none."""

    cases: Cases
    path: Path
    version: int | None


@contextmanager
def training_data(declaration: ModelDeclaration, until: date, settings: Settings) -> Iterator[TrainingData]:
    """The cases as published for the last day until a date; a sample is a file and needs no engine."""
    from jobs.models.cases import RowCases

    if declaration.training.sample:
        path = DECLARATIONS / declaration.training.sample
        yield TrainingData(RowCases(declaration, read_sample(declaration, path)), path, None)
        return
    with training_table(declaration.name, declaration.training.source, until, settings) as table:
        yield TrainingData(cases_of(declaration, table.rows), table.path, table.version)


def cases_of(declaration: ModelDeclaration, table: DataFrame) -> Cases:
    """The cases of a training table: in memory when it is small enough, else in the engine."""
    from jobs.models.cases import RowCases
    from jobs.models.engine_cases import EngineCases, rows_of

    if table.count() > declaration.training.rows_in_memory:
        return EngineCases(declaration, table)
    return RowCases(declaration, rows_of(table, declaration))


def read_sample(declaration: ModelDeclaration, path: Path) -> pd.DataFrame:
    """The rows of a packed CSV file, codes and keys as text.

    Raises DataFault when the file is not there, empty or no CSV; what it holds is not shown.
    """
    import pandas as pd

    codes = [one.column_in_training for one in declaration.variables if one.kind == "code"]
    texts = dict.fromkeys([declaration.training.key, *codes], str)
    try:
        return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise DataFault(
            f"The sample {path.name} of {declaration.name} is not in {path.parent.parent.name}/{path.parent.name}: "
            "bring it back, or remove the declaration."
        ) from None
    except ValueError:
        raise DataFault(
            f"{path.name} cannot be read as CSV: give a file in UTF-8 with a line of names and as many values a row."
        ) from None
