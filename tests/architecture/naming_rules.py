"""How things are called and how large they may be. Each rule gives its breaches as sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from jobs.lakehouse.contract import Contract
from tests.architecture.source import Source

# The last part of a column's name says what kind of value it holds, everywhere the same.
ENDINGS = {
    "id": "identifies a row or refers to one; text",
    "code": "one of a closed list, or of a published code",
    "type": "a kind, in words",
    "name": "what something is called",
    "date": "a day",
    "at": "a moment, UTC unless the contract says otherwise",
    "amount": "money in the contract's unit; decimal(18,2) unless the source counts finer",
    "rate": "a share or a price per unit of time; 0.05 is five per cent",
    "count": "how many",
    "seconds": "a length of time",
    "days": "a number of days",
    "days_past_due": "days since the oldest unpaid instalment fell due",
    "months": "a number of months",
    "years": "full years",
    "level": "a position on a short ordered scale",
    "number": "a number that is written on something; not for calculating",
    "phone": "a telephone number",
    "token": "stands for a person or a thing without telling which; text",
    "reference": "where the evidence is found",
    "text": "free text",
    "hash": "a digest",
    "key": "a spelling that is made to be compared",
    "sound": "how a name is spoken, in letters",
    "score": "points of a model",
    "probability": "how likely, between 0 and 1",
    "version": "which state of a thing",
    "index": "a figure that stands for a whole distribution, such as a population stability index",
    "distance": "how far a thing lies from another one, in the contract's unit",
    "correlation": "how two things go together, between -1 and 1",
    "weight": "evidence: the logarithm to base 2 of how many times likelier a thing is than not",
}
QUESTIONS = ("is_", "has_")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "process", "data", "misc"}
LONGEST_FILE = 255
LONGEST_FUNCTION = 35
USUAL_FUNCTION = 30
# Functions over the usual length that exist today; the number may only fall.
FUNCTIONS_OVER_USUAL = 3


def columns_named_otherwise(contracts: Iterable[Contract]) -> list[str]:
    """Columns of silver and gold whose name does not say what kind of value they hold."""
    return [
        f"jobs/{contract.name.replace('.', '/')}.yml: column {column.name} ends in none of the declared endings"
        for contract in contracts
        if contract.layer in ("silver", "gold")
        for column in contract.columns
        if not _tells_its_kind(column.name, column.type)
    ]


def _tells_its_kind(name: str, spark_type: str) -> bool:
    if spark_type == "boolean" or name.startswith(QUESTIONS):
        return spark_type == "boolean" and name.startswith(QUESTIONS)
    return any(name == ending or name.endswith(f"_{ending}") for ending in ENDINGS)


def money_that_is_not_decimal(contracts: Iterable[Contract]) -> list[str]:
    """Amounts of silver and gold that are not exact."""
    return [
        f"jobs/{contract.name.replace('.', '/')}.yml: {column.name} is {column.type}; money is decimal"
        for contract in contracts
        if contract.layer in ("silver", "gold")
        for column in contract.columns
        if column.name.split("_")[-1] == "amount" and not column.type.startswith("decimal(")
    ]


def names_that_say_nothing(paths: Iterable[str]) -> list[str]:
    """Modules and folders with a name that would fit any content."""
    return [
        f"{path}: {part} says nothing; name what it is about"
        for path in paths
        for part in Path(path).with_suffix("").parts
        if part in EMPTY_NAMES
    ]


def tables_without_their_four_files(root: Path, contracts: Iterable[Contract]) -> list[str]:
    """Tables of silver and gold that lack build, expectations or tests.

    A table that is only the union of what feeds it, or the join of its blocks, has no build, hence no test of one.
    """
    found = []
    for contract in (one for one in contracts if one.layer in ("silver", "gold")):
        stem = contract.name.replace(".", "/")
        if not (root / f"expectations/{stem}.py").exists():
            found.append(f"{contract.name} has no expectations/{stem}.py")
        if contract.blocks or _is_union(contract):
            continue
        if not (root / f"jobs/{stem}.py").exists():
            found.append(f"{contract.name} has no jobs/{stem}.py")
        if not _is_tested(root / "tests/jobs" / contract.layer, contract.noun):
            found.append(f"no test in tests/jobs/{contract.layer} names {contract.noun}")
    return found


def _is_union(contract: Contract) -> bool:
    return (
        bool(contract.inputs)
        and contract.inputs == contract.rows_from
        and contract.feeds is None
        and all(name.split(".")[0] == contract.layer for name in contract.inputs)
    )


def _is_tested(folder: Path, noun: str) -> bool:
    tests = folder.glob("test_*.py")
    return any(re.search(rf"\b{noun}\b", path.read_text(encoding="utf-8")) for path in tests)


def files_without_a_table(root: Path, contracts: Iterable[Contract]) -> list[str]:
    """Expectations of tables that do not exist: they would never be asked."""
    known = {contract.name for contract in contracts}
    return [
        f"{path.relative_to(root).as_posix()} belongs to no contract"
        for path in sorted((root / "expectations").glob("*/*.py"))
        if path.stem != "__init__" and f"{path.parent.name}.{path.stem}" not in known
    ]


def files_too_long(files: Iterable[Source]) -> list[str]:
    """Files that hold more than one idea."""
    lengths = ((file.path, len(file.text.splitlines())) for file in files)
    return [
        f"{path} has {length} lines, more than {LONGEST_FILE}: split it by what its parts are about"
        for path, length in lengths
        if length > LONGEST_FILE
    ]


def functions_too_long(files: Iterable[Source], longest: int = LONGEST_FUNCTION) -> list[str]:
    """Functions that do more than one thing."""
    return [
        f"{file.path}, line {node.lineno}: {node.name} has {length} lines, more than {longest}"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > longest
    ]
