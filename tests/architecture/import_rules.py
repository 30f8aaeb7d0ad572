"""Who may import whom. Each rule gives its breaches as sentences; no sentence means that it holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import Source, imports, imports_at_load, is_inside

HEAVY = ("pyspark", "great_expectations", "mlflow", "pandas")
# Folder -> packages nobody in it may import.
FORBIDDEN = {
    "dags/": (*HEAVY, "deltalake", "delta", "polars", "duckdb"),
    "expectations/": ("great_expectations", "mlflow", "airflow", "deltalake", "delta"),
    "jobs/": ("airflow", "infra", "dags", "expectations"),
    "jobs/lakehouse/": ("jobs.silver", "jobs.gold", "jobs.identity"),
    "infra/": (*HEAVY, "deltalake", "delta"),
}
# What transforms and their parts may never touch: they get frames and return frames.
BUILDS = (
    "jobs/silver/",
    "jobs/gold/",
    "jobs/identity/",
    "jobs/models/",
    "jobs/purchases/",
    "jobs/purposes/",
    "jobs/risk/",
    "jobs/segmentation/",
    "jobs/tags/",
)
FORBIDDEN_TO_BUILDS = ("airflow", "great_expectations", "mlflow", "delta", "deltalake", "jobs.lakehouse")
# A model's declaration and evaluation end in the same faults as every job; what is declared in YAML is read alike; a
# block of a wide row is put together as the row is.
ALLOWED_TO_BUILDS = {
    "jobs/gold/": ("jobs.lakehouse.side_by_side",),
    "jobs/models/": ("jobs.lakehouse.errors",),
    "jobs/identity/matching/": ("jobs.lakehouse.errors",),
    "jobs/risk/": ("jobs.lakehouse.errors", "jobs.lakehouse.declaration", "jobs.lakehouse.person"),
    "jobs/purposes/": ("jobs.lakehouse.declaration",),
    "jobs/segmentation/": ("jobs.lakehouse.errors", "jobs.lakehouse.declaration"),
    "jobs/tags/": ("jobs.lakehouse.declaration",),
}
# The machinery reads a model's parameters from the registry: of identity it knows that one artefact.
ALLOWED_TO_MACHINERY = ("jobs.identity.matching.declaration", "jobs.identity.matching.weights")
# Package -> the one module that knows it; its parts are named after it (``website_pages.py``).
ONLY_IN = {
    "great_expectations": "jobs/lakehouse/quality.py",
    "mlflow": "jobs/lakehouse/registry.py",
    "deltalake": "jobs/lakehouse/lake.py",
    "openlineage": "jobs/lakehouse/lineage.py",
    "paramiko": "jobs/lakehouse/connectors/vendor_drop.py",
    "psycopg": "jobs/lakehouse/connectors/database.py",
    "requests": "jobs/lakehouse/connectors/website.py",
    "splink": "jobs/identity/matching/training.py",
}
SESSION = "jobs/lakehouse/session.py"
DAGS_MAY_IMPORT = ("catalog", "contract", "errors", "person", "settings")
# An error code of MLflow, not a person of ours.
FOREIGN_WORDS = ("CUSTOMER_UNAUTHORIZED",)
BANKING_WORDS = re.compile(r"(customer|loan|repayment|card|telecom|court|sanction|borrower|deposit)s?")


def forbidden_imports(files: Iterable[Source]) -> list[str]:
    """Folders that import what they must not know."""
    return [
        f"{file.path} imports {module}: nothing in {folder} may import {package}"
        for file in files
        for folder, packages in FORBIDDEN.items()
        if file.path.startswith(folder)
        for module, package in _matches(file, packages)
        if not (file.path.startswith("jobs/lakehouse/") and module in ALLOWED_TO_MACHINERY)
    ]


def builds_that_know_machinery(files: Iterable[Source]) -> list[str]:
    """Builds, identity and models that import more than Spark's data frames and plain Python."""
    return [
        f"{file.path} imports {module}: a build knows frames only, not {package}"
        for file in files
        if file.path.startswith(BUILDS)
        for module in sorted(imports(file))
        for package in FORBIDDEN_TO_BUILDS
        if is_inside(module, package) and not _is_allowed(file, module)
    ]


