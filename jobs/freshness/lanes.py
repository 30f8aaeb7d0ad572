"""The lanes of purchased data: ``jobs/freshness/lanes.yml``, typed, checked, named by a version."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.lakehouse.declaration import Declaration, Names, VersionedDeclaration, as_tuple, declared_in

DECLARED = Path(__file__).with_name("lanes.yml")
LaneCode = Literal["FIRST", "REST"]
Days = Annotated[int, Field(ge=1)]


class Lane(Declaration):
    """How old the data of its customers may grow, how much later it is late, and how many one run asks about."""

    about: str = Field(min_length=5)
    days: Days
    grace_days: Annotated[int, Field(ge=0)]
    most_calls: Annotated[int, Field(ge=1)]

    @property
    def fresh_days(self) -> int:
        """How old an answer may be that is not due yet."""
        return self.days - 1


class Group(Declaration):
    """Customers of one priority; one that declares no condition takes everybody who is left."""

    code: str = Field(pattern=r"^[A-Z][A-Z_]{1,30}$")
    about: str = Field(min_length=5)
    lane: LaneCode
    priority: Annotated[int, Field(ge=1)]
    new_days: Days | None = None
    least_risk_level: Annotated[int, Field(ge=1, le=5)] | None = None
    grades: Names = ()

    @property
    def takes_everybody(self) -> bool:
        """Whether no condition is declared."""
        return not (self.new_days or self.least_risk_level or self.grades)

    def has(self, business_date: datetime.date) -> Column:
        """Whether a customer (``first_opened_date``, ``risk_level``, ``customer_grade_code``) meets any condition."""
        is_new = F.datediff(F.lit(business_date), "first_opened_date") < F.lit(self.new_days).cast("int")
        is_risky = F.col("risk_level") >= F.lit(self.least_risk_level).cast("int")
        conditions = [is_new, is_risky, F.col("customer_grade_code").isin(*self.grades), F.lit(self.takes_everybody)]
        met = F.lit(False)
        for condition in conditions:
            met = met | F.coalesce(condition, F.lit(False))
        return met


class Lanes(VersionedDeclaration):
    """Everything that is declared about freshness."""

    owner: str = Field(min_length=2)
    product: str = Field(min_length=2)
    purpose: str = Field(min_length=2)
    lanes: Mapping[LaneCode, Lane]
    groups: Annotated[tuple[Group, ...], BeforeValidator(as_tuple)]

    @property
    def longest_days(self) -> int:
        """How old an answer is due in every lane."""
        return max(lane.days for lane in self.lanes.values())

    @model_validator(mode="after")
    def _takes_everybody_at_the_end(self) -> Self:
        if [at for at, one in enumerate(self.groups) if one.takes_everybody] != [len(self.groups) - 1]:
            raise ValueError("the last group, and no other, takes everybody who is left")
        if missing := {one.lane for one in self.groups} - set(self.lanes):
            raise ValueError(f"there is no lane {', '.join(sorted(missing))}")
        return self


@cache
def read_lanes(path: Path = DECLARED) -> Lanes:
    """The declared lanes; raises ContractFault that names the place that is wrong."""
    return declared_in(path, Lanes, "declaration of lanes")
