"""What a model is held to, declared beside what it is: before it is used, and while it is."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Declared(BaseModel):
    """Base of every part of a declaration: immutable, typed, no key nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Gates(Declared):
    """What a candidate must achieve before it may become champion.

    A variable that by itself separates better than ``max_auc_alone`` is taken for one that knows the outcome.
    """

    min_auc_test: float
    min_ks_test: float
    max_auc_gap: float
    max_auc_alone: float = Field(default=0.85, gt=0.5, le=1)
    min_bads: int
    champion_tolerance: float = Field(ge=0)


class Monitoring(Declared):
    """When a model in use asks for retraining: a figure is an alarm in ``alarms`` of the last ``windows`` windows.

    A window ends with the last sealed day of a month, or with each business date. It looks at the loans of the last
    ``recent_months``, and at those whose outcome became known in as many. Windows of months therefore overlap: what
    happens in one month is seen in ``recent_months`` of them, so that more alarms than that must be asked for.
    """

    window: Literal["month", "business_date"] = "month"
    windows: int = Field(default=6, ge=1)
    alarms: int = Field(default=4, ge=1)
    recent_months: int = Field(default=3, ge=1)

    @model_validator(mode="after")
    def _patient(self) -> Self:
        if self.alarms > self.windows:
            raise ValueError("more alarms are asked for than there are windows")
        if self.window == "month" and self.alarms <= self.recent_months:
            raise ValueError("alarms must exceed recent_months: one bad month is seen in as many windows")
        return self
