"""Group customers without a label, judge, log and register the clusters: ``python -m jobs.train_clusters
customer_cluster --date 2026-06-01``.

The same rows, declaration and code give the same clusters: a repeated training says so and changes nothing. Clusters
keep the codes of those in use. The first version is put into use by its gates, a later one by somebody who did not
train it (``python -m jobs.champion appoint``).
"""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.lakehouse import registry, registry_champion
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.registry import CHALLENGER
from jobs.lakehouse.settings import Settings, read_settings
from jobs.lakehouse.training_record import TableVersion, TrainingRecord
from jobs.segmentation.declaration import DECLARATIONS, ClusterModel, read_cluster_model
from jobs.train import Outcome, asked_of_others, decided, made_before
from jobs.training_table import content_digest, drawn_rows, training_table

if TYPE_CHECKING:
    import pandas as pd

    from jobs.models.evaluation import Gate
    from jobs.segmentation.clusters import Clusters
    from jobs.segmentation.evaluation import Quality

CODE = Path(__file__).resolve().parent / "segmentation"

application = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Rows:
    """What is learnt from, in an order that depends on the keys alone, and where it came from."""

    sample: pd.DataFrame
    table: TableVersion


@dataclass(frozen=True)
class Grouped:
    """Fitted clusters with their figures, and how the gates judged them."""

    model: ClusterModel
    clusters: Clusters
    quality: Quality

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """Every declared gate."""
        from jobs.segmentation.evaluation import judge

        return judge(self.model, self.quality)

    @property
    def is_passed(self) -> bool:
        """Whether every gate is passed."""
        return all(gate.is_passed for gate in self.gates)

    @property
    def reason(self) -> str:
        """The gates in words."""
        return "; ".join(gate.told for gate in self.gates)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    model: Annotated[str, typer.Argument(help="a declaration in mlflow/segmentation, such as customer_cluster")],
    day: Annotated[str, typer.Option("--date", help="yyyy-mm-dd; what was published last until then is learnt")],
    by: Annotated[str, typer.Option("--by", default_factory=getpass.getuser, help="Who trains; you, if left out")],
) -> None:
    """Train a model that groups customers on the table of the last day until the date."""
    declared, settings = read_cluster_model(model), read_settings()
    training = declared.training
    with training_table(model, training.table, business_date_of(day), settings) as table:
        drawn = drawn_rows(table.rows, training.key, declared.columns, training.rows, training.seed)
        source = TableVersion(training.table, table.path, table.version, content_digest(drawn))
    typer.echo("\n".join(train(declared, Rows(drawn.to_pandas(), source), settings, by).lines))


def train(model: ClusterModel, rows: Rows, settings: Settings, trained_by: str) -> Outcome:
    """Fit clusters, judge them by the gates, log them, register them, alias them."""
    fingerprint = _fingerprint(rows.table.content_digest, model)
    known = made_before(model.name, fingerprint, "these rows", settings)
    if known:
        return known
    registry_champion.history(model.name, settings)  # one that was changed by hand is told before the work
    in_use = registry.champion_or_none(model.name, settings)
    grouped = _grouped(model, rows.sample, in_use)
    version = _kept(grouped, rows, fingerprint, settings)
    registry_champion.note_training(model.name, version, trained_by, grouped.is_passed, settings)
    alias = decided(model.name, version, grouped.is_passed, grouped.reason, settings)
    return Outcome(version, alias, _lines(grouped, version, alias))


def _grouped(model: ClusterModel, sample: pd.DataFrame, in_use: Clusters | None) -> Grouped:
    from jobs.segmentation.evaluation import measured
    from jobs.segmentation.fit import fit

    clusters = fit(model, sample, in_use)
    return Grouped(model, clusters, measured(model, clusters, sample, in_use))


def _fingerprint(content: str, model: ClusterModel) -> str:
    sources = [path for path in sorted(CODE.glob("*.py")) if path.name != "charts.py"]
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return hashlib.sha256(f"{content}\n{model.model_dump_json()}\n{code}".encode()).hexdigest()


def _kept(grouped: Grouped, rows: Rows, fingerprint: str, settings: Settings) -> str:
    """Log the run with its chart, register its clusters and return the version."""
    from jobs.segmentation.charts import charts
    from jobs.segmentation.evaluation import metrics

    model, path = grouped.model, DECLARATIONS / f"{grouped.model.name}.yml"
    with charts(model, grouped.clusters) as figures:
        record = TrainingRecord(
            model=grouped.clusters,
            fingerprint=fingerprint,
            table=rows.table,
            metrics=metrics(grouped.clusters, grouped.quality, len(rows.sample)),
            parameters={**{f"training.{name}": str(value) for name, value in model.training.model_dump().items()},
                        "clusters": str(model.clusters), "variables": ", ".join(one.name for one in model.variables)},
            tags={f"gate.{gate.name}": gate.verdict for gate in grouped.gates},
            figures=figures,
            texts={path.name: path.read_text(encoding="utf-8"), "tables/clusters.csv": _table(grouped.clusters)},
            description=model.about,
        )  # fmt: skip
        return registry.register(record, registry.log_run(record, settings), settings)


def _table(clusters: Clusters) -> str:
    import pandas as pd

    lines = [(one.code, one.share, one.about) for one in clusters.clusters]
    return pd.DataFrame(lines, columns=["cluster", "share", "about"]).to_csv(index=False)


def _lines(grouped: Grouped, version: str, alias: str) -> tuple[str, ...]:
    name = grouped.model.name
    clusters = (f"  {one.code}  {one.share:6.1%}  {one.about}" for one in grouped.clusters.clusters)
    verdicts = (f"  {gate.told}" for gate in grouped.gates)
    asked = (asked_of_others(name, version),) if grouped.is_passed and alias == CHALLENGER else ()
    return (f"{name}: version {version} is {alias}.", *clusters, *verdicts, *asked)


if __name__ == "__main__":
    run(application)
