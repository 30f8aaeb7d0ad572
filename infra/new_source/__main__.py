"""Write the stubs of a new source: ``make new-source NAME=vendor_fines``.

Everything but the last word names the source system, the last word what it delivers: ``vendor_fines`` is
``bronze.vendor_fines`` of the system ``vendor``, read into ``silver.vendor_fine``. No existing file is edited. What has
to be filled in says ``FILL_IN``; until then every stub fails in a sentence that says what is missing.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import Environment, FileSystemLoader, StrictUndefined

CHECKOUT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)+$")
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
def main(name: Annotated[str, typer.Argument(help="<system>_<things>, for example vendor_fines")]) -> None:
    """Write the five stubs and say what to do next."""
    if not NAME.match(name):
        sys.exit(
            f"{name!r} is no name of a source: write <system>_<things> in small letters, for example vendor_fines."
        )
    stubs = _stubs(name)
    taken = [path for path in stubs if (CHECKOUT / path).exists()]
    if taken:
        sys.exit(f"{', '.join(taken)} exists already: choose another name.")
    for path, text in stubs.items():
        (CHECKOUT / path).write_text(text, encoding="utf-8")
        typer.echo(f"wrote {path}")
    system = name.rsplit("_", 1)[0]
    typer.echo(
        f"Next: replace each FILL_IN, set YIHU_SOURCE_{system.upper()} in var/settings.env, then `make check`. "
        f"The tests in {list(stubs)[-1]} say what is missing."
    )


def _stubs(name: str) -> dict[str, str]:
    system, things = name.rsplit("_", 1)
    thing = things.removesuffix("s") or things
    words = {"name": name, "system": system, "things": things, "noun": f"{system}_{thing}"}
    return {path.format(**words): TEMPLATES.get_template(f"{stub}.txt").render(words) for stub, path in STUBS.items()}


if __name__ == "__main__":
    application()
