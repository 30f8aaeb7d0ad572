"""The ways a run can end without its table, and the exit code each one has.

Airflow decides by them what to do next: a data fault or a contract fault is never retried, because the same bytes
give the same answer; an infrastructure fault is retried with growing pauses; what has not been delivered yet is asked
for again later.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a job process ends; the values follow sysexits.h where it has a word for the case."""

    DONE = 0
    SKIPPED = 3
    NOT_YET = 4
    HELD = 5
    CONTRACT_FAULT = 64
    DATA_FAULT = 65
    INFRASTRUCTURE_FAULT = 75


class YihuError(Exception):
    """Base of every expected failure; its text is one sentence: what, where, and what to do."""

    exit_code = ExitCode.DATA_FAULT


class ContractFault(YihuError):
    """A contract, a declaration or a command is wrong; somebody has to edit it."""

    exit_code = ExitCode.CONTRACT_FAULT


class DataFault(YihuError):
    """The data is not what was promised; the same data will fail again."""

    exit_code = ExitCode.DATA_FAULT


class InfrastructureFault(YihuError):
    """A service or a source cannot be reached now; trying again may help."""

    exit_code = ExitCode.INFRASTRUCTURE_FAULT


class Skipped(YihuError):
    """There is nothing to do, for a reason worth telling."""

    exit_code = ExitCode.SKIPPED


class NotYetDelivered(YihuError):
    """The source has not finished its delivery; asking again later may find it complete."""

    exit_code = ExitCode.NOT_YET


class Held(YihuError):
    """A delivery waits for a person; nothing goes on until somebody has released or refused it."""

    exit_code = ExitCode.HELD
