"""The words that ``expectations/`` is written in.

An expectation speaks of the whole table, in the vocabulary of Great Expectations; a row rule speaks of one row and
sends it to quarantine. Neither needs Great Expectations to be loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pyspark.sql import Column

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Expectation:
    """One rule about a staged table. A critical one stops publishing; a warning is reported."""

    kind: str
    severity: Severity
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The rule as people read it: kind and what it is about, no values of the data."""
        single = [str(self.arguments[name]) for name in ("column", "column_A", "column_B") if name in self.arguments]
        return f"{self.kind}({', '.join(single or map(str, self.arguments.get('column_list', ())))})"


@dataclass(frozen=True)
class RowRule:
    """One rule about a row: where ``breaks`` is true the row goes to quarantine with the rule and the reason."""

    rule: str
    breaks: Column
    reason: str


def critical(kind: str, **arguments: Any) -> Expectation:
    """A rule that must hold before anyone may read the table."""
    return Expectation(kind, "critical", arguments)


def warning(kind: str, **arguments: Any) -> Expectation:
    """A rule whose breach is shown but does not stop publishing."""
    return Expectation(kind, "warning", arguments)


def where(condition: str) -> dict[str, str]:
    """The arguments of a rule that is asked of the rows alone of which a condition, in SQL, is true."""
    return {"row_condition": condition, "condition_parser": "spark"}


def reject(rule: str, breaks: Column, reason: str) -> RowRule:
    """Send the rows where ``breaks`` is true to quarantine under the name ``rule``."""
    return RowRule(rule, breaks, reason)
