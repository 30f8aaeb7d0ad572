"""Public credit sets as declared models: which variables, how risk moves with each, and what makes a case bad."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jobs.models.declaration import (
    Binning,
    Gates,
    ModelDeclaration,
    Reason,
    Special,
    Split,
    Training,
    Variable,
    Zones,
)

DIGITS = str.maketrans(string.digits, string.ascii_uppercase[:10])


@dataclass(frozen=True)
class PublicSet:
    """One set: its rows with the outcome ``is_bad``, and the declaration of a model of it."""

    name: str
    rows: pd.DataFrame
    declaration: ModelDeclaration


def public_sets(folder: Path) -> Iterator[PublicSet]:
    """The sets that the folder holds."""
    for name, (place, read) in SETS.items():
        if (folder / place).exists():
            yield read(name, folder / place)


def drawn_declaration(numbers: int, codes: int) -> ModelDeclaration:
    """A model of drawn rows: numbers n0 and on, whose risk rises, codes c0 and on."""
    rising = {f"n{number}": "rises" for number in range(numbers)}
    return _declared("drawn", rising, [f"c{number}" for number in range(codes)], {}, "drawn from a logistic function")


def _taiwan(name: str, path: Path) -> PublicSet:
    """30,000 credit cards of a bank in Taiwan, 2005; bad = default in the next month (Yeh and Lien, 2009)."""
    rows = pd.read_csv(path).rename(columns={"default.payment.next.month": "is_bad", "ID": "row_id"})
    months = ["0", *map(str, range(2, 7))]
    numbers = {
        "LIMIT_BAL": "falls",
        "AGE": "auto",
        **{f"PAY_{month}": "rises" for month in months},
        **{f"BILL_AMT{month}": "auto" for month in range(1, 7)},
        **{f"PAY_AMT{month}": "falls" for month in range(1, 7)},
    }
    codes = ["SEX", "EDUCATION", "MARRIAGE"]
    special = {f"PAY_{month}": {-2.0: "no consumption", -1.0: "paid in full"} for month in months}
    declared = _declared(name, numbers, codes, special, "default of payment in October 2005, as published")
    return PublicSet(name, rows.astype(dict.fromkeys(codes, str)).assign(opened_date="2005-09-30"), declared)


def _german(name: str, path: Path) -> PublicSet:
    """1,000 consumer loans of a German bank; bad = 'creditability' bad (Hofmann, 1994)."""
    rows = pd.read_csv(path).assign(opened_date="1994-01-01")
    rows["is_bad"] = (rows["creditability"] == "bad").astype(int)
    rows["row_id"] = rows.index
    numbers = {
        "duration_in_month": "rises",
        "credit_amount": "auto",
        "installment_rate_in_percentage_of_disposable_income": "rises",
        "age_in_years": "falls",
        "present_residence_since": "auto",
        "number_of_existing_credits_at_this_bank": "auto",
    }
    left_out = {"creditability", "is_bad", "row_id", "opened_date", *numbers}
    codes = [column for column in rows.columns if column not in left_out]
    declared = _declared(name, numbers, codes, {}, "creditability is bad, as published")
    return PublicSet(name, rows.astype(dict.fromkeys(codes, str)), declared)


def _declared(
    name: str, numbers: dict[str, str], codes: list[str], special: dict[str, dict[float, str]], rule: str
) -> ModelDeclaration:
    training = Training(
        table=f"public.{name}",
        key="row_id",
        outcome="is_bad",
        date="opened_date",
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


SETS: dict[str, tuple[str, Callable[[str, Path], PublicSet]]] = {
    "german": ("german_credit/germancredit.csv", _german),
    "taiwan": ("taiwan_credit_default/UCI_Credit_Card.csv", _taiwan),
}
