"""Names and sizes keep the house style, and each rule fails when it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from tests.architecture import naming_rules as rules
from tests.architecture.source import CHECKOUT, Source, committed_paths, sources


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog()


def contract_with(column: str, spark_type: str = "string", **changes: object) -> Contract:
    """A contract of one column."""
    declared = {"name": column, "type": spark_type, "about": "made up", "class": "internal"}
    fields = {
        "name": "silver.thing",
        "about": "A table made up for a test.",
        "owner": "nobody",
        "purpose": ["servicing"],
        "retention": "1y",
        "columns": [declared],
    }
    return Contract(**{**fields, **changes})


def test_every_column_says_what_kind_of_value_it_holds(catalog: Catalog) -> None:
    assert rules.columns_named_otherwise(catalog) == []


@pytest.mark.parametrize(
    ("name", "spark_type"),
    [("customer_no", "string"), ("income", "decimal(18,2)"), ("active", "boolean"), ("is_active", "string")],
)
def test_a_column_with_another_ending_is_reported(name: str, spark_type: str) -> None:
    assert rules.columns_named_otherwise([contract_with(name, spark_type)])


@pytest.mark.parametrize(
    ("name", "spark_type"), [("customer_id", "string"), ("amount", "decimal(18,2)"), ("is_active", "boolean")]
)
def test_a_column_with_a_declared_ending_is_not(name: str, spark_type: str) -> None:
    assert rules.columns_named_otherwise([contract_with(name, spark_type)]) == []


def test_money_is_exact(catalog: Catalog) -> None:
    assert rules.money_that_is_not_decimal(catalog) == []
    assert rules.money_that_is_not_decimal([contract_with("balance_amount", "double")])


def test_every_module_has_a_telling_name() -> None:
    paths = [path.relative_to(CHECKOUT).as_posix() for path in committed_paths()]
    assert rules.names_that_say_nothing(path for path in paths if path.endswith(".py")) == []


@pytest.mark.parametrize("path", ["jobs/utils.py", "jobs/common/dates.py", "infra/manager.py", "tests/data/rows.py"])
def test_a_module_with_an_empty_name_is_reported(path: str) -> None:
    assert rules.names_that_say_nothing([path])


def test_a_name_that_only_contains_an_empty_word_is_not() -> None:
    assert rules.names_that_say_nothing(["jobs/lakehouse/data_docs.py"]) == []


def test_every_table_has_its_four_files(catalog: Catalog) -> None:
    assert rules.tables_without_their_four_files(CHECKOUT, catalog) == []
    assert rules.files_without_a_table(CHECKOUT, catalog) == []


@pytest.mark.parametrize("missing", ["jobs/silver/thing.py", "expectations/silver/thing.py", "tests/jobs/silver"])
def test_a_missing_one_of_the_four_is_reported(tmp_path: Path, missing: str) -> None:
    table = contract_with("thing_id")
    files = ("jobs/silver/thing.py", "expectations/silver/thing.py", "tests/jobs/silver/test_thing.py")
    for name in files:
        if not name.startswith(missing):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("from jobs.silver import thing\n")
    found = rules.tables_without_their_four_files(tmp_path, [table])
    assert len(found) == 1
    assert missing in found[0]


def test_expectations_without_a_table_are_reported(tmp_path: Path) -> None:
    (tmp_path / "expectations/silver").mkdir(parents=True)
    (tmp_path / "expectations/silver/gone.py").touch()
    assert rules.files_without_a_table(tmp_path, [])


def test_a_mapping_table_declares_no_columns() -> None:
    with pytest.raises(ValueError, match="takes its columns and key"):
        contract_with("thing_id", feeds="silver.other")


def test_files_and_functions_are_short() -> None:
    files = sources()
    assert rules.files_too_long(files) == []
    assert rules.functions_too_long(files) == []
    over = rules.functions_too_long(files, rules.USUAL_FUNCTION)
    assert len(over) <= rules.FUNCTIONS_OVER_USUAL, over


def test_a_long_file_and_a_long_function_are_reported() -> None:
    assert rules.files_too_long([Source("jobs/long.py", "x = 1\n" * (rules.LONGEST_FILE + 1))])
    body = "    x = 1\n" * rules.LONGEST_FUNCTION
    assert rules.functions_too_long([Source("jobs/long.py", f"def long():\n{body}")])
    assert rules.functions_too_long([Source("jobs/short.py", "def short():\n    x = 1\n")]) == []
