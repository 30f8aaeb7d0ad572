"""What refused applicants might change: ``python -m jobs.reject_inference german_credit --date D --refused FILE.csv``.

Fits the declared model with the refused applicants of a CSV file under a range of assumptions, and shows what follows
from each. The file has the columns of the model's variables as its training table names them; an outcome in it is not
looked at. Nothing is registered and no score changes: what was never observed stays an assumption, and whoever decides
on it sees the whole range.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.settings import read_settings
from jobs.models.declaration import ModelDeclaration, read_declaration
from jobs.models.outcomes import names_in_score
from jobs.models.reject_inference import METHODS, Assumption, sensitivity
from jobs.training_data import read_sample, training_data

TIMES = (1.0, 1.5, 2.0, 4.0)

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    model: Annotated[str, typer.Argument(help="name of a declaration in mlflow/, such as german_credit")],
    day: Annotated[str, typer.Option("--date", help="yyyy-mm-dd; what was published last until then is learnt")],
    refused: Annotated[Path, typer.Option("--refused", help="CSV file of refused applicants, one row each")],
    methods: Annotated[list[str], typer.Option("--method", help="How an outcome is assumed; may be repeated")] = tuple(
        METHODS
    ),
    riskier: Annotated[
        list[float],
        typer.Option("--riskier", help="Times the odds of bad of an accepted one with that score; may be repeated"),
    ] = TIMES,
) -> None:
    """Show what follows from each method and each assumption."""
    declaration, assumptions = read_declaration(model), [Assumption(*pair) for pair in product(methods, riskier)]
    applicants = refused_applicants(declaration, refused)
    with training_data(declaration, business_date_of(day), read_settings()) as data:
        accepted = pd.concat(data.cases.samples.named().values())
        found = sensitivity(declaration, accepted, applicants, assumptions)
    typer.echo(f"{model}: {len(accepted)} accepted applicants, {len(applicants)} refused ones in {refused.name}")
    typer.echo(as_text(found))
    typer.echo(conclusion(found))


def refused_applicants(declaration: ModelDeclaration, path: Path) -> pd.DataFrame:
    """The variables of each refused applicant, named as the scorecard names them.

    Raises DataFault where the file is missing, empty, or lacks a variable.
    """
    if not path.exists():
        raise DataFault(f"There is no file {path}: give a CSV file of refused applicants.")
    read, rows = names_in_score(declaration), read_sample(declaration, path)
    missing = sorted(set(read) - set(rows.columns))
    if missing:
        raise DataFault(
            f"{path.name} lacks {', '.join(missing)}: name the columns as {declaration.training.source} does."
        )
    return rows[list(read)].rename(columns=read)


def as_text(found: pd.DataFrame) -> str:
    """A line for each assumption, shares in per cent."""
    head = f"{'all bad':>8}{'pass':>8}{'bad of those':>14}  assumption"
    lines = (
        f"{line.bad_rate:8.2%}{line.pass_rate:8.2%}{line.passed_bad_rate:14.2%}  {line.assumption}"
        for line in found.itertuples()
    )
    return "\n".join([head, *lines])


def conclusion(found: pd.DataFrame) -> str:
    """The band that the assumptions span, in one sentence."""
    assumed = found[found["assumption"] != "none"]
    low, high = assumed["bad_rate"].min(), assumed["bad_rate"].max()
    return (
        f"Assumed, not observed: between {low:.2%} and {high:.2%} of all applicants would be bad; "
        f"of the accepted {found['bad_rate'].iloc[0]:.2%} are."
    )


if __name__ == "__main__":
    run(application)
