"""Public credit sets as declared models: which variables, how risk moves with each, and what makes a case bad."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from jobs.models.declaration import (
    DECLARATIONS,
    Binning,
    Gates,
    ModelDeclaration,
    Reason,
    Special,
    Split,
    Variable,
    Zones,
)
from jobs.models.training import Training
from jobs.training_data import read_sample

GERMAN_CODES = (
    "status_of_existing_checking_account",
    "credit_history",
    "purpose",
    "savings_account_and_bonds",
    "present_employment_since",
    "personal_status_and_sex",
    "other_debtors_or_guarantors",
    "property",
    "other_installment_plans",
    "housing",
    "job",
    "number_of_people_being_liable_to_provide_maintenance_for",
    "telephone",
    "foreign_worker",
)
DIGITS = str.maketrans(string.digits, string.ascii_uppercase[:10])


@dataclass(frozen=True)
class PublicSet:
    """One set: its rows with the outcome ``is_bad``, and the declaration of a model of it."""

    name: str
    rows: pd.DataFrame
    declaration: ModelDeclaration


def public_sets() -> Iterator[PublicSet]:
    """The sets, from the samples that the reference models are trained on."""
    for declaration in (_german(), _taiwan()):
        yield PublicSet(
            declaration.name, read_sample(declaration, DECLARATIONS / declaration.training.sample), declaration
        )


def drawn_declaration(numbers: int, codes: int) -> ModelDeclaration:
    """A model of drawn rows: numbers n0 and on, whose risk rises, codes c0 and on."""
    rising = {f"n{number}": "rises" for number in range(numbers)}
    named = [f"c{number}" for number in range(codes)]
    return _declared(
        "drawn", {"table": "public.drawn", "key": "row_id"}, rising, named, {}, "drawn from a logistic function"
    )


def _taiwan() -> ModelDeclaration:
    """30,000 credit cards of a bank in Taiwan, 2005; bad = default in the next month (Yeh and Lien, 2009)."""
    months = ["0", *map(str, range(2, 7))]
    numbers = {
        "limit_bal": "falls",
        "age": "auto",
        **{f"pay_{month}": "rises" for month in months},
        **{f"bill_amt{month}": "auto" for month in range(1, 7)},
        **{f"pay_amt{month}": "falls" for month in range(1, 7)},
    }
    special = {f"pay_{month}": {-2.0: "no consumption", -1.0: "paid in full"} for month in months}
    source = {"sample": "samples/card_default.csv.gz", "key": "card_id"}
    rule = "default of payment in October 2005, as published"
    return _declared("taiwan", source, numbers, ["sex", "education", "marriage"], special, rule)


def _german() -> ModelDeclaration:
    """1,000 consumer loans of a German bank; bad = 'creditability' bad (Hofmann, 1994)."""
    numbers = {
        "duration_in_month": "rises",
        "credit_amount": "auto",
        "installment_rate_in_percentage_of_disposable_income": "rises",
        "age_in_years": "falls",
        "present_residence_since": "auto",
        "number_of_existing_credits_at_this_bank": "auto",
    }
    source = {"sample": "samples/german_credit.csv.gz", "key": "application_id"}
    return _declared("german", source, numbers, GERMAN_CODES, {}, "creditability is bad, as published")


def _declared(
    name: str,
    source: dict[str, str],
    numbers: dict[str, str],
    codes: Sequence[str],
    special: dict[str, dict[float, str]],
    rule: str,
) -> ModelDeclaration:
    training = Training(
        **source,
        outcome="is_bad",
        positive_class="bad",
        label_given_by=rule,
        sample_definition=f"all rows of the published set; {rule}",
        weighting="none",
    )
    return ModelDeclaration(
        name=name,
        about=rule,
        owner="benchmark",
        training=training,
        split=Split(seed=20260601, test_share=0.3, out_of_time_months=0),
        binning=Binning(max_bins=6, min_bin_share=0.05, regularisation=1.0),
        bands=10,
        zones=Zones(pass_from=505, reject_below=480),
        gates=Gates(min_auc_test=0.5, min_ks_test=0.0, max_auc_gap=1.0, min_bads=10, champion_tolerance=0.0),
        variables=(
            *(_variable(one, "number", risk, special.get(one, {})) for one, risk in numbers.items()),
            *(_variable(one, "code", "auto", {}) for one in codes),
        ),
    )


def _variable(name: str, kind: str, risk: str, special: dict[float, str]) -> Variable:
    code = name.upper().translate(DIGITS)
    values = tuple(Special(value=value, about=about) for value, about in special.items())
    return Variable(
        name=name, about=name, kind=kind, risk=risk, reason=Reason(code=code, en=name, zh=name), special=values
    )
