"""Cut a variable into bins in which risk moves one way only, and weigh each bin by its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from jobs.lakehouse.errors import DataFault
from jobs.models.counts import Tally, VariableCounts
from jobs.models.declaration import Binning, Variable
from jobs.models.optimal_bins import FEWEST_PER_CLASS, BinLimits, optimal_starts
from jobs.models.scorecard import DECIMALS, Bin, Characteristic, SpecialBin
from jobs.models.values import range_label


def characteristic(variable: Variable, counts: VariableCounts, limits: Binning) -> Characteristic:
    """Bins of one variable with their weight of evidence; the coefficient is 1 until the regression sets it.

    Only those who can have a value take part: a telecom value is compared among those with a telecom profile,
    and the missing purchase itself weighs through its own flag. Raises DataFault for a variable of one value:
    it has no evidence, and a value that first appears in scoring would count as average.
    """
    known = counts.known
    if len(counts.groups) + sum(one.rows > 0 for one in counts.special.values()) < 2:
        raise DataFault(
            f"{variable.name} has fewer than two values in {known.rows:.0f} training rows: "
            "see why its source fell silent, or leave it out of the declaration."
        )
    bins = tuple(_bins(variable, counts, limits))
    special, missing = _apart(counts, bins, limits)
    return Characteristic(
        name=variable.name,
        training_column=variable.training_column,
        kind=variable.kind,
        reason=variable.reason.code,
        needs=variable.needs,
        coefficient=1.0,
        bins=bins,
        special=special,
        missing=missing,
        absent=_absent_bin(counts.absent) if variable.needs else None,
    )


def _bins(variable: Variable, counts: VariableCounts, limits: Binning) -> Iterator[Bin]:
    if not len(counts.groups):
        return iter(())
    if variable.kind == "number":
        return _range_bins(variable, counts, limits)
    return _flag_bins(counts) if variable.kind == "flag" else _code_bins(counts, limits)


def _range_bins(variable: Variable, counts: VariableCounts, limits: Binning) -> Iterator[Bin]:
    starts = optimal_starts(counts.rows, counts.bad, variable.risk, _limits(counts, limits))
    cuts = [float(counts.groups[start]) for start in starts[1:]]
    for inside, (low, high) in zip(_tallies(counts, starts), pairwise([None, *cuts, None]), strict=True):
        yield Bin(lower=low, upper=high, **_evidence(range_label(low, high), inside, counts.known))


def _code_bins(counts: VariableCounts, limits: Binning) -> Iterator[Bin]:
    """Codes of like risk together: in the order of their bad rates, the best partition leaves no gap (Fisher, 1958)."""
    rate = (counts.bad + 0.5) / (counts.rows + 1.0)  # half a case, so that a code seen once is not certain
    order = np.lexsort((counts.groups, rate))
    codes, rows, bad = counts.groups[order], counts.rows[order], counts.bad[order]
    starts = optimal_starts(rows, bad, "rises", _limits(counts, limits))
    sorted_counts = VariableCounts(codes, rows, bad)
    for inside, (start, end) in zip(_tallies(sorted_counts, starts), pairwise([*starts, len(codes)]), strict=True):
        together = tuple(sorted(str(code) for code in codes[start:end]))
        yield Bin(codes=together, **_evidence(", ".join(together), inside, counts.known))


def _flag_bins(counts: VariableCounts) -> Iterator[Bin]:
    """Each answer on its own, however rare: whether a purchase found somebody is never averaged away."""
    for code, rows, bad in zip(counts.groups, counts.rows, counts.bad, strict=True):
        yield Bin(codes=(str(code),), **_evidence(str(code), Tally(float(rows), float(bad)), counts.known))


def _limits(counts: VariableCounts, limits: Binning) -> BinLimits:
    known = counts.known
    return BinLimits(limits.max_bins, limits.min_bin_share * known.rows, known.rows, known.bad)


def _tallies(counts: VariableCounts, starts: tuple[int, ...]) -> Iterator[Tally]:
    rows, bad = (np.add.reduceat(one, starts) for one in (counts.rows, counts.bad))
    return (Tally(float(held), float(bads)) for held, bads in zip(rows, bad, strict=True))


def _apart(counts: VariableCounts, bins: tuple[Bin, ...], limits: Binning) -> tuple[tuple[SpecialBin, ...], Bin]:
    """The bins beside the order: own evidence where enough rows are alike, else the riskiest; a blank must not pay."""
    known = counts.known
    tallies = {**{f"= {value:g}": one for value, one in counts.special.items()}, "missing": counts.missing}
    told = [_evidence(label, one, known) for label, one in tallies.items()]
    is_enough = [_is_enough(one, known, limits) for one in tallies.values()]
    seen = [one["woe"] for one, enough in zip(told, is_enough, strict=True) if enough]
    riskiest = max([*(one.woe for one in bins), *seen], default=0.0)
    for one, enough in zip(told, is_enough, strict=True):
        if not enough:
            one.update(woe=riskiest, weight=riskiest, bad_rate=None)
    *special, missing = told
    values = zip(counts.special, special, strict=True)
    return tuple(SpecialBin(value=value, **one) for value, one in values), Bin(**missing)


def _is_enough(inside: Tally, known: Tally, limits: Binning) -> bool:
    return inside.rows >= limits.min_bin_share * known.rows and min(inside.bad, inside.good) >= FEWEST_PER_CLASS


def _absent_bin(absent: Tally) -> Bin:
    rate = absent.bad / absent.rows if absent.rows else None
    return Bin(label="no purchased data", woe=0.0, weight=0.0, rows=round(absent.rows), bad_rate=rate)


def _evidence(label: str, inside: Tally, everybody: Tally) -> dict[str, object]:
    """Weight of evidence ln((bad in bin / bad) / (good in bin / good)); half a case stands in for none."""
    bads, goods = max(inside.bad, 0.5), max(inside.good, 0.5)
    woe = round(float(np.log((bads / max(everybody.bad, 0.5)) / (goods / max(everybody.good, 0.5)))), DECIMALS)
    rate = inside.bad / inside.rows if inside.rows else None
    return {"label": label, "woe": woe, "weight": woe, "rows": round(inside.rows), "bad_rate": rate}
