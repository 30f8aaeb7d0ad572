"""The import table of the architecture holds, and each of its rules fails when it is broken."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import import_rules as rules
from tests.architecture.source import CHECKOUT, Source, sources

RULES = (
    rules.forbidden_imports,
    rules.builds_that_know_machinery,
    rules.imports_outside_their_module,
    rules.sessions_outside_their_module,
    rules.dags_that_know_more_than_contracts,
    rules.heavy_at_parse_time,
)
# Rule -> files, each of which breaks it alone.
BROKEN = [
    (rules.forbidden_imports, "dags/daily.py", "from pyspark.sql import DataFrame"),
    (rules.forbidden_imports, "dags/daily.py", "def main():\n    import pandas as pd"),
    (rules.forbidden_imports, "expectations/silver/account.py", "import great_expectations as gx"),
    (rules.forbidden_imports, "jobs/lakehouse/lake.py", "from jobs.gold import customer_wide"),
    (rules.forbidden_imports, "jobs/run.py", "from airflow.sdk import DAG"),
    (rules.builds_that_know_machinery, "jobs/silver/account.py", "from jobs.lakehouse.lake import Lake"),
    (rules.builds_that_know_machinery, "jobs/gold/risk_list.py", "import mlflow"),
    (rules.builds_that_know_machinery, "jobs/identity/text.py", "from delta.tables import DeltaTable"),
    (rules.builds_that_know_machinery, "jobs/models/fit.py", "from jobs.lakehouse import registry"),
    (rules.imports_outside_their_module, "jobs/lakehouse/runner.py", "import great_expectations"),
    (rules.imports_outside_their_module, "jobs/train.py", "def train():\n    from mlflow import MlflowClient"),
    (rules.imports_outside_their_module, "jobs/run.py", "importlib.import_module('great_expectations')"),
    (rules.imports_outside_their_module, "jobs/lakehouse/runner.py", "from deltalake import DeltaTable"),
    (rules.sessions_outside_their_module, "jobs/silver/account.py", "spark = SparkSession.builder.getOrCreate()"),
    (rules.sessions_outside_their_module, "jobs/gold/risk_list.py", "spark = sql.SparkSession.getActiveSession()"),
    (rules.dags_that_know_more_than_contracts, "dags/daily.py", "from jobs.lakehouse.lake import Lake"),
    (rules.dags_that_know_more_than_contracts, "dags/daily.py", "from jobs.silver import account"),
    (rules.heavy_at_parse_time, "dags/daily.py", "import mlflow.pyfunc"),
]


@pytest.fixture(scope="module")
def files() -> list[Source]:
    return sources()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_checkout_keeps_the_rule(rule, files: list[Source]) -> None:
    assert rule(files) == []


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_a_file_that_breaks_the_rule_is_reported(rule, path: str, text: str) -> None:
    found = rule([Source(path, text)])
    assert found
    assert all(path in sentence for sentence in found)


def test_each_import_rule_has_a_broken_example() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_a_heavy_package_is_found_behind_another_module() -> None:
    daily = Source("dags/daily.py", "from jobs.lakehouse.catalog import Catalog")
    catalog = Source("jobs/lakehouse/catalog.py", "from jobs.lakehouse.settings import CHECKOUT")
    settings = Source("jobs/lakehouse/settings.py", "import pandas")
    lazy = Source("jobs/lakehouse/settings.py", "def late():\n    import pandas")
    assert rules.heavy_at_parse_time([daily, catalog, settings])
    assert rules.heavy_at_parse_time([daily, catalog, lazy]) == []


def test_types_alone_load_nothing() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pyspark.sql import Column\n"
    assert rules.heavy_at_parse_time([Source("dags/daily.py", text)]) == []


def test_the_rules_see_the_real_files(files: list[Source]) -> None:
    """A rule over nothing would hold: the modules it speaks of exist and do import what is theirs."""
    paths = {file.path: file for file in files}
    assert {rules.SESSION, "dags/daily.py", "jobs/gold/customer_profile.py", *rules.ONLY_IN.values()} <= set(paths)
    for package, path in rules.ONLY_IN.items():
        parts = [file for name, file in paths.items() if name.startswith(path.removesuffix(".py"))]
        assert any(package in ast.unparse(file.tree) for file in parts)


def _machinery() -> list[Path]:
    folder = CHECKOUT / "jobs" / "lakehouse"
    return sorted(path for kind in ("*.py", "*.html") for path in folder.rglob(kind))


def test_the_machinery_holds_no_banking_word() -> None:
    found = [
        sentence
        for path in _machinery()
        for sentence in rules.banking_words(path.relative_to(CHECKOUT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("text", ["def loan_rows(): ...", "class CourtFile: ...", "# the customers of a bank"])
def test_a_banking_word_in_the_machinery_is_reported(text: str) -> None:
    assert rules.banking_words("jobs/lakehouse/lake.py", text)


def test_a_word_that_only_contains_one_is_none() -> None:
    assert rules.banking_words("jobs/lakehouse/registry.py", "Scorecard, discard, courtesy, account") == []


def test_the_folder_of_models_holds_no_python(tmp_path: Path) -> None:
    assert rules.python_in(CHECKOUT / "mlflow") == []
    (tmp_path / "__init__.py").touch()
    assert rules.python_in(tmp_path)
