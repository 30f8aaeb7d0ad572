"""Drawings of lines, points and spans over one axis of places and one of shares, in the units of the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 640, 260, 60, 30, 14
STEPS = 4


@dataclass(frozen=True)
class Series:
    """Values at places along the horizontal axis; what is None is not drawn. ``style`` is a class of the page."""

    name: str
    style: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Span:
    """The interval around a value at a place, None where there is none."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class Drawn:
    """A series as it is drawn: one path, and a mark for each value with what it says."""

    name: str
    style: str
    path: str
    marks: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True)
class Chart:
    """A drawing with its title, what it says, the labels of its axes, and everything in it."""

    title: str
    note: str
    series: tuple[Drawn, ...]
    spans: tuple[tuple[float, float, float], ...]
    across: tuple[tuple[float, str], ...]
    upwards: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def chart(title: str, note: str, places: Sequence[str], series: Sequence[Series], spans: Sequence[Span] = ()) -> Chart:
    """The drawing; its upper end is the largest value in it."""
    known = [one for line in series for one in line.values if one is not None]
    top = max([*known, *(one.high for one in spans if one.high is not None)], default=0.0) or 1.0
    drawn = tuple(_drawn(one, places, top) for one in series)
    lines = tuple(
        (_x(place, len(places)), _y(one.low, top), _y(one.high, top))
        for place, one in enumerate(spans)
        if one.low is not None and one.high is not None
    )
    steps = tuple((_y(top * step / STEPS, top), f"{top * step / STEPS:.3f}") for step in range(STEPS + 1))
    return Chart(title, note, drawn, lines, tuple(_labels(places)), steps)


def _drawn(one: Series, places: Sequence[str], top: float) -> Drawn:
    marks = tuple(
        (_x(place, len(places)), _y(value, top), f"{one.name}, {places[place]}: {value:.4f}")
        for place, value in enumerate(one.values)
        if value is not None
    )
    path = " ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y, _) in enumerate(marks))
    return Drawn(one.name, one.style, path, marks)


def _labels(places: Sequence[str]) -> Iterable[tuple[float, str]]:
    every = max(1, len(places) // 12)
    return ((_x(place, len(places)), text) for place, text in enumerate(places) if place % every == 0)


def _x(place: int, places: int) -> float:
    return round(LEFT + (place + 0.5) * (WIDTH - LEFT) / places, 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BELOW - value / top * (HEIGHT - BELOW - ABOVE), 1)
