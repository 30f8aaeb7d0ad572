"""The cases of a training: in memory as here, or of a table of any size in the engine (``engine_cases``)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

import pandas as pd

from jobs.models.declaration import ModelDeclaration
from jobs.models.evidence import Evidence, RowEvidence
from jobs.models.outcomes import columns_beside, excluded_rows, known_outcomes
from jobs.models.scorecard import Scorecard
from jobs.models.split import Samples, split


class Cases(Protocol):
    """Cases with a known outcome, split into samples."""

    @property
    def content(self) -> str:
        """Digest of the cases, whatever their order: a table rewritten with the same rows is the same data."""

    @property
    def excluded(self) -> Mapping[str, int]:
        """How many rows each exclusion holds, by its code."""

    @property
    def samples(self) -> Samples:
        """The samples that a scorecard is measured on, in memory."""

    def samples_beside(self, in_use: Scorecard | None) -> Samples:
        """The samples, with what the scorecard in use needs and the declaration no longer names."""

    @property
    def evidence(self) -> Evidence:
        """The whole training sample, as counts: what a scorecard is fitted on."""


class RowCases:
    """The cases of a training table in memory; raises DataFault as ``known_outcomes`` does."""

    def __init__(self, declaration: ModelDeclaration, table: pd.DataFrame) -> None:
        self._declaration, self._table = declaration, table
        self._rows = known_outcomes(declaration, table)
        self.excluded = excluded_rows(declaration, table)

    @cached_property
    def content(self) -> str:
        """Digest of the cases, which are in the order of their keys."""
        from pandas.util import hash_pandas_object

        columns = ",".join(self._rows.columns).encode()
        return hashlib.sha256(columns + hash_pandas_object(self._rows, index=False).to_numpy().tobytes()).hexdigest()

    @cached_property
    def samples(self) -> Samples:
        """The samples, whole."""
        return split(self._declaration, self._rows)

    def samples_beside(self, in_use: Scorecard | None) -> Samples:
        """The same samples, with the columns that the scorecard in use needs beside those declared now."""
        beside = columns_beside(self._declaration, in_use, self._table.columns)
        if not beside:
            return self.samples
        return split(self._declaration, known_outcomes(self._declaration, self._table, beside))

    @property
    def evidence(self) -> Evidence:
        """The training sample, counted in memory."""
        return RowEvidence(self._declaration, self.samples.train)
