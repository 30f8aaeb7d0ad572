"""The code of a table: its build, its rules, and hashes that say whether it is still the same code."""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial, reduce
from types import ModuleType

from pyspark.sql import DataFrame

from jobs.lakehouse.comparison import AcrossDaysRule, AcrossRule, same_rows
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.expectation import Expectation, RowRule
from jobs.lakehouse.settings import CHECKOUT
from jobs.lakehouse.side_by_side import side_by_side

CODE = ("jobs/**/*.py", "jobs/**/*.yml", "jobs/**/*.txt", "expectations/**/*.py", "mlflow/*.yml")


@dataclass(frozen=True)
class Rules:
    """The rules of a table: about all its rows, about each row, beside other tables, beside earlier days.

    Those about each row are made when they are asked for: column functions need an open session.
    """

    expectations: tuple[Expectation, ...] = ()
    row_rules: Callable[[], tuple[RowRule, ...]] = tuple
    across: tuple[AcrossRule, ...] = ()
    across_days: tuple[AcrossDaysRule, ...] = ()


def build_of(contract: Contract) -> Callable[..., DataFrame]:
    """The function that builds a table.

    A table that others feed and that has no file of its own is their union; one of blocks is their join.
    """
    if contract.blocks:
        return _join_of(contract)
    try:
        return importlib.import_module(f"jobs.{contract.name}").build
    except ModuleNotFoundError as error:
        if error.name != f"jobs.{contract.name}":
            raise
    if all(name in contract.rows_from for name in contract.inputs):
        return _union
    raise ContractFault(f"jobs/{contract.name.replace('.', '/')}.py is missing: write its build().")


def asked_for(contract: Contract) -> tuple[str, ...]:
    """What a build asks for beside the frames of its inputs; nothing in bronze, which has no build."""
    if contract.source:
        return ()
    nouns = {name.split(".")[1] for name in contract.inputs}
    parameters = inspect.signature(build_of(contract)).parameters.items()
    return tuple(
        name
        for name, parameter in parameters
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD and name not in nouns
    )


def _join_of(contract: Contract) -> Callable[..., DataFrame]:
    """Every block beside the first by the key; a row that a block lacks shows as nulls, which its contract judges."""

    def build(**frames: DataFrame) -> DataFrame:
        blocks = [frames[name.split(".")[1]] for name in contract.blocks]
        return side_by_side(blocks, contract.key).select(*contract.column_names)

    return build


def _union(**frames: DataFrame) -> DataFrame:
    return reduce(DataFrame.unionByName, frames.values())


def rules_of(contract: Contract) -> Rules:
    """What ``expectations/`` says of a table; bronze tables may live by their contract alone.

    Raises ContractFault where the file is missing, cannot be loaded or holds no rule: nothing would be judged.
    """
    path = f"expectations/{contract.name.replace('.', '/')}.py"
    module_name = f"expectations.{contract.name}"
    try:
        rules = _rules_in(importlib.import_module(module_name), contract, path)
    except ModuleNotFoundError as error:
        if error.name not in (module_name, module_name.rsplit(".", 1)[0]):
            raise ContractFault(f"{path} needs {error.name}, which is not there: nothing is published.") from None
        if contract.layer == "bronze":
            return Rules()
        raise ContractFault(f"{path} is missing: a table without rules is not published.") from None
    except Exception as error:
        raise _cannot_be_loaded(path, error) from error
    has_row_rules = rules.row_rules is not tuple
    if not any((rules.expectations, has_row_rules, rules.across, rules.across_days)):
        raise _holds_no_rule(path)
    return rules


def _cannot_be_loaded(path: str, error: Exception) -> ContractFault:
    return ContractFault(f"{path} cannot be loaded ({type(error).__name__}): correct it.")


def _holds_no_rule(path: str) -> ContractFault:
    return ContractFault(f"{path} holds no rule: a table without rules is not published.")


def _rules_in(module: ModuleType, contract: Contract, path: str) -> Rules:
    """What the module says, and that a table of blocks has as many rows as the first of them.

    A row that another block does not know lacks what that block always tells, so it is quarantined, and one is missing.
    """
    as_many = tuple(same_rows(of=block) for block in contract.blocks[:1])
    return Rules(
        expectations=tuple(module.EXPECTATIONS),
        row_rules=partial(_row_rules_in, module, path) if hasattr(module, "row_rules") else tuple,
        across=(*getattr(module, "ACROSS", ()), *as_many),
        across_days=tuple(getattr(module, "ACROSS_DAYS", ())),
    )


def _row_rules_in(module: ModuleType, path: str) -> tuple[RowRule, ...]:
    """What the module says of each row; where it says something of rows, that is at least one rule."""
    try:
        rules = tuple(module.row_rules())
    except Exception as error:
        raise _cannot_be_loaded(path, error) from error
    if not rules:
        raise _holds_no_rule(path)
    return rules


def code_hash(contract: Contract) -> str:
    """SHA-256 over the three files that decide what a table is."""
    stem = contract.name.replace(".", "/")
    paths = [CHECKOUT / f"jobs/{stem}.yml", CHECKOUT / f"jobs/{stem}.py", CHECKOUT / f"expectations/{stem}.py"]
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() if path.exists() else b"-")
    return digest.hexdigest()


@cache
def all_code_hash() -> str:
    """SHA-256 over every contract, build and rule of the checkout: what a build imports counts as its code too."""
    digest = hashlib.sha256()
    paths = [path for pattern in CODE for path in CHECKOUT.glob(pattern)]
    for path in sorted(paths):
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
