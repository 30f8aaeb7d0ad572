"""What is kept of one training, before anybody decides where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from jobs.lakehouse.model_artefact import RegisteredModel
    from jobs.models.metrics import Metric, Sample


@dataclass(frozen=True)
class TableVersion:
    """The exact table a model was fitted on; a file has no version, its content tells which one it was."""

    name: str
    path: Path
    version: int | None
    content_digest: str

    @property
    def edition(self) -> str:
        """The version, or the beginning of the digest where there is none."""
        return self.content_digest[:12] if self.version is None else str(self.version)


@dataclass(frozen=True)
class TrainingRecord:
    """Everything worth keeping of one training.

    ``texts`` are artefacts by path, ``description`` is the Markdown of the run's page.
    """

    model: RegisteredModel
    fingerprint: str
    table: TableVersion
    metrics: tuple[Metric, ...]
    parameters: Mapping[str, str]
    tags: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    description: str = ""

    @property
    def samples(self) -> dict[str, str]:
        """What each sample of the figures is, by its name."""
        return {metric.sample.name: _described(metric.sample) for metric in self.metrics}


def _described(sample: Sample) -> str:
    return (
        f"{sample.definition}; {sample.rows} rows; weighting {sample.weighting}; "
        f"positive class {sample.positive_class}; base rate {sample.base_rate:.4f}"
    )
