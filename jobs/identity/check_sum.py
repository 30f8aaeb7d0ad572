"""Weighted sums over the characters of a number, as the check characters of the national standards use them.

Written with array functions: a sum of 17 terms over a long expression nests too deep for the Connect protocol and
repeats the expression 17 times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F


def named(value: Column, use: Callable[[Column], Column]) -> Column:
    """``use(value)`` with the value computed once, however often ``use`` refers to it."""
    return F.element_at(F.transform(F.array(value), use), 1)


def weighted_sum(text: Column, weights: Sequence[int], value_of: Callable[[Column], Column]) -> Column:
    """Sum of value times weight over the first characters of the text, one for each weight; null for short texts."""
    characters = F.split(F.substring(text, 1, len(weights)), "")
    factors = F.array(*map(F.lit, weights))
    products = F.zip_with(characters, factors, lambda character, weight: value_of(character) * weight)
    return F.aggregate(products, F.lit(0), lambda total, product: total + product)
