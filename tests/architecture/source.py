"""A source file as the rules see it: its place in the checkout and its text, real or made up by a test."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DOTTED_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)*")
TREES = ("dags", "jobs", "expectations", "mlflow", "infra")


@dataclass(frozen=True)
class Source:
    """One Python file; ``path`` is relative to the checkout, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """Dotted name under which the file is imported; files in dags/ are imported by their bare name."""
        name = self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return name.removeprefix("dags.")


def sources(root: Path = CHECKOUT) -> list[Source]:
    """Every Python file of the five trees."""
    paths = (path for tree in TREES for path in sorted((root / tree).rglob("*.py")))
    return [Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def imports(source: Source) -> set[str]:
    """Every module a file imports anywhere, also inside functions and for type checking.

    ``from package import name`` counts as both ``package`` and ``package.name``. A package named in a string counts
    where the file imports by name.
    """
    found = set(_imported(ast.walk(source.tree)))
    if "import_module" in source.text:
        strings = [node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant)]
        found |= {text for text in map(str, strings) if DOTTED_NAME.fullmatch(text)}
    return found


def imports_at_load(source: Source) -> set[str]:
    """Modules that are imported the moment a file is: not those in functions, nor those for type checking."""
    return set(_imported(_at_load(source.tree.body)))


def _at_load(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from _at_load(node.orelse)
            continue
        yield node
        for field in ("body", "orelse", "finalbody"):
            yield from _at_load(getattr(node, field, []))
        for handler in getattr(node, "handlers", []):
            yield from _at_load(handler.body)


def _imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_inside(module: str, package: str) -> bool:
    """True when a dotted name is the package or lies in it."""
    return module == package or module.startswith(f"{package}.")


def committed_paths(root: Path = CHECKOUT) -> list[Path]:
    """Files that are in the repository or would be with the next commit."""
    listing = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    names = subprocess.run(listing, capture_output=True, check=True, text=True).stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]
