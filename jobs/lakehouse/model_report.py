"""A model as a committee reads it, made from the run that MLflow keeps: one page in HTML, and the same as PDF."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt

from jobs.lakehouse.champion_history import Appointment
from jobs.lakehouse.data_docs import TEMPLATES
from jobs.lakehouse.registry import DESCRIPTION
from jobs.lakehouse.registry_runs import KeptRun

SAMPLES = ("train", "test", "out_of_time")
WIDE = ("weight_of_evidence", "segments")
FOLDER = "report"


@dataclass(frozen=True)
class Figure:
    """One figure of a run with its interval, where it has one."""

    sample: str
    name: str
    value: float
    low: float | None
    high: float | None


def report_files(run: KeptRun, history: Sequence[Appointment]) -> dict[str, bytes]:
    """The report by path in the run, as HTML and as PDF; ``history`` tells who put which version into use."""
    from jobs.lakehouse.model_report_pdf import as_pdf

    stem = f"{FOLDER}/{run.model}_{run.version}"
    return {f"{stem}.html": as_html(run, history).encode(), f"{stem}.pdf": as_pdf(run, history)}


def as_html(run: KeptRun, history: Sequence[Appointment]) -> str:
    """One page that loads nothing: style and charts are in it."""
    facts: dict[str, Any] = {
        "run": run,
        "about": MarkdownIt("commonmark", {"html": False}).render(run.tags.get(DESCRIPTION, "")),
        "gates": told(run.tags, "gate."),
        "samples": told(run.tags, "sample."),
        "excluded": told(run.tags, "excluded."),
        "approvals": [one for one in history if one.version == run.version],
        "figures": figures(run.metrics),
        "charts": [(name, base64.b64encode(picture).decode()) for name, picture in charts(run)],
        "wide": WIDE,
        "tables": tables(run),
    }
    return TEMPLATES.get_template("model.html").render(**facts)


def told(tags: Mapping[str, str], prefix: str) -> list[tuple[str, str]]:
    """The tags of one kind, without their prefix, in order."""
    return sorted((name.removeprefix(prefix), said) for name, said in tags.items() if name.startswith(prefix))


def figures(metrics: Mapping[str, float]) -> list[Figure]:
    """Figures by sample, each with the bounds that are kept beside it."""
    names = [name for name in sorted(metrics) if not name.endswith(("_low", "_high"))]
    return [
        Figure(sample, name.removeprefix(f"{sample}_"), metrics[name], *_bounds(metrics, name))
        for sample in SAMPLES
        for name in names
        if name.startswith(f"{sample}_")
    ]


def charts(run: KeptRun) -> list[tuple[str, bytes]]:
    """The charts of a run by name."""
    return [(PurePosixPath(path).stem, picture) for path, picture in run.files.items() if path.endswith(".png")]


def tables(run: KeptRun) -> list[tuple[str, list[list[str]]]]:
    """The tables of a run by name, the first line being its columns."""
    found = {PurePosixPath(path).stem: text for path, text in run.files.items() if path.endswith(".csv")}
    return [(name, list(csv.reader(io.StringIO(text.decode())))) for name, text in found.items()]


def _bounds(metrics: Mapping[str, float], name: str) -> tuple[float | None, float | None]:
    return metrics.get(f"{name}_low"), metrics.get(f"{name}_high")
