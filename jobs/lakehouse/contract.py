"""What a table promises: the frozen model behind every ``jobs/<layer>/<table>.yml``.

The path is the name: ``jobs/silver/account.yml`` is the contract of ``silver.account``. Unknown keys, wrong types and
broken names are errors that name the file. Loads in both environments; needs only pydantic and yaml.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from jobs.lakehouse.declaration import Declaration, Identifier
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.purchase import Purchase
from jobs.lakehouse.source import DatabaseSource, DelimitedFormat, DeliveryRules, Format, Source

# What a stub says where somebody has to write, see infra/new_source.
FILL_IN = "FILL_IN"
LAYERS = ("bronze", "silver", "gold", "ops")
BUSINESS_DATE = "business_date"
# A table that keeps time adds these two: first day a row is valid, and the day it no longer is (null while it is).
VALID_FROM, VALID_TO = "valid_from_date", "valid_to_date"
# The safe loader, in C where the wheel has it: every task reads all contracts.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What a database writes when its rows are copied out: UTF-8, RFC 4180, header.
DATABASE_TEXT = DelimitedFormat(compression="gzip")

TableName = Annotated[str, Field(pattern=r"^(bronze|silver|gold|ops)\.[a-z][a-z0-9_]{0,62}$")]
Retention = Annotated[str, Field(pattern=r"^[1-9][0-9]*[dmy]$")]
Sensitivity = Literal["public", "internal", "C1", "C2"]


class Column(Declaration):
    """One column of a table: its name, Spark DDL type, meaning and the rules that each value keeps.

    ``sensitivity`` (``class`` in YAML) follows JR/T 0171: C2 is what identifies a person; C3 (secrets) is refused.
    In bronze, ``values`` are the codes known so far, and ``new_value`` says what a delivery with another one meets.
    """

    name: str = Field(min_length=1)
    type: str = "string"
    nullable: bool = True
    about: str = Field(min_length=3)
    sensitivity: Sensitivity = Field(alias="class")
    unit: str | None = None
    values: tuple[str, ...] = ()
    new_value: Literal["held", "warned"] = "held"
    pattern: str | None = None
    purpose: tuple[str, ...] = ()
    retention: Retention | None = None

    @field_validator("values", "purpose", mode="before")
    @classmethod
    def _as_tuple(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class Contract(Declaration):
    """The promise of one table. ``name`` comes from the path; everything else from the YAML file."""

    name: TableName
    about: str = Field(min_length=10)
    owner: str = Field(min_length=2)
    write: Literal["replace_partition", "merge", "replace", "history"] = "replace_partition"
    key: tuple[str, ...] = ()
    inputs: tuple[TableName, ...] = ()
    checked_against: tuple[TableName, ...] = ()
    earlier_days_of: tuple[TableName, ...] = ()
    feeds: TableName | None = None
    blocks: tuple[TableName, ...] = ()
    rows_from: tuple[TableName, ...] = ()
    latest_by: tuple[str, ...] = ()
    model: Identifier | None = None
    may_be_empty: bool = False
    purpose: tuple[str, ...] = Field(min_length=1)
    retention: Retention
    source: Source | None = None
    delivery: DeliveryRules = DeliveryRules()
    purchase: Purchase | None = None
    columns: tuple[Column, ...] = ()

    @field_validator(
        "key",
        "inputs",
        "checked_against",
        "earlier_days_of",
        "blocks",
        "rows_from",
        "latest_by",
        "purpose",
        "columns",
        mode="before",
    )
    @classmethod
    def _as_tuple(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @property
    def layer(self) -> str:
        """Bronze, silver, gold or ops."""
        return self.name.split(".")[0]

    @property
    def noun(self) -> str:
        """The table's name inside its layer; builds receive the table under this name."""
        return self.name.split(".")[1]

    @property
    def reads(self) -> tuple[TableName, ...]:
        """What a run reads and waits for: the inputs of the build, and what the gate compares its result with."""
        return (*self.inputs, *self.checked_against)

    @property
    def looked_back_at(self) -> dict[str, TableName]:
        """The tables whose earlier days the build may ask for, by parameter: ``earlier`` is the table itself.

        A table that is made from this one later in the day can only be seen like that.
        """
        return {"earlier": self.name, **{f"earlier_{name.split('.')[1]}": name for name in self.earlier_days_of}}

    @property
    def unfinished(self) -> tuple[str, ...]:
        """What of a stub still says FILL_IN; such a table is known, and not run."""
        said = self.model_dump(mode="json")
        return tuple(name for name, value in said.items() if FILL_IN in str(value))

    def require_finished(self) -> None:
        """Raise ContractFault for a stub that still has to be filled in."""
        if self.unfinished:
            raise ContractFault(
                f"jobs/{self.name.replace('.', '/')}.yml still says {FILL_IN} in {', '.join(self.unfinished)}: "
                "write what the source is before it is run."
            )

    @property
    def format(self) -> Format:
        """How the received file of a bronze table is written; a database extract is gzipped CSV."""
        return DATABASE_TEXT if isinstance(self.source, DatabaseSource) else self.source.format

    def closes(self, column: Column) -> bool:
        """Whether a row with a value outside the column's list is wrong; in bronze the delivery is judged instead."""
        return bool(column.values) and self.layer != "bronze"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Declared columns in order, without the business date that every table carries."""
        return tuple(column.name for column in self.columns)

    @property
    def keeps_time(self) -> bool:
        """True when the rows of the table carry the days from and until which they are valid."""
        return self.write in ("merge", "history")

    @model_validator(mode="after")
    def _is_consistent(self) -> Contract:
        problem = next(iter(_problems(self)), None)
        if problem:
            raise ValueError(problem)
        return self


def _problems(contract: Contract) -> list[str]:
    """Everything a single contract can contradict itself in, in words."""
    names = contract.column_names
    unknown = [name for name in (*contract.key, *contract.latest_by) if names and name not in names]
    rules = {
        f"key or latest_by names no column: {', '.join(unknown)}": bool(unknown),
        "two columns have one name": len(set(names)) != len(names),
        f"{BUSINESS_DATE} is added to every table and must not be declared": BUSINESS_DATE in names,
        f"{VALID_FROM} and {VALID_TO} are added by the lake and must not be declared": contract.keeps_time
        and not {VALID_FROM, VALID_TO}.isdisjoint(names),
        "a key column of a table that keeps time may be null": contract.keeps_time
        and any(column.nullable for column in contract.columns if column.name in contract.key),
        "only a table of the bronze layer has a source": (contract.source is None) == (contract.layer == "bronze"),
        "only a table with a source has a purchase agreement": contract.purchase is not None
        and contract.source is None,
        "a purchased table needs a control file, which names agreement and purpose": contract.purchase is not None
        and getattr(contract.source, "control", None) is None,
        "the amount_column of the delivery is no column": contract.delivery.amount_column is not None
        and contract.delivery.amount_column not in names,
        "bronze columns are all string, as sent": contract.layer == "bronze"
        and any(column.type != "string" for column in contract.columns),
        **_problems_of_reading(contract),
        "merge and history need a key": contract.write in ("merge", "history")
        and not contract.key
        and contract.feeds is None,
        "a table that feeds another takes its columns and key": contract.feeds is not None and bool(names),
        **_problems_of_blocks(contract),
        "columns are missing": contract.feeds is None and not contract.blocks and not names,
    }
    return [text for text, is_broken in rules.items() if is_broken]


def _problems_of_blocks(contract: Contract) -> dict[str, bool]:
    """What is wrong with a table that is joined from blocks, in words, and whether it is."""
    return {
        "a table of blocks takes its columns and inputs from them": bool(contract.blocks)
        and bool(contract.columns or contract.inputs),
        "a table of blocks needs a key to join them by": bool(contract.blocks) and not contract.key,
    }


def _problems_of_reading(contract: Contract) -> dict[str, bool]:
    """What is wrong with the tables that a contract reads, in words, and whether it is."""
    inputs, checked = set(contract.inputs), set(contract.checked_against)
    return {
        "a gold table may not read bronze": contract.layer == "gold"
        and any(name.startswith("bronze.") for name in contract.reads),
        "rows_from names a table that is no input": bool(inputs) and not set(contract.rows_from) <= inputs,
        "checked_against names an input, which the gate may read anyway": not inputs.isdisjoint(checked),
        "a table with a source is checked against no other": contract.source is not None and bool(checked),
        "earlier_days_of names the table itself, whose earlier days every build may ask for": contract.name
        in contract.earlier_days_of,
    }


def read_contract(path: Path) -> Contract:
    """The contract in one YAML file; raises ContractFault with one sentence that names file, key and problem."""
    try:
        fields = yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)  # noqa: S506
        return Contract(name=f"{path.parent.name}.{path.stem}", **(fields or {}))
    except ValidationError as error:
        # An unknown key is told before the missing one it was meant to be.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        place = ".".join(str(part) for part in first["loc"]) or "contract"
        raise ContractFault(f"{_place(path)}: {place}: {first['msg']}; correct the contract.") from None
    except (yaml.YAMLError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ContractFault(f"{_place(path)}: {line}not a contract ({problem}); correct the file.") from None


def _place(path: Path) -> str:
    return "/".join(path.parts[-3:])
