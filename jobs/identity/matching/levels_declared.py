"""The kinds of agreement between two values that a comparison may name, from strongest to none."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Share = Annotated[float, Field(gt=0, le=1)]
DatePart = Literal["year", "month", "day"]


class Declared(BaseModel):
    """Base of every part of a declaration: immutable, typed, no key nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Level(Declared):
    """One degree of agreement.

    ``m`` and ``u`` are the shares of pairs with it among pairs of one party and among pairs of two: where a model is
    not trained yet they count as they stand, and those that ``fixed`` names always do. ``column`` is the comparison's
    unless the level looks at another one; ``also_same`` names columns that must be equal besides: where one of them is
    null and all else holds, nothing is known.
    """

    about: str = Field(min_length=3)
    m: Share
    u: Share
    fixed: tuple[Literal["m", "u"], ...] = ()
    column: Name | None = None
    also_same: tuple[Name, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the level looks at beside the comparison's own."""
        return (*((self.column,) if self.column else ()), *self.also_same)


class Exact(Level):
    """The same value.

    With a ``frequency_weight`` a rare value proves more than a common one: 1 takes the frequency of the value for the
    level's u, 0 ignores it (term frequency adjustment of Splink).
    """

    kind: Literal["exact"]
    frequency_weight: float = Field(default=0.0, ge=0, le=1)


class EditDistance(Level):
    """At most so many characters inserted, deleted or replaced (Levenshtein 1966); a date is compared as it is written,
    yyyy-mm-dd."""

    kind: Literal["levenshtein"]
    at_most: int = Field(ge=1)


class Similarity(Level):
    """At least this similar: one less the edit distance over the length of the longer text."""

    kind: Literal["similarity"]
    at_least: Share

    @property
    def share_of_edits(self) -> float:
        """Edits for each character; a hair more, so that 8 of 10 equal characters are 0.8 alike in binary too."""
        return 1 - self.at_least + 1e-9


class DaysApart(Level):
    """Two dates at most so many days apart."""

    kind: Literal["days_apart"]
    at_most: int = Field(ge=0)


class SameParts(Level):
    """Two dates with these parts equal."""

    kind: Literal["same_parts"]
    parts: tuple[DatePart, ...] = Field(min_length=1)


class DayMonthSwapped(Level):
    """Two dates of one year, the day of one being the month of the other."""

    kind: Literal["day_month_swapped"]


class SamePrefix(Level):
    """Two texts that begin with the same so many characters; a shorter text is none."""

    kind: Literal["same_prefix"]
    characters: int = Field(ge=1)


class Contained(Level):
    """One text ends with the other, or begins with it and a hyphen: an address without its township or its room. The
    shorter one has at least so many characters."""

    kind: Literal["contained"]
    characters: int = Field(ge=1)


class TokensContained(Level):
    """Every word of one text is a word of the other, and they share at least so many different words."""

    kind: Literal["tokens_contained"]
    at_least: int = Field(default=1, ge=1)


class Abbreviation(Level):
    """Every character of the shorter text, at least so many, stands in the longer one in the same order."""

    kind: Literal["abbreviation"]
    at_least: int = Field(ge=2)


class Crossed(Level):
    """Two values in each other's place: a given name written as the surname, and the surname as the given name."""

    kind: Literal["crossed"]
    other_column: Name

    @property
    def columns(self) -> tuple[str, ...]:
        """The level's columns, and the one it is crossed with."""
        return (*super().columns, self.other_column)


class Otherwise(Level):
    """Both values are there and none of the levels above holds: they differ."""

    kind: Literal["else"]


AnyLevel = Annotated[
    Exact
    | EditDistance
    | Similarity
    | DaysApart
    | SameParts
    | DayMonthSwapped
    | SamePrefix
    | Contained
    | TokensContained
    | Abbreviation
    | Crossed
    | Otherwise,
    Field(discriminator="kind"),
]


class Comparison(Declared):
    """How two records are compared in one respect; the first level that holds counts.

    Where ``column`` is null in one of the two records, or the first level that may hold hangs on a null of
    ``also_same``, nothing is known and nothing counts (level -1). The others are
    numbered as in Splink: ``else`` is 0, the first level the highest.
    """

    name: Name
    about: str = Field(min_length=3)
    column: Name
    levels: tuple[AnyLevel, ...] = Field(min_length=2)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the comparison looks at, its own first."""
        return tuple(dict.fromkeys((self.column, *(name for level in self.levels for name in level.columns))))

    def number_of(self, place: int) -> int:
        """The number of the level at a place, counted from 0 at the strongest."""
        return len(self.levels) - 1 - place

    def level_at(self, number: int) -> AnyLevel | None:
        """The level of a number; None for -1, where a value is missing."""
        return self.levels[len(self.levels) - 1 - number] if number >= 0 else None

    @property
    def frequency_level(self) -> Exact | None:
        """The level whose weight depends on how frequent the value is."""
        found = (level for level in self.levels if isinstance(level, Exact) and level.frequency_weight)
        return next(found, None)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if [place for place, level in enumerate(self.levels) if level.kind == "else"] != [len(self.levels) - 1]:
            raise ValueError(f"comparison {self.name} needs the level else, once and last")
        if sum(isinstance(level, Exact) and level.frequency_weight > 0 for level in self.levels) > 1:
            raise ValueError(f"comparison {self.name} weighs frequencies in two levels")
        if self.frequency_level and self.frequency_level.columns:
            raise ValueError(f"comparison {self.name} weighs the frequency of its own column alone")
        for share in ("m", "u"):
            total = sum(getattr(level, share) for level in self.levels)
            if abs(total - 1) > 0.001:
                raise ValueError(f"the {share} of comparison {self.name} add up to {total:.4f}, not to 1")
        return self
