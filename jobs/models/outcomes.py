"""Which rows of the training table are cases, and whether their outcome is the one that was declared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.declaration import ModelDeclaration
from jobs.models.scorecard import Scorecard
from jobs.models.training import Training

NOTHING: Mapping[str, str] = MappingProxyType({})


def known_outcomes(
    declaration: ModelDeclaration, table: pd.DataFrame, beside: Mapping[str, str] = NOTHING
) -> pd.DataFrame:
    """The cases, ordered by key, with columns named as the scorecard names them, and those ``beside`` it.

    Raises DataFault when a column is missing, when an outcome contradicts the declared label, or when there are
    not both good and bad.
    """
    training = declaration.training
    require_columns(declaration, table.columns)
    cases = table[~_is_excluded(training, table)]
    require_declared_label(training, _contrary(training, cases), len(cases))
    require_both_classes(training, len(cases), cases[training.outcome].nunique())
    rows = cases.rename(columns=names_in_score(declaration))[list(columns_of_cases(declaration))]
    rows = rows.assign(**{name: cases[column] for name, column in beside.items()})
    return rows.astype({training.outcome: int}).sort_values(training.key, ignore_index=True)


def names_in_score(declaration: ModelDeclaration) -> dict[str, str]:
    """The variables: the column of the training table and the name that the scorecard has for it."""
    return {variable.column_in_training: variable.name for variable in declaration.variables}


def columns_of_cases(declaration: ModelDeclaration) -> tuple[str, ...]:
    """The columns of the cases: key, date, outcome, the variables, and what the score is looked at by."""
    training, named = declaration.training, names_in_score(declaration)
    dates = [training.date] if training.date else []
    parts = {one.column for one in declaration.segments}
    return tuple(dict.fromkeys([training.key, *dates, training.outcome, *named.values(), *sorted(parts)]))


def columns_to_score(declaration: ModelDeclaration, scorecard: Scorecard) -> dict[str, str]:
    """What a scorecard needs and its column in the training table, also what is no longer declared."""
    declared = {name: column for column, name in names_in_score(declaration).items()}
    return {name: declared.get(name, column) for name, column in scorecard.needed.items()}


def columns_beside(declaration: ModelDeclaration, in_use: Scorecard | None, columns: Collection[str]) -> dict[str, str]:
    """What the scorecard in use needs beside the cases as they are declared now, as far as the table has it."""
    known = columns_of_cases(declaration)
    needed = columns_to_score(declaration, in_use) if in_use else {}
    return {name: column for name, column in needed.items() if name not in known and column in columns}


def columns_there_to_score(
    declaration: ModelDeclaration, scorecard: Scorecard, columns: Collection[str]
) -> dict[str, str]:
    """As ``columns_to_score``; raises DataFault when the training table lacks one, whoever declares it now."""
    needed = columns_to_score(declaration, scorecard)
    missing = sorted(set(needed.values()) - set(columns))
    if missing:
        raise DataFault(
            f"{declaration.training.source} lacks {', '.join(missing)}, which version {scorecard.version_told} of "
            f"{scorecard.name} needs: bring it back, or put a version into use that does without it."
        )
    return needed


def excluded_rows(declaration: ModelDeclaration, table: pd.DataFrame) -> dict[str, int]:
    """How many rows each exclusion holds, by its code; one row may be held by several."""
    return {one.code: int(table[one.column].eq(one.value).sum()) for one in declaration.training.exclusions}


def require_columns(declaration: ModelDeclaration, columns: Collection[str]) -> None:
    """Raise DataFault when the training table lacks a column that the declaration names."""
    training, label, named = declaration.training, declaration.training.label, names_in_score(declaration)
    counted = {label.days, label.observed_until} if label else set()
    dates = {training.date} if training.date else set()
    parts = {one.column for one in declaration.segments} - set(named.values())
    excluded = {one.column for one in training.exclusions}
    wanted = {training.key, training.outcome, *dates, *counted, *excluded, *named, *parts}
    missing = sorted(wanted - set(columns))
    if missing:
        raise DataFault(f"{training.source} lacks {', '.join(missing)}: rebuild it under its contract.")


def require_declared_label(training: Training, contrary: int, cases: int) -> None:
    """A table that counts other days or looks at a window still open would train another model under this name."""
    label = training.label
    if label and contrary:
        raise DataFault(
            f"{training.source} has {contrary} of {cases} outcomes that are not {label.days} above "
            f"{label.more_than} within {label.months} closed months: align the table and the declaration."
        )


def require_both_classes(training: Training, cases: int, classes: int) -> None:
    """Raise DataFault when the known outcomes are all good or all bad."""
    if classes < 2:
        raise DataFault(f"{training.source} holds {cases} known outcomes of one class: training needs good and bad.")


def _is_excluded(training: Training, table: pd.DataFrame) -> pd.Series:
    excluded = pd.Series(False, index=table.index)
    for one in training.exclusions:
        excluded |= table[one.column].eq(one.value).fillna(False).astype(bool)
    return excluded


def _contrary(training: Training, cases: pd.DataFrame) -> int:
    """How many outcomes are not what the label says."""
    label = training.label
    if label is None:
        return 0
    is_positive = cases[label.days] > label.more_than
    end = pd.to_datetime(cases[training.date]) + pd.DateOffset(months=label.months)
    is_open = end > pd.to_datetime(cases[label.observed_until])
    return int((is_open | (cases[training.outcome].astype(object) != is_positive.astype(object))).sum())