def _is_allowed(file: Source, module: str) -> bool:
    allowed = [one for folder, ones in ALLOWED_TO_BUILDS.items() if file.path.startswith(folder) for one in ones]
    return any(is_inside(module, one) for one in allowed)


def imports_outside_their_module(files: Iterable[Source]) -> list[str]:
    """Packages that one module of jobs/ hides from all others."""
    return [
        f"{file.path} imports {module}: only {ONLY_IN[package]} may know {package}"
        for file in files
        if file.path.startswith(("jobs/", "expectations/", "dags/"))
        for module, package in _matches(file, tuple(ONLY_IN))
        if file.path != ONLY_IN[package] and not file.path.startswith(ONLY_IN[package].removesuffix(".py") + "_")
    ]


def sessions_outside_their_module(files: Iterable[Source]) -> list[str]:
    """Code that makes a Spark session or reaches for an ambient one."""
    return [
        f"{file.path}, line {node.lineno}: only {SESSION} makes Spark sessions"
        for file in files
        if file.path != SESSION
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("builder", "getActiveSession", "active")
        and ast.unparse(node.value).endswith("SparkSession")
    ]


def dags_that_know_more_than_contracts(files: Iterable[Source]) -> list[str]:
    """DAG files that import machinery other than contracts, settings and errors."""
    allowed = tuple(f"jobs.lakehouse.{name}" for name in DAGS_MAY_IMPORT)
    return [
        f"{file.path} imports {module}: a schedule needs contracts, settings and errors, nothing else"
        for file in files
        if file.path.startswith("dags/")
        for module in sorted(imports(file))
        if is_inside(module, "jobs") and not any(is_inside(one, module) or is_inside(module, one) for one in allowed)
    ]


def heavy_at_parse_time(files: Iterable[Source]) -> list[str]:
    """Heavy packages that parsing a DAG file would load, straight or through what it imports."""
    known = {file.module: file for file in files}
    return [
        f"{file.path} loads {module} when it is parsed, through {' -> '.join(trail)}"
        for file in known.values()
        if file.path.startswith("dags/")
        for module, trail in _loaded(file, known)
        if module.split(".")[0] in HEAVY
    ]


def _loaded(start: Source, known: dict[str, Source]) -> Iterator[tuple[str, list[str]]]:
    """Everything that loading a file loads, each with the files on the way to it."""
    seen, waiting = {start.module}, [(start, [start.path])]
    while waiting:
        file, trail = waiting.pop()
        for module in sorted(imports_at_load(file)):
            yield module, trail
            for name in _with_packages(module):
                if name in known and name not in seen:
                    seen.add(name)
                    waiting.append((known[name], [*trail, known[name].path]))


def _with_packages(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def _matches(file: Source, packages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The first import of each forbidden package."""
    found = sorted(imports(file))
    for package in packages:
        first = next((module for module in found if is_inside(module, package)), None)
        if first:
            yield first, package


def banking_words(path: str, text: str) -> list[str]:
    """Words of the bank in the machinery, which must serve any table."""
    ours = re.sub("|".join(FOREIGN_WORDS), "", text)
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", ours)
    words = sorted({part.lower() for part in parts if BANKING_WORDS.fullmatch(part.lower())})
    return [f"{path} speaks of {word}: jobs/lakehouse holds no banking word" for word in words]


def python_in(folder: Path) -> list[str]:
    """Python files in a folder that must hold none: with one, ``import mlflow`` would find the folder."""
    return [f"{folder.name}/{path.relative_to(folder).as_posix()} is Python" for path in sorted(folder.rglob("*.py"))]
