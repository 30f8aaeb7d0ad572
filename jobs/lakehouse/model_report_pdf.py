"""The report of a model as PDF, drawn with the charting library: pages of plain text, then one page for each chart."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence

import matplotlib
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure as Page

from jobs.lakehouse import model_report
from jobs.lakehouse.champion_history import Appointment
from jobs.lakehouse.registry import DESCRIPTION
from jobs.lakehouse.registry_runs import KeptRun

A4, LETTERS, LINES = (8.27, 11.69), 100, 70
# The font of the library has no Chinese letters: what it cannot draw is left to the HTML.
FONT = {"family": "DejaVu Sans Mono", "size": 7.5}


def as_pdf(run: KeptRun, history: Sequence[Appointment]) -> bytes:
    """The report as one PDF document; the same run gives the same bytes."""
    written = io.BytesIO()
    about = {"Title": f"{run.model}, version {run.version}", "CreationDate": None}
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(written, metadata=about) as document:
        for page in (*_text_pages(list(_lines(run, history))), *_chart_pages(run)):
            document.savefig(page)
    return written.getvalue()


def _lines(run: KeptRun, history: Sequence[Appointment]) -> Iterator[str]:
    yield f"MODEL REPORT: {run.model}, version {run.version}"
    yield f"trained at {run.trained_at} UTC, run {run.run_id}"
    yield from _part("1. PURPOSE AND LIMITS", run.tags.get(DESCRIPTION, "").replace("**", "").splitlines())
    yield from _part("2. DECISION", _pairs(model_report.told(run.tags, "gate.")))
    approvals = [f"{one.decided_at}  {one.by}: {one.in_words} ({one.reason})" for one in history
                 if one.version == run.version]  # fmt: skip
    yield from _part("3. APPROVALS", approvals or ["Nobody has put this version into use."])
    table = f"{run.tags.get('training_table')}; version {run.tags.get('training_table_version')}"
    said = [*model_report.told(run.tags, "sample."), *model_report.told(run.tags, "excluded.")]
    yield from _part("4. DATA", [table, *_pairs(said)])
    yield from _part("5. METHOD", _pairs(sorted(run.parameters.items())))
    yield from _part("6. PERFORMANCE", [_figure(one) for one in model_report.figures(run.metrics)])
    for name, lines in model_report.tables(run):
        yield from _part(f"TABLE {name}", [" ".join(cell[:18].ljust(18) for cell in line) for line in lines])


def _part(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    for line in lines:
        yield from textwrap.wrap(line, LETTERS, subsequent_indent="    ") or [""]


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{name}: {said}" for name, said in pairs]


def _figure(one: model_report.Figure) -> str:
    interval = "" if one.low is None or one.high is None else f"  ({one.low:.4f} to {one.high:.4f})"
    return f"{one.sample:12} {one.name:28} {one.value:8.4f}{interval}"


def _text_pages(lines: list[str]) -> Iterator[Page]:
    for start in range(0, len(lines), LINES):
        page = Page(figsize=A4)
        page.text(0.07, 0.95, "\n".join(lines[start : start + LINES]), va="top", parse_math=False, fontdict=FONT)
        yield page


def _chart_pages(run: KeptRun) -> Iterator[Page]:
    for _, picture in model_report.charts(run):
        page = Page(figsize=A4)
        axes = page.add_axes((0.05, 0.05, 0.9, 0.9))
        axes.imshow(matplotlib.image.imread(io.BytesIO(picture)))
        axes.axis("off")
        yield page
