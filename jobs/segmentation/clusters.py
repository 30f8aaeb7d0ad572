"""Clusters as plain parameters: how each variable is measured, and where the middle of each cluster lies."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import ValidationError

from jobs.lakehouse.declaration import Declaration
from jobs.lakehouse.errors import DataFault


class Scale(Declaration):
    """How a variable is measured: its logarithm or itself, cut between two bounds, in deviations from the mean."""

    name: str
    scale: Literal["log", "plain"]
    low: float
    high: float
    mean: float
    deviation: float


class Cluster(Declaration):
    """One cluster: its code, what its customers have more or less of than all, its share of the sample, its middle."""

    code: str
    about: str
    share: float
    centre: tuple[float, ...]


class Clusters(Declaration):
    """All clusters of a model; ``version`` is given by the registry, not by the training."""

    name: str
    scales: tuple[Scale, ...]
    clusters: tuple[Cluster, ...]
    version: str | None = None

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no version, floats as their shortest exact text."""
        fields = self.model_dump(mode="json", exclude={"version"})
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON, lower-case hexadecimal."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Clusters:
        """The clusters in a JSON text. Raises DataFault when the text is something else."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "document"
            raise DataFault(f"The clusters are not readable at {place}: train and register the model again.") from error

    def with_version(self, version: str) -> Clusters:
        """The same clusters under the version the registry gave them."""
        return self.model_copy(update={"version": version})
