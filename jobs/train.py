"""Fit, judge, log and register a declared model: ``python -m jobs.train credit_score --date 2026-06-01``.

The same data, declaration and code give the same scorecard: a repeated training says so and changes nothing. A version
that passes its gates waits until somebody who did not train it puts it into use (``python -m jobs.champion``); only the
first one is put into use by the gates.
"""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from jobs.candidate import Candidate, Fitted, record_of
from jobs.lakehouse import registry, registry_champion, registry_runs
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.model_report import told
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.registry_history import GATES, PASSED
from jobs.lakehouse.settings import Settings, read_settings
from jobs.lakehouse.training_record import TableVersion
from jobs.models.declaration import ModelDeclaration, read_declaration
from jobs.training_data import TrainingData, training_data

CODE = Path(__file__).resolve().parent / "models"
DRAWINGS = ("charts.py", "segment_charts.py")  # they may change without a new model

application = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Outcome:
    """What a training came to: the version, its alias, and lines for people."""

    version: str
    alias: str | None
    lines: tuple[str, ...]


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    model: Annotated[str, typer.Argument(help="name of a declaration in mlflow/, such as credit_score")],
    day: Annotated[str, typer.Option("--date", help="yyyy-mm-dd; what was published last until then is learnt")],
    by: Annotated[str, typer.Option("--by", default_factory=getpass.getuser, help="Who trains; you, if left out")],
) -> None:
    """Train a model on the table of the last day until the date."""
    declaration, settings = read_declaration(model), read_settings()
    with training_data(declaration, business_date_of(day), settings) as data:
        outcome = train(declaration, data, settings, by)
    typer.echo("\n".join(outcome.lines))


def train(declaration: ModelDeclaration, data: TrainingData, settings: Settings, trained_by: str) -> Outcome:
    """Fit a candidate, judge it by the gates and against the champion, log it, register it, alias it."""
    content = data.cases.content
    fingerprint = _fingerprint(content, declaration)
    known = made_before(declaration.name, fingerprint, "this data", settings)
    if known:
        return known
    registry_champion.history(declaration.name, settings)  # one that was changed by hand is told before the work
    in_use = registry.champion_or_none(declaration.name, settings)
    candidate = Candidate(
        declaration=declaration,
        fitted=Fitted.on(declaration, data.cases, in_use),
        fingerprint=fingerprint,
        table=TableVersion(declaration.training.source, data.path, data.version, content),
        excluded=data.cases.excluded,
    )
    version = _kept(candidate, settings)
    registry_champion.note_training(declaration.name, version, trained_by, candidate.is_passed, settings)
    alias = decided(declaration.name, version, candidate.is_passed, candidate.reason, settings)
    return Outcome(version, alias, _told(candidate, version, alias))


def _kept(candidate: Candidate, settings: Settings) -> str:
    """Log the run with its charts, register its scorecard and return the version."""
    with record_of(candidate) as record:
        return registry.register(record, registry.log_run(record, settings), settings)


def made_before(name: str, fingerprint: str, data: str, settings: Settings) -> Outcome | None:
    """What the same training came to before, None where there was none; one that broke off once judged is finished."""
    known = registry_runs.decided_version(name, fingerprint, settings)
    if known:
        return Outcome(known, None, (f"{name}: version {known} has {data}, declaration and code already; no change.",))
    version = registry_runs.judged_version(name, fingerprint, settings)
    if version is None:
        return None
    run = registry_runs.kept_run(name, version, settings)
    reason = "; ".join(f"{gate} {verdict}" for gate, verdict in told(run.tags, "gate."))
    is_passed = run.version_tags[GATES] == PASSED
    alias = decided(name, version, is_passed, reason, settings)
    asked = (asked_of_others(name, version),) if is_passed and alias == CHALLENGER else ()
    return Outcome(version, alias, (f"{name}: version {version} is {alias}; its training had broken off.", *asked))


def decided(name: str, version: str, is_passed: bool, reason: str, settings: Settings) -> str:
    """Let the gates put the first version into use; every later one waits for a person. The decision is written last.

    Whether it is the first is asked now and not when its training began: that was minutes ago.
    """
    from jobs.champion import write_report

    is_in_use = is_passed and registry_champion.appoint_first(name, version, reason, settings)
    write_report(name, version, settings)
    if is_in_use:
        registry.note_decision(name, version, CHAMPION, reason, settings)
        return CHAMPION
    registry.promote(name, version, CHALLENGER, reason, settings)
    return CHALLENGER


def _fingerprint(content: str, declaration: ModelDeclaration) -> str:
    return hashlib.sha256(f"{content}\n{declaration.model_dump_json()}\n{_code_digest()}".encode()).hexdigest()


def _code_digest() -> str:
    """Digest of the code that makes a scorecard; charts may change without a new model."""
    sources = [path for path in sorted(CODE.glob("*.py")) if path.name not in DRAWINGS]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _told(candidate: Candidate, version: str, alias: str) -> tuple[str, ...]:
    found, name = candidate.fitted.evaluation, candidate.declaration.name
    samples = {metric.sample.name: metric.sample for metric in found.metrics}
    figures = (
        f"  {sample.replace('_', ' '):12} AUC {found.value('auc', sample):.4f}  "
        f"KS {found.value('ks', sample):.4f}  {about.rows} rows, "
        f"{about.base_rate:.1%} {about.positive_class}"
        for sample, about in samples.items()
    )
    verdicts = (f"  {gate.word}  {gate.name}: {gate.finding}" for gate in candidate.fitted.gates)
    left_out = (f"  excluded  {rows} rows {code}" for code, rows in candidate.excluded.items())
    waits = candidate.is_passed and alias == CHALLENGER
    asked = (asked_of_others(name, version),) if waits else ()
    return (f"{name}: version {version} is {alias}.", *figures, *left_out, *verdicts, *asked)


def asked_of_others(name: str, version: str) -> str:
    """The line of a version that passed its gates and waits for somebody who did not train it."""
    return f"  waits for somebody else: python -m jobs.champion appoint {name} --version {version} --reason WHY"


if __name__ == "__main__":
    run(application)
