"""Make the samples of public data that ``mlflow/samples`` keeps: ``python -m tests.benchmarks.model_samples FOLDER``.

FOLDER holds the files as published, see ``mlflow/samples/SOURCE.md``; those of the Czech bank are in the sample bank.
Packed with time stamp 0, so that making them again gives the same bytes.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import typer

from jobs.lakehouse.settings import CHECKOUT

SAMPLES = CHECKOUT / "mlflow" / "samples"
CZECH_BANK = CHECKOUT / "infra" / "sample_bank" / "open_data" / "czech_bank"
RATIOS = [f"attr{number}" for number in range(1, 65)]


def main(folder: Path, to: Path = SAMPLES) -> None:
    """Make every sample."""
    made = {
        "german_credit": german_credit(folder / "german_credit" / "germancredit.csv"),
        "card_default": card_default(folder / "taiwan_credit_default" / "UCI_Credit_Card.csv"),
        "company_bankruptcy": company_bankruptcy(folder / "polish_bankruptcy" / "5year.arff.gz"),
        "czech_loan": czech_loan(CZECH_BANK),
    }
    for name, rows in made.items():
        (to / f"{name}.csv.gz").write_bytes(packed(rows))


def packed(rows: pd.DataFrame) -> bytes:
    """The bytes of a sample file."""
    return gzip.compress(rows.to_csv(index=False, lineterminator="\n").encode(), mtime=0)


def german_credit(path: Path) -> pd.DataFrame:
    """1,000 applications; the outcome is the published verdict ``creditability``, the key the number of the line."""
    rows = pd.read_csv(path)
    rows.insert(0, "application_id", range(1, len(rows) + 1))
    return _with_outcome(rows.drop(columns="creditability"), rows["creditability"] == "bad")


def card_default(path: Path) -> pd.DataFrame:
    """30,000 credit cards with what was known in September 2005; the outcome is the default of October."""
    rows = pd.read_csv(path).rename(columns=str.lower).rename(columns={"id": "card_id"})
    outcome = "default.payment.next.month"
    amounts = [name for name in rows if name.startswith(("limit", "bill", "pay_amt"))]
    kept = rows.drop(columns=outcome).astype(dict.fromkeys(amounts, "int64"))
    return _with_outcome(kept, rows[outcome] == 1)


def company_bankruptcy(path: Path) -> pd.DataFrame:
    """5,910 companies with 64 ratios of a year; the outcome is bankruptcy within the year after. ``?`` is a blank.

    The copy has a line of prose among its data: what ends in no class is no company.
    """
    text = gzip.decompress(path.read_bytes()).decode()
    lines = [line.strip().split(",") for line in text[text.lower().index("@data") :].splitlines()[1:]]
    rows = pd.DataFrame([line for line in lines if line[-1] in ("0", "1")], columns=[*RATIOS, "class"])
    rows.insert(0, "company_id", range(1, len(rows) + 1))
    return _with_outcome(rows.drop(columns="class").replace("?", ""), rows["class"] == "1")


def czech_loan(folder: Path) -> pd.DataFrame:
    """682 loans with what their bank knew on the day of the grant; bad is not paid in the end, or in debt so far.

    A card counts when it was issued before; standing orders and further users of the account have no day, and what has
    none may be later than the loan: they are left out.
    """
    loans, accounts = (_published(folder, name) for name in ("loan", "account"))
    owners = _published(folder, "disp").query("type == 'OWNER'").merge(_published(folder, "client"), on="client_id")
    whole = loans.merge(accounts, on="account_id", suffixes=("", "_opened"))
    whole = whole.merge(owners.drop(columns="district_id"), on="account_id").sort_values("loan_id")
    granted, opened = _day(whole["date"]), _day(whole["date_opened"])
    rows = pd.DataFrame(
        {
            "loan_id": whole["loan_id"],
            "granted_date": granted.dt.date,
            "principal_amount": whole["amount"],
            "term_months": whole["duration"],
            "instalment_amount": whole["payments"].astype(float),
            "account_days": (granted - opened).dt.days,
            "statement_type_code": whole["frequency"],
            "has_card": whole["disp_id"].isin(_carded(folder, whole, granted)),
            "owner_age_years": (granted - _born(whole["birth_number"])).dt.days // 365.25,
            "owner_gender_code": (whole["birth_number"] // 100 % 100 > 50).map({True: "F", False: "M"}),
        }
    )
    return _with_outcome(rows, whole["status"].isin(["B", "D"]))


def _carded(folder: Path, whole: pd.DataFrame, granted: pd.Series) -> set[int]:
    cards = whole.assign(granted=granted)[["disp_id", "granted"]].merge(_published(folder, "card"), on="disp_id")
    issued = _day(cards["issued"].str[:6].astype(int))
    return set(cards["disp_id"][issued < cards["granted"]])


def _published(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.asc.gz", sep=";")


def _day(numbers: pd.Series) -> pd.Series:
    return pd.to_datetime(19_000_000 + numbers, format="%Y%m%d")


def _born(numbers: pd.Series) -> pd.Series:
    is_woman = numbers // 100 % 100 > 50
    return _day(numbers - 5000 * is_woman)


def _with_outcome(rows: pd.DataFrame, is_bad: pd.Series) -> pd.DataFrame:
    return rows.assign(is_bad=is_bad.astype(int).to_numpy())


if __name__ == "__main__":
    typer.run(main)
