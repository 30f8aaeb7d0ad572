"""What a gate says: one answer per rule, and the verdict that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """What the gate answered to one rule; ``detail`` holds counts or an aggregate, never a value of a row."""

    rule: str
    severity: str
    holds: bool
    detail: str = ""

    @property
    def in_words(self) -> str:
        """The rule with its count, as a failed task names it."""
        return f"{self.rule}: {self.detail}" if self.detail else self.rule


@dataclass(frozen=True)
class Profile:
    """What later days compare themselves with: rows, share of nulls by column, mean where a rule asks."""

    rows: int = 0
    null_shares: Mapping[str, float] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """The verdict on one staged table; ``suite_hash`` tells which rules were asked."""

    gate_id: str
    answers: tuple[Answer, ...]
    suite_hash: str = ""
    profile: Profile = Profile()

    @property
    def is_open(self) -> bool:
        """True only when rules were asked and no critical one failed."""
        return bool(self.answers) and not self.critical_failures

    @property
    def critical_failures(self) -> tuple[str, ...]:
        """Critical rules that failed, in words."""
        return self._failed("critical")

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings that failed, in words."""
        return self._failed("warning")

    def _failed(self, severity: str) -> tuple[str, ...]:
        return tuple(answer.in_words for answer in self.answers if not answer.holds and answer.severity == severity)
