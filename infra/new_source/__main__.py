"""Write the stubs of a new source: ``make new-source NAME=vendor_fines``.

Everything but the last word names the source system, the last word what it delivers: ``vendor_fines`` is
``bronze.vendor_fines`` of the system ``vendor``, read into ``silver.vendor_fine``. No existing file is edited. What has
to be filled in says ``FILL_IN``; until then every stub fails in a sentence that says what is missing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jobs.lakehouse.command import ends_in_one_sentence
from jobs.lakehouse.errors import ContractFault

CHECKOUT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"(?=.{3,50}\Z)[a-z][a-z0-9]*(_[a-z][a-z0-9]*)+\Z")
# Template, and the file it becomes.
STUBS = {
    "bronze.yml": "jobs/bronze/{name}.yml",
    "silver.yml": "jobs/silver/{noun}.yml",
    "build.py": "jobs/silver/{noun}.py",
    "expectations.py": "expectations/silver/{noun}.py",
    "test.py": "tests/jobs/silver/test_{noun}.py",
}
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "stubs"),
    autoescape=False,  # noqa: S701  the stubs are Python and YAML
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)
application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(name: Annotated[str, typer.Argument(help="<system>_<things>, for example vendor_fines")]) -> None:
    """Write the five stubs and say what to do next."""
    if not NAME.match(name):
        raise ContractFault(
            f"{name!r} is no name of a source: write <system>_<things> in small letters, for example vendor_fines."
        )
    stubs = _stubs(name)
    taken = [path for path in stubs if (CHECKOUT / path).exists()]
    if taken:
        raise ContractFault(f"{', '.join(taken)} exists already: nothing was written, choose another name.")
    for path, text in stubs.items():
        (CHECKOUT / path).write_text(text, encoding="utf-8")
        typer.echo(f"wrote {path}")
    *_, tests = stubs
    typer.echo(_next_steps(name.rsplit("_", 1)[0], tests))


def _next_steps(system: str, tests: str) -> str:
    return (
        "Next: replace each FILL_IN and add the other columns; "
        f"`PYTHONPATH=. var/environments/jobs/bin/python -m pytest {tests}` says what is missing. "
        f"Set YIHU_SOURCE_{system.upper()} in var/settings.env to the address of the source. "
        "Then draw anew what is generated: the data dictionary (`python -m jobs.dictionary`), the lineage "
        "(`python -m jobs.lineage --write`, with the engine running), the golden DAGs (`YIHU_WRITE_GOLDEN=1`, "
        "tests/dags) and the counts in docs/pictures/flow.svg; and run `make check`."
    )


def _stubs(name: str) -> dict[str, str]:
    system, things = name.rsplit("_", 1)
    words = {"name": name, "system": system, "things": things, "noun": f"{system}_{_one_of(things)}"}
    return {path.format(**words): TEMPLATES.get_template(f"{stub}.txt").render(words) for stub, path in STUBS.items()}


def _one_of(things: str) -> str:
    """The word for one of them: fines, companies and addresses are a fine, a company and an address."""
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ss", "ss"), ("us", "us"), ("s", "")):
        if things.endswith(plural):
            return (things.removesuffix(plural) + singular) or things
    return things


if __name__ == "__main__":
    application()
