"""A candidate of a training: the scorecard with everything that was measured, and what of it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.lakehouse.training_record import TableVersion, TrainingRecord
from jobs.models.declaration import DECLARATIONS, ModelDeclaration

if TYPE_CHECKING:
    from jobs.models.boosting import Comparison
    from jobs.models.cases import Cases
    from jobs.models.evaluation import Evaluation, Gate
    from jobs.models.scorecard import Scorecard
    from jobs.models.validation import Validation


@dataclass(frozen=True)
class Fitted:
    """A fitted scorecard, what was measured on its samples, and how the gates judged it."""

    scorecard: Scorecard
    evaluation: Evaluation
    validation: Validation
    comparison: Comparison
    gates: tuple[Gate, ...]

    @classmethod
    def on(cls, declaration: ModelDeclaration, cases: Cases, in_use: Scorecard | None) -> Fitted:
        """Fit on the training part of the cases, judge on the others, and against the scorecard in use."""
        from jobs.models.boosting import compare
        from jobs.models.evaluation import evaluate, judge
        from jobs.models.fit import fit
        from jobs.models.validation import validate

        scorecard, samples = fit(declaration, cases.evidence), cases.samples_beside(in_use)
        evaluation = evaluate(declaration, scorecard, samples)
        return cls(
            scorecard=scorecard,
            evaluation=evaluation,
            validation=validate(declaration, samples, evaluation, in_use),
            comparison=compare(declaration, samples, evaluation),
            gates=judge(declaration, scorecard, samples, in_use),
        )


@dataclass(frozen=True)
class Candidate:
    """A fitted scorecard and what it was made from."""

    declaration: ModelDeclaration
    fitted: Fitted
    fingerprint: str
    table: TableVersion
    excluded: Mapping[str, int]

    @property
    def is_passed(self) -> bool:
        """Whether every gate is passed."""
        return all(gate.is_passed for gate in self.fitted.gates)

    @property
    def reason(self) -> str:
        """The gates in words."""
        return "; ".join(gate.told for gate in self.fitted.gates)


@contextmanager
def record_of(candidate: Candidate) -> Iterator[TrainingRecord]:
    """What is kept of a candidate; its charts are closed at the end, so that memory does not grow."""
    from jobs.models.charts import charts
    from jobs.models.segment_charts import segment_charts

    fitted = candidate.fitted
    with charts(fitted.scorecard, fitted.evaluation) as figures, segment_charts(fitted.validation) as parts:
        yield TrainingRecord(
            model=fitted.scorecard,
            fingerprint=candidate.fingerprint,
            table=candidate.table,
            metrics=(*fitted.validation.metrics, *fitted.comparison.metrics),
            parameters=_parameters(candidate.declaration),
            tags=_tags(candidate),
            figures={**figures, **parts},
            texts=_texts(candidate),
            description=_card(candidate.declaration),
        )


def _parameters(declaration: ModelDeclaration) -> dict[str, str]:
    groups = {name: getattr(declaration, name) for name in ("training", "split", "scaling", "binning", "zones")}
    named = {f"{group}.{key}": str(value) for group, part in groups.items() for key, value in part.model_dump().items()}
    return {**named, "variables": ", ".join(variable.name for variable in declaration.variables)}


def _tags(candidate: Candidate) -> dict[str, str]:
    gates = {f"gate.{gate.name}": gate.verdict for gate in candidate.fitted.gates}
    return {**gates, **{f"excluded.{code}": f"{rows} rows" for code, rows in candidate.excluded.items()}}


def _card(declaration: ModelDeclaration) -> str:
    path = DECLARATIONS / f"{declaration.name}.md"
    return path.read_text(encoding="utf-8") if path.exists() else declaration.about


def _texts(candidate: Candidate) -> dict[str, str]:
    from jobs.models.points import points_table

    name, fitted = candidate.declaration.name, candidate.fitted
    tables = {f"bands_{sample}": fitted.evaluation.bands(sample) for sample in fitted.evaluation.measured}
    found = fitted.validation
    tables |= {"segments": found.segments, "shifts": found.shifts, "zones": found.zones, "cuts": found.cuts}
    tables |= {"swap_set": found.swaps} if len(found.swaps) else {}
    return {
        f"{name}.yml": (DECLARATIONS / f"{name}.yml").read_text(encoding="utf-8"),
        f"{name}.md": _card(candidate.declaration),
        "boosting/trees.txt": fitted.comparison.trees,
        "tables/points.csv": points_table(fitted.scorecard).to_csv(index=False),
        **{f"tables/{path}.csv": table.to_csv(index=False, float_format="%.6f") for path, table in tables.items()},
    }
