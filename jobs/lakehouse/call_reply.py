"""What a supplier's answer to one call says, read as its contract declares; what is not an answer is never guessed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from jobs.lakehouse.call_answers import Scalar
from jobs.lakehouse.call_book import Outcome
from jobs.lakehouse.errors import DataFault, YihuError
from jobs.lakehouse.purchase import OnlineCall


class NoAnswer(Exception):
    """A call ended without a readable answer: the fault to tell, and what that means for the bill."""

    def __init__(self, fault: YihuError, outcome: Outcome) -> None:
        super().__init__(str(fault))
        self.fault, self.outcome = fault, outcome


class CallRejected(DataFault):
    """A supplier answered that it does not answer a question: surely not billed, and about one person perhaps."""


@dataclass(frozen=True)
class Reply:
    """An answer: whether the supplier knows the person and, for a hit, the declared fields."""

    is_hit: bool
    fields: dict[str, Scalar]


def read_reply(body: bytes, online: OnlineCall) -> Reply:
    """The answer in a body; raises NoAnswer (outcome UNKNOWN: it may be billed) for anything else."""
    document = _document(body, online)
    code = _at(document, online.hit.path, online)
    if _word(code) == online.hit.no_hit:
        return Reply(is_hit=False, fields={})
    if _word(code) != online.hit.hit:
        raise _unreadable(online, f"says neither hit nor no hit at {online.hit.path}")
    return Reply(is_hit=True, fields={name: _at(document, path, online) for name, path in online.fields.items()})


def _document(body: bytes, online: OnlineCall) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise _unreadable(online, "is not JSON") from None


def _at(document: Any, path: str, online: OnlineCall) -> Scalar:
    found = document
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            raise _unreadable(online, f"has nothing at {path}")
        found = found[name]
    if isinstance(found, dict | list):
        raise _unreadable(online, f"has no single value at {path}")
    return found


def _word(code: Scalar) -> str:
    """The hit code as it is declared: 1, "1" and true are written 1, 1 and true."""
    return json.dumps(code) if isinstance(code, bool) else str(code)


def _unreadable(online: OnlineCall, problem: str) -> NoAnswer:
    """The answer itself is not repeated: it is about a person."""
    fault = DataFault(
        f"The answer of {online.system} {problem}: nothing was used, ask the supplier whether the call is billed or "
        "correct the contract."
    )
    return NoAnswer(fault, Outcome.UNKNOWN)


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError
