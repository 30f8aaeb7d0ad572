"""The cases of a training table that is too large for memory: checked, split and counted by the engine.

The same rules as in memory (``outcomes``, ``split``), so the same cases fall into the same samples and the scorecard is
the same. What comes into memory is a share of the cases, drawn by a digest of the key, to measure the scorecard on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property, reduce
from operator import or_

import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.models.declaration import ModelDeclaration
from jobs.models.engine_evidence import EngineEvidence
from jobs.models.evidence import Evidence
from jobs.models.outcomes import (
    NOTHING,
    columns_beside,
    columns_of_cases,
    names_in_score,
    require_both_classes,
    require_columns,
    require_declared_label,
)
from jobs.models.scorecard import Scorecard
from jobs.models.split import Samples
from jobs.models.training import Exclusion, Training

TRAIN, TEST, OUT_OF_TIME, SAMPLE = "train", "test", "out_of_time", "_sample"
TYPES = {"number": "double", "code": "string"}  # of a variable in memory, by its kind
PARTS = 1_000_000  # a share of the cases is drawn in parts of a million


class EngineCases:
    """The cases of a training table in the engine; raises DataFault where they are not what was declared."""

    def __init__(self, declaration: ModelDeclaration, table: DataFrame) -> None:
        require_columns(declaration, table.columns)
        self._declaration, self._table = declaration, table
        found = checked(declaration.training, table).toPandas().iloc[0]
        self._count = int(found["cases"])
        require_declared_label(declaration.training, int(found["contrary"]), self._count)
        require_both_classes(declaration.training, self._count, int(found["classes"]))
        self.excluded: Mapping[str, int] = {one.code: int(found[one.code]) for one in declaration.training.exclusions}
        self._cases = with_sample(declaration, cases(declaration, table)).persist()

    @cached_property
    def content(self) -> str:
        """Digest of the cases: the sum and the exclusive or of the digests of the rows do not depend on their order."""
        found = content_digest(self._cases.drop(SAMPLE)).toPandas().iloc[0]
        return hashlib.sha256("\n".join([*self._cases.columns, *map(str, found)]).encode()).hexdigest()

    @cached_property
    def samples(self) -> Samples:
        """About as many cases as memory is declared to hold, or all, each in the sample that it has in the engine."""
        return self._drawn(self._cases)

    def samples_beside(self, in_use: Scorecard | None) -> Samples:
        """The same samples, with the columns that the scorecard in use needs beside those declared now."""
        beside = columns_beside(self._declaration, in_use, self._table.columns)
        if not beside:
            return self.samples
        return self._drawn(with_sample(self._declaration, cases(self._declaration, self._table, beside)))

    def _drawn(self, drawn: DataFrame) -> Samples:
        training = self._declaration.training
        if self._count > training.rows_in_memory:
            place = F.pmod(F.xxhash64(F.col(training.key)), F.lit(PARTS))
            drawn = drawn.where(place < F.lit(PARTS * training.rows_in_memory // self._count))
        rows = rows_of(drawn, self._declaration).astype({training.outcome: int})
        rows = rows.sort_values(training.key, ignore_index=True)
        parts = (rows[rows[SAMPLE] == name].drop(columns=SAMPLE) for name in (TRAIN, TEST, OUT_OF_TIME))
        return Samples(*parts)

    @property
    def evidence(self) -> Evidence:
        """The whole training sample, counted by the engine."""
        return EngineEvidence(self._declaration, self._cases.where(F.col(SAMPLE) == TRAIN))


def rows_of(frame: DataFrame, declaration: ModelDeclaration) -> pd.DataFrame:
    """Rows in memory, the model's numbers as doubles and its codes as text, under the names of the training table or of
    the scorecard."""
    types = {name: TYPES[one.kind] for one in declaration.variables if one.kind in TYPES
             for name in (one.name, one.column_in_training)}  # fmt: skip
    columns = [F.col(name).cast(types[name]) if name in types else F.col(name) for name in frame.columns]
    return frame.select(*columns).toPandas()


def checked(training: Training, table: DataFrame) -> DataFrame:
    """One row: ``cases``, those ``contrary`` to the label, ``classes``, and how many each exclusion holds, by code."""
    is_case = ~_is_excluded(training)
    return table.agg(
        F.count_if(is_case).alias("cases"),
        F.count_if(is_case & _is_contrary(training)).alias("contrary"),
        F.count_distinct(F.when(is_case, F.col(training.outcome))).alias("classes"),
        *(F.count_if(_holds(one)).alias(one.code) for one in training.exclusions),
    )


def cases(declaration: ModelDeclaration, table: DataFrame, beside: Mapping[str, str] = NOTHING) -> DataFrame:
    """The cases, with columns named as the scorecard names them, and those ``beside`` it."""
    training, source = declaration.training, {new: old for old, new in names_in_score(declaration).items()}
    columns = [F.col(source.get(name, name)).alias(name) for name in columns_of_cases(declaration)]
    columns += [F.col(column).alias(name) for name, column in beside.items()]
    kept = table.where(~_is_excluded(training)).select(*columns)
    return kept.withColumn(training.outcome, F.col(training.outcome).cast("int"))


def with_sample(declaration: ModelDeclaration, found: DataFrame) -> DataFrame:
    """The cases with the sample that each belongs to, as ``split`` says it."""
    plan, training = declaration.split, declaration.training
    marked = _with_lateness(declaration, found)
    digest = F.sha2(F.concat(F.lit(f"{plan.seed}:"), F.col(training.key).cast("string")), 256)
    together = Window.partitionBy(training.outcome, "_is_late")
    is_test = F.row_number().over(together.orderBy(digest)) <= F.floor(
        F.count(F.lit(1)).over(together) * F.lit(plan.test_share)
    )
    sample = F.when(F.col("_is_late"), OUT_OF_TIME).when(is_test, TEST).otherwise(TRAIN)
    return marked.withColumn(SAMPLE, sample).drop("_is_late")


def content_digest(found: DataFrame) -> DataFrame:
    """One row: how many rows, the sum and the exclusive or of their digests; nulls count as such."""
    text = F.to_json(F.struct(*found.columns), {"ignoreNullFields": "false"})
    digest = F.xxhash64(text)
    return found.agg(
        F.count(F.lit(1)).alias("rows"),
        F.sum(digest.cast("decimal(38,0)")).alias("total"),
        F.bit_xor(digest).alias("parity"),
    )


def _with_lateness(declaration: ModelDeclaration, found: DataFrame) -> DataFrame:
    months, date = declaration.split.out_of_time_months, declaration.training.date
    if not months or date is None:
        return found.withColumn("_is_late", F.lit(False))
    last = found.agg(F.add_months(F.max(F.col(date).cast("date")), -months).alias("_last"))
    known = found.crossJoin(F.broadcast(last))
    return known.withColumn("_is_late", F.col(date).cast("date") > F.col("_last")).drop("_last")


def _is_excluded(training: Training) -> Column:
    return reduce(or_, (_holds(one) for one in training.exclusions), F.lit(False))


def _holds(one: Exclusion) -> Column:
    return F.coalesce(F.col(one.column) == F.lit(one.value), F.lit(False))


def _is_contrary(training: Training) -> Column:
    label = training.label
    if label is None:
        return F.lit(False)
    is_open = F.add_months(F.col(training.date).cast("date"), label.months) > F.col(label.observed_until).cast("date")
    is_positive = F.col(label.days) > F.lit(label.more_than)
    return is_open | ~F.col(training.outcome).cast("boolean").eqNullSafe(is_positive)
