"""Aggregates of DuckDB as text: measures under their names, as the builds declare theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.benchmarks.wide_values import DAY

TODAY = f"DATE '{DAY}'"
A_YEAR_AGO = f"DATE '{DAY - timedelta(days=365)}'"


def within(name: str, days: int) -> str:
    """Whether a day is one of the last so many, the business date the last of them."""
    return f"{name} BETWEEN DATE '{DAY - timedelta(days=days - 1)}' AND {TODAY}"


def count_where(condition: str) -> str:
    """How many rows of the group meet the condition."""
    return f"count(*) FILTER (WHERE {condition})"


def total_where(name: str, condition: str) -> str:
    """Sum of counts over the rows that meet the condition."""
    return f"sum({name}) FILTER (WHERE {condition})"


def sum_where(name: str, condition: str = "true") -> str:
    """Exact sum of an amount over the rows that meet the condition; null without one."""
    return f"CAST({total_where(name, condition)} AS DECIMAL(18,2))"


def most_where(name: str, condition: str) -> str:
    """The largest value among the rows that meet the condition."""
    return f"max({name}) FILTER (WHERE {condition})"


def listed(measures: Mapping[str, str]) -> str:
    """The measures for a SELECT."""
    return ",\n".join(f"{measure} AS {name}" for name, measure in measures.items())
