"""Fit, judge, log and register a declared model: ``python -m jobs.train credit_score --date 2026-06-01``.

The same data, declaration and code give the same scorecard: a repeated training says so and changes nothing.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.lakehouse import registry
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence
from jobs.lakehouse.errors import ExitCode
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.settings import Settings, read_settings
from jobs.lakehouse.training_record import TableVersion, TrainingRecord
from jobs.models.declaration import DECLARATIONS, ModelDeclaration, read_declaration

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame

    from jobs.models.evaluation import Evaluation, Gate
    from jobs.models.scorecard import Scorecard

CODE = Path(__file__).resolve().parent / "models"
USAGE = 2  # what the command-line library ends with; Airflow would take it for something worth retrying

application = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class TrainingData:
    """The training table as read, and where it came from."""

    rows: pd.DataFrame
    path: Path
    version: int


@dataclass(frozen=True)
class Candidate:
    """A fitted scorecard with what was measured, how the gates judged it, and what it was made from."""

    declaration: ModelDeclaration
    scorecard: Scorecard
    evaluation: Evaluation
    gates: tuple[Gate, ...]
    fingerprint: str
    table: TableVersion
    excluded: Mapping[str, int]

    @property
    def alias(self) -> str:
        """Champion when every gate is passed, else challenger."""
        return CHAMPION if all(gate.is_passed for gate in self.gates) else CHALLENGER

    @property
    def reason(self) -> str:
        """The gates in words."""
        return "; ".join(f"{gate.name} {_word(gate)} ({gate.finding})" for gate in self.gates)


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
    day: Annotated[str, typer.Option("--date", help="Business date of the training table, yyyy-mm-dd")],
) -> None:
    """Train a model on the table of a business date."""
    business_date, declaration, settings = business_date_of(day), read_declaration(model), read_settings()
    outcome = train(declaration, read_training_data(declaration, business_date, settings), settings)
    typer.echo("\n".join(outcome.lines))


def train(declaration: ModelDeclaration, data: TrainingData, settings: Settings) -> Outcome:
    """Fit a candidate, judge it by the gates and against the champion, log it, register it, alias it."""
    from jobs.models.evaluation import evaluate, judge
    from jobs.models.fit import fit_scorecard
    from jobs.models.outcomes import excluded_rows, known_outcomes
    from jobs.models.split import split

    rows = known_outcomes(declaration, data.rows)
    content = content_digest(rows)
    fingerprint = _fingerprint(content, declaration)
    known = registry.decided_version(declaration.name, fingerprint, settings)
    if known:
        line = f"{declaration.name}: version {known} has this data, declaration and code already; no change."
        return Outcome(known, None, (line,))
    samples = split(declaration, rows)
    scorecard = fit_scorecard(declaration, samples.train)
    candidate = Candidate(
        declaration=declaration,
        scorecard=scorecard,
        evaluation=evaluate(declaration, scorecard, samples),
        gates=judge(declaration, scorecard, samples, registry.champion_or_none(declaration.name, settings)),
        fingerprint=fingerprint,
        table=TableVersion(declaration.training.table, data.path, data.version, content),
        excluded=excluded_rows(declaration, data.rows),
    )
    version = _keep(candidate, settings)
    registry.promote(declaration.name, version, candidate.alias, candidate.reason, settings)
    return Outcome(version, candidate.alias, _told(candidate, version))


def read_training_data(declaration: ModelDeclaration, business_date: date, settings: Settings) -> TrainingData:
    """The training table as published for the day."""
    from jobs.lakehouse.catalog import Catalog
    from jobs.lakehouse.lake import Lake
    from jobs.lakehouse.session import current_attempt, open_session

    spark = open_session(settings, current_attempt(f"train.{declaration.name}"))
    try:
        lake, table = Lake(spark, settings, Catalog()), declaration.training.table
        pinned = lake.pin(table, business_date)
        rows = rows_of(lake.read(table, business_date, pinned), declaration)
        return TrainingData(rows, lake.path(table), pinned.version)
    finally:
        spark.stop()


def rows_of(frame: DataFrame, declaration: ModelDeclaration) -> pd.DataFrame:
    """The rows of the training table in memory, the model's numbers as doubles."""
    from pyspark.sql import functions as F

    numbers = {variable.column_in_training for variable in declaration.variables if variable.kind == "number"}
    columns = [F.col(name).cast("double") if name in numbers else F.col(name) for name in frame.columns]
    return frame.select(*columns).toPandas()


