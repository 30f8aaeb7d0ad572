"""Charts of a fitted scorecard: one restrained style, every chart titled with its sample and base rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")  # no display on a server; must come before pyplot

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jobs.models.bands import gains_table
from jobs.models.calibration import calibration_table
from jobs.models.evaluation import Evaluation
from jobs.models.metrics import GroupedOutcome, outcome_by_score
from jobs.models.scorecard import Characteristic, Scorecard

INK, MUTED, GOOD, BAD, LATE = "#22303c", "#8a97a3", "#2f6f9f", "#c0563b", "#b08d3c"
COLOUR = {"train": MUTED, "test": GOOD, "out_of_time": LATE}
STYLE = {
    "figure.dpi": 120,
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e6eaee",
    "axes.axisbelow": True,
    "legend.frameon": False,
}


@contextmanager
def charts(scorecard: Scorecard, evaluation: Evaluation) -> Iterator[dict[str, Figure]]:
    """All charts by file name; closed at the end, so that memory does not grow with every training."""
    with plt.rc_context(STYLE):
        drawn = {f"{name}.png": draw(evaluation) for name, draw in DRAWERS.items()}
        drawn["weight_of_evidence.png"] = weight_of_evidence(scorecard)
        try:
            yield drawn
        finally:
            for figure in drawn.values():
                plt.close(figure)


def roc(evaluation: Evaluation) -> Figure:
    """Share of bad caught against share of good refused."""
    figure, axes = _canvas("ROC: bad caught against good refused", "share of good refused", "share of bad caught")
    for name, outcome in _outcomes(evaluation).items():
        label = f"{_words(name)}, AUC {evaluation.value('auc', name):.3f}"
        axes.plot(1 - outcome.cumulative_good, 1 - outcome.cumulative_bad, color=COLOUR[name], label=label)
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle=":")
    axes.set_aspect("equal")
    axes.legend(loc="lower right")
    return figure


def kolmogorov_smirnov(evaluation: Evaluation) -> Figure:
    """Cumulative shares of good and bad by score on the test sample, with their widest gap."""
    frame = evaluation.scored["test"]
    figure, axes = _canvas(f"KS, {_about(evaluation)}", "score", "cumulative share, from the lowest score")
    scores = np.arange(frame["score"].min() - 1, frame["score"].max() + 1)
    shares = {flag: _share_up_to(frame.loc[frame["is_bad"] == flag, "score"], scores) for flag in (0, 1)}
    axes.plot(scores, shares[0], color=GOOD, label="good")
    axes.plot(scores, shares[1], color=BAD, label="bad")
    widest = int(np.argmax(shares[1] - shares[0]))
    axes.vlines(scores[widest], shares[0][widest], shares[1][widest], color=INK, linestyle="--", linewidth=1)
    label = f"KS {evaluation.value('ks', 'test'):.3f} at {scores[widest]}  "
    axes.annotate(label, (scores[widest], shares[1][widest]), ha="right", va="bottom")
    axes.legend(loc="lower right")
    return figure


def score_distribution(evaluation: Evaluation) -> Figure:
    """Where good and bad customers lie on the scale."""
    frame = evaluation.scored["test"]
    figure, axes = _canvas(f"Score distribution, {_about(evaluation)}", "score", "share of the class")
    edges = np.arange(frame["score"].min() // 10 * 10, frame["score"].max() + 20, 10)
    for flag, colour, label in ((0, GOOD, "good"), (1, BAD, "bad")):
        scores = frame.loc[frame["is_bad"] == flag, "score"]
        share = np.full(len(scores), 1 / max(len(scores), 1))
        axes.hist(scores, edges, weights=share, color=colour, alpha=0.55, label=f"{label} ({len(scores):,})")
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.legend()
    return figure


def score_bands(evaluation: Evaluation) -> Figure:
    """Bad rate per band, and of everybody accepted down to it."""
    table = evaluation.bands("test")
    figure, axes = _canvas(f"Score bands, {_about(evaluation)}", "band, 1 = safest", "bad rate")
    bars = axes.bar(
        table["band_number"], table["bad_rate"].fillna(0), color=GOOD, width=0.7, label="bad rate of the band"
    )
    axes.bar_label(bars, fmt="{:.1%}", fontsize=7, color=INK, padding=2)
    cumulative = table["cumulative_bad_rate"]
    axes.plot(table["band_number"], cumulative, color=BAD, marker="o", markersize=3, label="of all accepted so far")
    axes.set_xticks(table["band_number"])
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left")
    return figure


def calibration(evaluation: Evaluation) -> Figure:
    """Predicted against observed bad rate per tenth of the test sample, with 95 % intervals."""
    frame = evaluation.scored["test"]
    figure, axes = _canvas(f"Calibration, {_about(evaluation)}", "predicted bad rate", "observed bad rate")
    grouped = calibration_table(frame["pd_rate"].to_numpy(), frame["is_bad"].to_numpy())
    error = 1.96 * np.sqrt(grouped["seen"] * (1 - grouped["seen"]) / grouped["rows"])
    axes.errorbar(grouped["predicted"], grouped["seen"], yerr=error, fmt="o", color=GOOD, markersize=4, linewidth=1)
    limit = 1.05 * max(grouped["predicted"].max(), (grouped["seen"] + error).max())
    axes.plot([0, limit], [0, limit], color=MUTED, linewidth=0.8, linestyle=":")
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    return figure


def gains(evaluation: Evaluation) -> Figure:
    """Share of all bad caught when the riskiest are refused first."""
    figure, axes = _canvas(
        "Gains: bad caught when the riskiest are refused first", "share refused", "share of bad caught"
    )
    for name, outcome in _outcomes(evaluation).items():
        table = gains_table(outcome)
        axes.plot(table["refused_share"], table["bad_caught_share"], color=COLOUR[name], label=_words(name))
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle=":", label="chance")
    axes.legend(loc="lower right")
    return figure


def weight_of_evidence(scorecard: Scorecard) -> Figure:
    """One small panel per variable: weight of evidence by bin; above zero is riskier than average."""
    items = scorecard.characteristics
    lines = -(-len(items) // 3)
    figure, panels = plt.subplots(lines, 3, figsize=(9.5, 2.5 * lines), sharey=True, layout="constrained")
    for axes, item in zip(panels.flat, items, strict=False):
        _panel(axes, item)
    for axes in panels.flat[len(items) :]:
        axes.set_visible(False)
    figure.suptitle("Weight of evidence by bin (above zero: riskier)", x=0.01, ha="left", fontsize=10)
    return figure


def _panel(axes: Axes, item: Characteristic) -> None:
    evidence = [one.woe for one in item.bins]
    axes.bar(range(len(evidence)), evidence, color=[BAD if value > 0 else GOOD for value in evidence], width=0.7)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(range(len(evidence)), [one.label for one in item.bins], rotation=30, ha="right", fontsize=6)
    axes.set_title(item.name.replace("_", " "), fontsize=8)
    axes.grid(axis="x", visible=False)


def _canvas(title: str, across: str, up: str) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    axes.set(title=title, xlabel=across, ylabel=up)
    return figure, axes


def _outcomes(evaluation: Evaluation) -> dict[str, GroupedOutcome]:
    frames = {name: evaluation.scored[name] for name in evaluation.measured}
    return {
        name: outcome_by_score(-frame["pd_rate"].to_numpy(), frame["is_bad"].to_numpy())
        for name, frame in frames.items()
    }


def _share_up_to(scores: pd.Series, points: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.sort(scores.to_numpy()), points, side="right") / max(len(scores), 1)


def _about(evaluation: Evaluation) -> str:
    frame = evaluation.scored["test"]
    return f"test sample, {len(frame):,} loans, {frame['is_bad'].mean():.1%} bad"


def _words(name: str) -> str:
    return name.replace("_", " ")


DRAWERS: dict[str, Callable[[Evaluation], Figure]] = {
    "roc": roc,
    "kolmogorov_smirnov": kolmogorov_smirnov,
    "score_distribution": score_distribution,
    "score_bands": score_bands,
    "calibration": calibration,
    "gains": gains,
}
