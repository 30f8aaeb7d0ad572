"""The words for rules that look beyond the staged table: at other tables of the day, and at earlier days of its own.

``expectations/<layer>/<table>.py`` names the first in ``ACROSS`` and the second in ``ACROSS_DAYS``. The tables that
ACROSS names are inputs of the table, or ``checked_against`` in its contract. A rule that lays the rows of the table
beside each other stands there too.
"""

from __future__ import annotations

from dataclasses import dataclass

from jobs.lakehouse.expectation import Severity

# A condition in SQL that every row meets.
EVERYWHERE = "true"


@dataclass(frozen=True)
class Refers:
    """Values of a column are found in a column of another table; ``mostly`` is the share of them that must be."""

    column: str
    target: str
    mostly: float
    severity: Severity

    @property
    def table(self) -> str:
        """The table referred to."""
        return self.target.rpartition(".")[0]

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"refers({self.column} to {self.target})"


@dataclass(frozen=True)
class SameSum:
    """A column adds up to what a column of another table adds up to; ``within`` is the share they may differ by.

    ``where`` is a condition on the rows of the other table, in SQL, true for all of them if none is named.
    """

    column: str
    target: str
    within: float
    severity: Severity
    where: str = EVERYWHERE

    @property
    def table(self) -> str:
        """The table whose column is added up."""
        return self.target.rpartition(".")[0]

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"same_sum({self.column} of {self.target}{_told(self.where)})"


@dataclass(frozen=True)
class SameRows:
    """The table has as many rows as another has where a condition, in SQL, holds; ``within`` as in ``SameSum``."""

    table: str
    within: float
    severity: Severity
    where: str = EVERYWHERE

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"same_rows({self.table}{_told(self.where)})"


@dataclass(frozen=True)
class AddsUp:
    """In each group of rows that are alike in some columns, a column adds up to a total, but for rounding."""

    column: str
    total: float
    alike_in: tuple[str, ...]
    severity: Severity

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"adds_up({self.column} to {self.total:g} in each {', '.join(self.alike_in)})"


@dataclass(frozen=True)
class RowsWithin:
    """The number of rows stays between two multiples of what the earlier contents had on average."""

    at_least: float
    at_most: float
    of_days: int
    severity: Severity

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"rows_within({self.at_least:g} to {self.at_most:g} times {self.of_days} earlier)"


@dataclass(frozen=True)
class MeanWithin:
    """The mean of a column moves at most some standard deviations of what it was on earlier contents."""

    column: str
    deviations: float
    of_days: int
    severity: Severity

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"mean_within({self.column}, {self.deviations:g} standard deviations of {self.of_days} earlier)"


@dataclass(frozen=True)
class ShareOfNulls:
    """The share of nulls of a column, of every column if none is named, grows at most by some points of share."""

    column: str | None
    grows_by: float
    of_days: int
    severity: Severity

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"share_of_nulls({self.column or 'every column'}, {self.grows_by:g} over {self.of_days} earlier)"


@dataclass(frozen=True)
class NewestWithin:
    """The newest day in a column is at most some days before the business date."""

    column: str
    days: int
    severity: Severity

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return f"newest_within({self.column}, {self.days} days)"


AcrossRule = Refers | SameSum | SameRows | AddsUp
AcrossDaysRule = RowsWithin | MeanWithin | ShareOfNulls | NewestWithin


def refers(column: str, *, to: str, mostly: float = 1.0, severity: Severity = "critical") -> Refers:
    """Every value of a column is found in ``to``, a column as ``<layer>.<table>.<column>``; nulls refer to nothing."""
    return Refers(column, to, mostly, severity)


def same_sum(
    column: str, *, of: str, within: float = 0.0, where: str = EVERYWHERE, severity: Severity = "critical"
) -> SameSum:
    """A column adds up to the same as ``of``, a column as ``<layer>.<table>.<column>``."""
    return SameSum(column, of, within, severity, where)


def same_rows(*, of: str, within: float = 0.0, where: str = EVERYWHERE, severity: Severity = "critical") -> SameRows:
    """The table has as many rows as the table ``of``."""
    return SameRows(of, within, severity, where)


def adds_up(column: str, *, to: float, in_each: tuple[str, ...], severity: Severity = "critical") -> AddsUp:
    """A column adds up to a total in each group of rows that are alike in the columns ``in_each``."""
    return AddsUp(column, to, in_each, severity)


def rows_within(at_least: float, at_most: float, *, of_days: int = 5, severity: Severity = "warning") -> RowsWithin:
    """The number of rows is between two multiples of the average of earlier contents."""
    return RowsWithin(at_least, at_most, of_days, severity)


def mean_within(
    column: str, *, deviations: float = 4.0, of_days: int = 10, severity: Severity = "warning"
) -> MeanWithin:
    """The mean of a column is where it was; deviations are those of the means of earlier contents."""
    return MeanWithin(column, deviations, of_days, severity)


def share_of_nulls(
    column: str | None = None, *, grows_by: float = 0.2, of_days: int = 5, severity: Severity = "warning"
) -> ShareOfNulls:
    """The share of nulls grows at most by ``grows_by`` (0.2: from 5 to 25 per cent) over earlier contents."""
    return ShareOfNulls(column, grows_by, of_days, severity)


def newest_within(column: str, *, days: int, severity: Severity = "warning") -> NewestWithin:
    """The newest day in a column is at most ``days`` before the business date."""
    return NewestWithin(column, days, severity)


def _told(where: str) -> str:
    return "" if where == EVERYWHERE else f" where {where}"
