"""Learn, judge, log and register the weights of a matching model: ``python -m jobs.train_matching person_match --date
2026-06-01``.

The same records, declaration and code give the same weights: a repeated training says so and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.identity.matching.declaration import DECLARATIONS, MatchModel, read_match_model
from jobs.lakehouse import registry, registry_runs
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.registry import CHALLENGER, CHAMPION
from jobs.lakehouse.settings import Settings, read_settings
from jobs.lakehouse.training_record import TableVersion, TrainingRecord
from jobs.train import Outcome
from jobs.training_table import TrainingTable, content_digest, drawn_rows, training_table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from jobs.identity.matching.gates import LinkedPairs
    from jobs.identity.matching.weights import MatchWeights
    from jobs.models.evaluation import Gate
    from jobs.models.metrics import Metric

CODE = Path(__file__).resolve().parent / "identity" / "matching"

application = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Learnt:
    """Learnt weights with what they link, how the gates judged them, and what they were made from."""

    weights: MatchWeights
    linked: LinkedPairs
    gates: tuple[Gate, ...]
    fingerprint: str
    table: TableVersion
    sample_records: int

    @property
    def alias(self) -> str:
        """Champion when every gate is passed, else challenger."""
        return CHAMPION if all(gate.is_passed for gate in self.gates) else CHALLENGER

    @property
    def reason(self) -> str:
        """The gates in words."""
        return "; ".join(gate.told for gate in self.gates)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    model: Annotated[str, typer.Argument(help="name of a declaration in mlflow/matching, such as person_match")],
    day: Annotated[str, typer.Option("--date", help="yyyy-mm-dd; what was published last until then is learnt")],
) -> None:
    """Train a matching model on the records of the last day until the date."""
    declared, settings = read_match_model(model), read_settings()
    with training_table(model, declared.training.table, business_date_of(day), settings) as records:
        typer.echo("\n".join(train(declared, records, settings).lines))


def train(model: MatchModel, records: TrainingTable, settings: Settings) -> Outcome:
    """Learn weights, judge them by the gates and against the champion, log them, register them, alias them."""
    sample = sample_of(records.rows, model)
    content = content_digest(sample)
    fingerprint = _fingerprint(content, model)
    known = registry_runs.decided_version(model.name, fingerprint, settings)
    if known:
        line = f"{model.name}: version {known} has these records, declaration and code already; no change."
        return Outcome(known, None, (line,))
    table = TableVersion(model.training.table, records.path, records.version, content)
    learnt = _learnt(model, records.rows, sample, registry.champion_or_none(model.name, settings), fingerprint, table)
    made = _keep(learnt, settings)
    registry.promote(model.name, made, learnt.alias, learnt.reason, settings)
    lines = (f"{model.name}: version {made} is {learnt.alias}.", *(f"  {gate.told}" for gate in learnt.gates))
    return Outcome(made, learnt.alias, lines)


def sample_of(records: DataFrame, model: MatchModel) -> pa.Table:
    """The records to learn from, in an order that depends on their keys alone."""
    from pyspark.sql import functions as F

    chosen = records.where(F.col(model.only.column) == model.only.value) if model.only else records
    return drawn_rows(chosen, model.key, model.columns, model.training.sample_records, model.training.seed)


def linked_pairs(records: DataFrame, weights: MatchWeights) -> int:
    """How many pairs of the records the weights link."""
    from pyspark.sql import functions as F

    from jobs.identity.matching.increment import matched_pairs
    from jobs.identity.matching.score import MATCH_WEIGHT

    return matched_pairs(records, weights).where(F.col(MATCH_WEIGHT) >= weights.model.thresholds.link_weight).count()


def _learnt(
    model: MatchModel,
    records: DataFrame,
    sample: pa.Table,
    in_use: MatchWeights | None,
    fingerprint: str,
    table: TableVersion,
) -> Learnt:
    from jobs.identity.matching.gates import LinkedPairs, judge
    from jobs.identity.matching.training import learnt_weights

    weights = learnt_weights(sample, model)
    linked = LinkedPairs(linked_pairs(records, weights), linked_pairs(records, in_use) if in_use else None)
    return Learnt(weights, linked, judge(weights, linked), fingerprint, table, sample.num_rows)


def _fingerprint(content: str, model: MatchModel) -> str:
    return hashlib.sha256(f"{content}\n{model.model_dump_json()}\n{_code_digest()}".encode()).hexdigest()


def _code_digest() -> str:
    """Digest of the code that makes weights; charts may change without a new model."""
    sources = [path for path in sorted(CODE.glob("*.py")) if path.name != "charts.py"]
    code = b"".join(path.read_bytes() for path in sources)
    return hashlib.sha256(code + version("splink").encode()).hexdigest()


def _keep(learnt: Learnt, settings: Settings) -> str:
    """Log the run with its chart, register its weights and return the version."""
    from jobs.identity.matching.charts import charts

    model = learnt.weights.model
    path = DECLARATIONS / f"{model.name}.yml"
    with charts(learnt.weights) as figures:
        record = TrainingRecord(
            model=learnt.weights,
            fingerprint=learnt.fingerprint,
            table=learnt.table,
            metrics=_metrics(learnt),
            parameters=_parameters(model),
            tags={f"gate.{gate.name}": gate.verdict for gate in learnt.gates},
            figures=figures,
            texts={path.name: path.read_text(encoding="utf-8")},
            description=model.about,
        )
        return registry.register(record, registry.log_run(record, settings), settings)


def _metrics(learnt: Learnt) -> tuple[Metric, ...]:
    from jobs.models.metrics import Metric, Sample

    weights = learnt.weights
    sample = Sample(
        name="pairs",
        definition=f"candidate pairs of {learnt.table.name}; base rate among all pairs",
        rows=learnt.sample_records,
        base_rate=weights.prior,
        positive_class="one party",
        weighting="none",
    )
    bits = {
        f"{comparison.name}_bits_{comparison.number_of(place)}": one.bits(comparison.number_of(place))
        for comparison, one in weights.pairs
        for place in range(len(comparison.levels))
    }
    figures = {"linked": float(learnt.linked.learnt), "prior": weights.prior, **bits}
    return tuple(Metric(name, value, sample) for name, value in figures.items())


def _parameters(model: MatchModel) -> Mapping[str, str]:
    groups = {name: getattr(model, name).model_dump() for name in ("training", "thresholds", "gates", "frequencies")}
    named = {f"{group}.{key}": str(value) for group, part in groups.items() for key, value in part.items()}
    return {**named, "comparisons": ", ".join(one.name for one in model.comparisons)}


if __name__ == "__main__":
    run(application)
