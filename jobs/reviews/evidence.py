"""What speaks for and against a pair, as lines of text for the person who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from jobs.reviews.open_pair import OpenPair

# One character of a bar for each unit of weight: twice as likely, or half as likely.
LONGEST_BAR = 24
NAME_WIDTH = 56


def told(one: OpenPair, today: date, waterfall: Sequence[str]) -> list[str]:
    """The pair side by side. ``waterfall`` are the lines of what its weight is made of, none if it has none."""
    head = [
        f"{' '.join(one.tokens)}: {one.about}, waits since {one.row['waiting_since_date']} ({one.age(today)} days)",
        f"records {' '.join(one.pair)}",
        f"asked because {one.row['reason_text']}",
        f"state {one.state}",
    ]
    table = [f"  {'field':14} {'left':18} {'right':18} agreement"]
    table += [f"  {field:14} {left:18} {right:18} {level}" for field, left, right, level in one.side_by_side()]
    return [*head, *table, f"{one.weight} (each unit makes it twice as likely that both are one)", *waterfall]


def bars(contributions: Mapping[str, float]) -> list[str]:
    """The parts of a weight as a waterfall: each bar begins where the one before it ended."""
    if not contributions:
        return []
    ends = _running(list(contributions.values()))
    lowest, highest = min(0.0, *ends), max(0.0, *ends)
    scale = min(1.0, LONGEST_BAR / ((highest - lowest) or 1.0))
    starts = [0.0, *ends[:-1]]
    return [
        f"  {name:{NAME_WIDTH}} {part:+7.2f} {_bar(min(start, end) - lowest, abs(part), scale, part)}"
        for (name, part), start, end in zip(contributions.items(), starts, ends, strict=True)
    ]


def _running(parts: list[float]) -> list[float]:
    return [sum(parts[: place + 1]) for place in range(len(parts))]


def _bar(offset: float, length: float, scale: float, part: float) -> str:
    return " " * round(offset * scale) + ("+" if part >= 0 else "-") * max(1, round(length * scale))