def content_digest(rows: pd.DataFrame) -> str:
    """Digest of the training rows themselves: a table rewritten with the same rows is the same data."""
    from pandas.util import hash_pandas_object

    columns = ",".join(rows.columns).encode()
    return hashlib.sha256(columns + hash_pandas_object(rows, index=False).to_numpy().tobytes()).hexdigest()


def _fingerprint(content: str, declaration: ModelDeclaration) -> str:
    return hashlib.sha256(f"{content}\n{declaration.model_dump_json()}\n{_code_digest()}".encode()).hexdigest()


def _code_digest() -> str:
    """Digest of the code that makes a scorecard; charts may change without a new model."""
    sources = [path for path in sorted(CODE.glob("*.py")) if path.name != "charts.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _keep(candidate: Candidate, settings: Settings) -> str:
    """Log the run with its charts, register its scorecard and return the version."""
    from jobs.models.charts import charts

    with charts(candidate.scorecard, candidate.evaluation) as figures:
        record = TrainingRecord(
            model=candidate.scorecard,
            fingerprint=candidate.fingerprint,
            table=candidate.table,
            metrics=candidate.evaluation.metrics,
            parameters=_parameters(candidate.declaration),
            tags=_tags(candidate),
            figures=figures,
            texts=_texts(candidate),
            description=_card(candidate.declaration),
        )
        return registry.register(record, registry.log_run(record, settings), settings)


def _parameters(declaration: ModelDeclaration) -> dict[str, str]:
    groups = {name: getattr(declaration, name) for name in ("training", "split", "scaling", "binning", "zones")}
    named = {f"{group}.{key}": str(value) for group, part in groups.items() for key, value in part.model_dump().items()}
    return {**named, "variables": ", ".join(variable.name for variable in declaration.variables)}


def _tags(candidate: Candidate) -> dict[str, str]:
    gates = {f"gate.{gate.name}": f"{_word(gate)}: {gate.finding}"[:4000] for gate in candidate.gates}
    return {**gates, **{f"excluded.{code}": f"{rows} rows" for code, rows in candidate.excluded.items()}}


def _card(declaration: ModelDeclaration) -> str:
    path = DECLARATIONS / f"{declaration.name}.md"
    return path.read_text(encoding="utf-8") if path.exists() else declaration.about


def _texts(candidate: Candidate) -> dict[str, str]:
    from jobs.models.points import points_table

    name, evaluation = candidate.declaration.name, candidate.evaluation
    tables = {f"tables/bands_{sample}.csv": evaluation.bands(sample) for sample in evaluation.measured}
    return {
        f"{name}.yml": (DECLARATIONS / f"{name}.yml").read_text(encoding="utf-8"),
        f"{name}.md": _card(candidate.declaration),
        "tables/points.csv": points_table(candidate.scorecard).to_csv(index=False),
        **{path: table.to_csv(index=False, float_format="%.6f") for path, table in tables.items()},
    }


def _word(gate: Gate) -> str:
    return "passed" if gate.is_passed else "failed"


def _told(candidate: Candidate, version: str) -> tuple[str, ...]:
    found = candidate.evaluation
    samples = {metric.sample.name: metric.sample for metric in found.metrics}
    figures = (
        f"  {name.replace('_', ' '):12} AUC {found.value('auc', name):.4f}  "
        f"KS {found.value('ks', name):.4f}  {sample.rows} rows, "
        f"{sample.base_rate:.1%} {sample.positive_class}"
        for name, sample in samples.items()
    )
    verdicts = (f"  {_word(gate)}  {gate.name}: {gate.finding}" for gate in candidate.gates)
    left_out = (f"  excluded  {rows} rows {code}" for code, rows in candidate.excluded.items())
    return (f"{candidate.declaration.name}: version {version} is {candidate.alias}.", *figures, *left_out, *verdicts)


if __name__ == "__main__":
    try:
        application()
    except SystemExit as ended:
        sys.exit(int(ExitCode.CONTRACT_FAULT) if ended.code == USAGE else ended.code)
