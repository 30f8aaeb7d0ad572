"""What a build asks for beside its frames, and how a receipt names it, so that the build can be repeated.

A run takes each as it is now; a replay takes it as the receipt says it was. A secret is named by its fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from pyspark.sql import DataFrame

from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.earlier_days import earlier_rows
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.publication import Pinned
from jobs.lakehouse.table_code import asked_for, build_of
from jobs.lakehouse.workshop import Workshop

BUSINESS_DAY, IDENTITY_KEY, AGREEMENT = "business_date", "identity_key", "agreement"
# The model of the contract, in a build that has an input of the model's name.
MODEL = "model"
# The repairs of rows that a run applied; they go into what the build gives, not into the build.
REPAIRS = "repairs"
FINGERPRINT_DIGITS = 16


@dataclass(frozen=True)
class AsOf:
    """Which state of what changes by itself a build gets: the model, and the versions seen for earlier days."""

    model: Callable[[str], Any]
    earlier_version: Callable[[str], int | None]


@dataclass
class Parameters:
    """The parameters of one build; ``told`` names those that were taken, as a receipt keeps them."""

    workshop: Workshop
    contract: Contract
    business_date: date
    as_of: AsOf
    told: dict[str, str] = field(default_factory=dict)
    model_version: str | None = None

    def taken(self) -> dict[str, Any]:
        """Every parameter that the build asks for; raises ContractFault for one that its contract does not name."""
        known: dict[str, Callable[[], Any]] = {
            BUSINESS_DAY: self._day,
            IDENTITY_KEY: self._key,
            AGREEMENT: self._agreement,
            **{name: partial(self._earlier, name) for name in self.contract.looked_back_at},
        }
        if self.contract.model:
            known |= {self.contract.model: self._model, MODEL: self._model}
        asked = asked_for(self.contract)
        unknown = [name for name in asked if name not in known]
        if unknown:
            raise ContractFault(
                f"The build of {self.contract.name} asks for {', '.join(unknown)}, which its contract does not name."
            )
        return {name: known[name]() for name in asked}

    def _day(self) -> date:
        self.told[BUSINESS_DAY] = self.business_date.isoformat()
        return self.business_date

    def _key(self) -> str:
        key = self.workshop.settings.identity_key()
        self.told[IDENTITY_KEY] = fingerprint(key)
        return key

    def _agreement(self) -> Any:
        agreement = agreement_behind(self.contract, self.workshop.catalog)
        self.told[AGREEMENT] = agreement.agreement_number
        return agreement

    def _earlier(self, name: str) -> DataFrame:
        table = self.workshop.catalog[self.contract.looked_back_at[name]]
        version = self.as_of.earlier_version(name)
        self.told[name] = "nothing" if version is None else str(version)
        return earlier_rows(self.workshop.spark, self.workshop.lake, table, self.business_date, version)

    def _model(self) -> Any:
        model = self.as_of.model(self.contract.model)
        self.model_version = f"{self.contract.model}/{model.version}"
        self.told[self.contract.model] = str(model.version)
        return model


def as_of_now(workshop: Workshop, contract: Contract) -> AsOf:
    """The model in use and the newest published versions."""

    def champion(model: str) -> Any:
        from jobs.lakehouse import registry

        return registry.champion_or_declared(model, workshop.settings)

    def newest_version(name: str) -> int | None:
        return workshop.lake.publications.newest_version(contract.looked_back_at[name])

    return AsOf(champion, newest_version)


def build_frame(
    workshop: Workshop, contract: Contract, pinned: Mapping[str, Pinned], parameters: Parameters
) -> DataFrame:
    """What the build of a table makes of its inputs as they were pinned."""
    day, lake = parameters.business_date, workshop.lake
    frames = {name.split(".")[1]: lake.read(name, day, pinned[name]) for name in contract.inputs}
    return build_of(contract)(**frames, **parameters.taken())


def fingerprint(key: str) -> str:
    """Tells one key from another without telling the key."""
    return hashlib.sha256(b"yihu/fingerprint/" + key.encode()).hexdigest()[:FINGERPRINT_DIGITS]
