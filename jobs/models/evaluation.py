"""Measure a scorecard on its samples and judge it by the declared gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jobs.models.alone import areas_alone
from jobs.models.bands import band_table, outcome_by_band
from jobs.models.declaration import Gates, ModelDeclaration, Variable
from jobs.models.metrics import Metric, Sample, area_under_curve, outcome_by_score, separation
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import score_frame
from jobs.models.split import Samples
from jobs.models.values import amounts

LONGEST_TAG = 4000
SIGNIFICANT = 3.0  # standard errors; below it a sign is noise


@dataclass(frozen=True)
class Evaluation:
    """Scored samples (columns of the scorer plus ``is_bad``) and the figures measured on each."""

    scored: dict[str, pd.DataFrame]
    metrics: tuple[Metric, ...]

    @property
    def measured(self) -> tuple[str, ...]:
        """Samples that hold both classes, so that they could be measured."""
        return tuple(dict.fromkeys(metric.sample.name for metric in self.metrics))

    def value(self, name: str, sample: str) -> float:
        """One figure; KeyError when it was not measured."""
        return {(metric.name, metric.sample.name): metric.value for metric in self.metrics}[name, sample]

    def bands(self, sample: str) -> pd.DataFrame:
        """The score band table of one sample."""
        frame = self.scored[sample]
        bands = int(max(part["band_number"].max() for part in self.scored.values()))
        return band_table(outcome_by_band(frame["band_number"].to_numpy(), frame["is_bad"].to_numpy(), bands))


@dataclass(frozen=True)
class Gate:
    """One condition for becoming champion, and how the candidate met it."""

    name: str
    is_passed: bool
    finding: str

    @property
    def word(self) -> str:
        """Passed or failed."""
        return "passed" if self.is_passed else "failed"

    @property
    def told(self) -> str:
        """The condition, whether it was met, and what was found."""
        return f"{self.name} {self.word} ({self.finding})"

    @property
    def verdict(self) -> str:
        """What a run keeps under the name of the condition."""
        return f"{self.word}: {self.finding}"[:LONGEST_TAG]


def evaluate(declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples) -> Evaluation:
    """Score every sample and measure AUC, KS and Gini where it holds both classes."""
    scored = {
        name: score_frame(scorecard, frame).assign(is_bad=frame[declaration.training.outcome])
        for name, frame in samples.named().items()
    }
    measurable = {name: frame for name, frame in scored.items() if frame["is_bad"].nunique() == 2}
    metrics = [metric for name, frame in measurable.items() for metric in _measured(declaration, name, frame)]
    return Evaluation(scored, tuple(metrics))


def _measured(declaration: ModelDeclaration, name: str, frame: pd.DataFrame) -> tuple[Metric, ...]:
    training = declaration.training
    sample = Sample(
        name=name,
        definition=training.sample_definition,
        rows=len(frame),
        base_rate=float(frame["is_bad"].mean()),
        positive_class=training.positive_class,
        weighting=training.weighting,
    )
    # The probability, not the whole points: rounding would create ties that the model does not have.
    return separation(sample, outcome_by_score(-frame["pd_rate"].to_numpy(), frame["is_bad"].to_numpy()))


def judge(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples, champion: Scorecard | None
) -> tuple[Gate, ...]:
    """Every declared gate; the candidate may become champion when all are passed."""
    evaluation = evaluate(declaration, scorecard, samples)
    gates = declaration.gates
    bads = int(sum(frame[declaration.training.outcome].sum() for frame in (samples.train, samples.test)))
    gap = evaluation.value("auc", "train") - evaluation.value("auc", "test")
    return (
        _at_least("auc_test", evaluation.value("auc", "test"), gates.min_auc_test),
        _at_least("ks_test", evaluation.value("ks", "test"), gates.min_ks_test),
        Gate("auc_gap", gap <= gates.max_auc_gap, f"{gap:.4f}, at most {gates.max_auc_gap}"),
        Gate("bads", bads >= gates.min_bads, f"{bads}, at least {gates.min_bads}"),
        _signs(declaration, scorecard, samples.train),
        _leak(declaration, scorecard, samples),
        _against(champion, declaration, samples, evaluation.value("auc", "test"), gates),
    )


def _at_least(name: str, value: float, least: float) -> Gate:
    return Gate(name, value >= least, f"{value:.4f}, at least {least}")


def _signs(declaration: ModelDeclaration, scorecard: Scorecard, train: pd.DataFrame) -> Gate:
    """No coefficient turns a variable round, and the raw data contradicts no declared direction."""
    turned = [item.name for item in scorecard.characteristics if item.coefficient < 0]
    outcome = train[declaration.training.outcome]
    contrary = [variable.name for variable in declaration.variables if _contradicts(variable, train, outcome)]
    broken = list(dict.fromkeys([*turned, *contrary]))
    return Gate(
        "signs",
        not broken,
        f"against the declared direction: {', '.join(broken)}" if broken else "as declared",
    )


def _leak(declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples) -> Gate:
    """No variable separates by itself as only something written down after the outcome does."""
    areas, most = areas_alone(declaration, scorecard, samples), declaration.gates.max_auc_alone
    name = max(areas, key=areas.__getitem__)
    return Gate("leak", areas[name] <= most, f"{name} alone reaches an AUC of {areas[name]:.4f}, at most {most}")


def _contradicts(variable: Variable, train: pd.DataFrame, outcome: pd.Series) -> bool:
    if variable.risk == "auto" or variable.kind == "code":
        return False
    values = pd.Series(amounts(variable, train), index=train.index).dropna()
    seen = outcome[values.index]
    if min(values.nunique(), seen.nunique()) < 2:
        return False
    correlation = values.rank().corr(seen.rank())
    direction = 1.0 if variable.risk == "rises" else -1.0
    return bool(correlation * direction * np.sqrt(len(values)) < -SIGNIFICANT)


def _against(
    champion: Scorecard | None, declaration: ModelDeclaration, samples: Samples, auc: float, gates: Gates
) -> Gate:
    if champion is None:
        return Gate("champion", True, "there is none yet")
    unknown = champion.lacking(samples.test)
    if unknown:
        # Were this a failure, nothing that does without the column could ever follow.
        lacks = f"{declaration.training.source} no longer has {', '.join(unknown)}"
        return Gate("champion", True, f"not compared with version {champion.version}: {lacks}; the approver decides")
    scored = score_frame(champion, samples.test)
    outcome = outcome_by_score(-scored["pd_rate"].to_numpy(), samples.test[declaration.training.outcome].to_numpy())
    reigning = area_under_curve(outcome)
    least = reigning - gates.champion_tolerance
    return Gate("champion", auc >= least, f"{auc:.4f} against {reigning:.4f} of version {champion.version}")
