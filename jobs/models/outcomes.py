"""Which rows of the training table are cases, and whether their outcome is the one that was declared."""

from __future__ import annotations

import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.declaration import ModelDeclaration, Training


def known_outcomes(declaration: ModelDeclaration, table: pd.DataFrame) -> pd.DataFrame:
    """The cases, ordered by key, with columns named as the scorecard names them.

    Raises DataFault when a column is missing, when an outcome contradicts the declared label, or when there are
    not both good and bad.
    """
    training = declaration.training
    source = {variable.column_in_training: variable.name for variable in declaration.variables}
    parts = {one.column for one in declaration.segments} - set(source.values())
    _require(training, table, {*source, *parts})
    cases = table[~_is_excluded(training, table)]
    _verify_label(training, cases)
    if cases[training.outcome].nunique() < 2:
        raise DataFault(
            f"{training.table} holds {len(cases)} known outcomes of one class: training needs good and bad."
        )
    columns = list(dict.fromkeys([training.key, training.date, training.outcome, *source.values(), *sorted(parts)]))
    rows = cases.rename(columns=source)[columns].astype({training.outcome: int})
    return rows.sort_values(training.key, ignore_index=True)


def excluded_rows(declaration: ModelDeclaration, table: pd.DataFrame) -> dict[str, int]:
    """How many rows each exclusion holds, by its code; one row may be held by several."""
    return {one.code: int(table[one.column].eq(one.value).sum()) for one in declaration.training.exclusions}


def _require(training: Training, table: pd.DataFrame, read: set[str]) -> None:
    label = {training.label.days, training.label.observed_until} if training.label else set()
    excluded = {one.column for one in training.exclusions}
    wanted = {training.key, training.outcome, training.date, *label, *excluded, *read}
    missing = sorted(wanted - set(table.columns))
    if missing:
        raise DataFault(f"{training.table} lacks {', '.join(missing)}: rebuild it under its contract.")


def _is_excluded(training: Training, table: pd.DataFrame) -> pd.Series:
    excluded = pd.Series(False, index=table.index)
    for one in training.exclusions:
        excluded |= table[one.column].eq(one.value).fillna(False).astype(bool)
    return excluded


def _verify_label(training: Training, cases: pd.DataFrame) -> None:
    """A table that counts other days or looks at a window still open would train another model under this name."""
    label = training.label
    if label is None:
        return
    is_positive = cases[label.days] > label.more_than
    end = pd.to_datetime(cases[training.date]) + pd.DateOffset(months=label.months)
    is_open = end > pd.to_datetime(cases[label.observed_until])
    contrary = int((is_open | (cases[training.outcome].astype(object) != is_positive.astype(object))).sum())
    if contrary:
        raise DataFault(
            f"{training.table} has {contrary} of {len(cases)} outcomes that are not {label.days} above "
            f"{label.more_than} within {label.months} closed months: align the table and the declaration."
        )
