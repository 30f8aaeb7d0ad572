"""Labelled sets of other people as one kind of frame: the same comparison columns for all, and the truth apart.

The sets lie in folders under one folder that the reader names; none of them is part of this project. What a set lacks
is null. Only what each set's own description says about its columns is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import pandas as pd

COLUMNS = (
    "given_name",
    "family_name",
    "full_name",
    "birth_date",
    "identifier",
    "phone",
    "email",
    "address",
    "place",
    "postcode",
)
DATE_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%y")
IDENTIFIERS = ("NATIONAL_ID_NUMBER", "SSN_NUMBER", "PASSPORT_NUMBER", "DRIVERS_LICENSE_NUMBER", "TAX_ID_NUMBER")


@dataclass(frozen=True)
class LabelledSet:
    """Records with record_id and ``COLUMNS``; their truth with record_id and entity_id."""

    name: str
    records: pd.DataFrame
    truth: pd.DataFrame


def labelled_sets(folder: Path) -> list[LabelledSet]:
    """Every set that the folder holds."""
    return [read(folder) for file, read in SETS.items() if (folder / file).exists()]


def febrl(folder: Path, number: int) -> LabelledSet:
    """Invented Australians with typing errors (Christen 2008); the truth is in the record's name."""
    sent = _read(folder / f"er_febrl/dataset{number}.csv")
    records = pd.DataFrame(
        {
            "record_id": sent["rec_id"],
            "given_name": sent["given_name"],
            "family_name": sent["surname"],
            "birth_date": _dates(sent["date_of_birth"]),
            "identifier": sent["soc_sec_id"],
            "address": sent["street_number"].str.cat(sent["address_1"], sep=" "),
            "place": sent["suburb"],
            "postcode": sent["postcode"],
        }
    )
    return _set(f"febrl {number}", records, sent["rec_id"].str.extract(r"rec-(\d+)-")[0])


def rldata(folder: Path) -> LabelledSet:
    """Invented Germans with real name frequencies."""
    sent = _read(folder / "er_rldata/RLdata500.csv")
    born = sent["by"] + "-" + sent["bm"].str.zfill(2) + "-" + sent["bd"].str.zfill(2)
    records = pd.DataFrame(
        {
            "record_id": sent["rec_id"],
            "given_name": sent["fname_c1"].str.lower(),
            "family_name": sent["lname_c1"].str.lower(),
            "birth_date": _dates(born),
        }
    )
    return _set("rldata 500", records, sent["identity"])


def splink_fake(folder: Path, file: str, truth: str) -> LabelledSet:
    """Invented Britons with few columns, many of them empty or mistyped."""
    sent = _read(folder / f"er_splink/{file}.csv")
    records = pd.DataFrame(
        {
            "record_id": sent["unique_id"],
            "given_name": sent["first_name"].str.lower(),
            "family_name": sent["surname"].str.lower(),
            "birth_date": _dates(sent["dob"]),
            "email": sent["email"],
            "place": sent["city"].str.lower(),
        }
    )
    return _set(f"splink {file}", records, sent[truth])


def senzing(folder: Path) -> LabelledSet:
    """Customers, a watch list and purchased reference, persons and companies, made by hand to mislead."""
    home = folder / "er_senzing_truthset"
    sent = pd.concat([_read(home / f"{name}.csv") for name in ("customers", "reference", "watchlist")])
    record_id = sent["DATA_SOURCE"] + ":" + sent["RECORD_ID"]
    full = _first(sent, "PRIMARY_NAME_ORG", "PRIMARY_NAME_FULL", "NATIVE_NAME_FULL")
    records = pd.DataFrame(
        {
            "record_id": record_id,
            "given_name": sent["PRIMARY_NAME_FIRST"].str.lower(),
            "family_name": sent["PRIMARY_NAME_LAST"].str.lower(),
            "full_name": full.str.lower(),
            "birth_date": _dates(sent["DATE_OF_BIRTH"]),
            "identifier": _first(sent, *IDENTIFIERS),
            "phone": sent["PHONE_NUMBER"].str.replace(r"\D", "", regex=True).str[-10:],
            "email": sent["EMAIL_ADDRESS"].str.lower(),
            "address": _first(sent, "ADDR_LINE1", "ADDR_FULL").str.lower(),
            "place": sent["ADDR_CITY"].str.lower(),
            "postcode": sent["ADDR_POSTAL_CODE"],
        }
    )
    key = _read(home / "actual_truthset_key.csv")
    known = pd.Series(key["CLUSTER_ID"].to_numpy(), index=key["DATA_SOURCE"] + ":" + key["RECORD_ID"])
    return _set("senzing", records, record_id.map(known))


def patstat(folder: Path) -> LabelledSet:
    """Dutch applicants of patents, companies by their names; checked by hand at Leuven."""
    home = folder / "er_patstat_names"
    sent = _read(home / "patstat_input.csv")
    known = _read(home / "patstat_reference.csv").set_index("person_id")["leuven_id"]
    is_placed = sent["Lat"].ne("0.0")
    records = pd.DataFrame(
        {
            "record_id": sent["person_id"],
            "full_name": sent["Name"].str.lower(),
            "place": (sent["Lat"] + " " + sent["Lng"]).where(is_placed),
        }
    )
    return _set("patstat", records, sent["person_id"].map(known))


SETS: Mapping[str, Callable[[Path], LabelledSet]] = {
    "er_febrl/dataset1.csv": lambda folder: febrl(folder, 1),
    "er_febrl/dataset2.csv": lambda folder: febrl(folder, 2),
    "er_febrl/dataset3.csv": lambda folder: febrl(folder, 3),
    "er_rldata": rldata,
    "er_splink/fake_1000.csv": lambda folder: splink_fake(folder, "fake_1000", "cluster"),
    "er_splink/fake_20000.csv": lambda folder: splink_fake(folder, "fake_20000", "group"),
    "er_senzing_truthset": senzing,
    "er_patstat_names": patstat,
}


def _read(path: Path) -> pd.DataFrame:
    """All text, trimmed; nothing where nothing is written."""
    sent = pd.read_csv(path, dtype="string", skipinitialspace=True, keep_default_na=False)
    trimmed = sent.rename(columns=str.strip).apply(lambda column: column.str.strip())
    return trimmed.mask(trimmed == "")


def _dates(text: pd.Series) -> pd.Series:
    """Days in any of the forms that the sets use; null where it is no day."""
    forms = [pd.to_datetime(text, format=form, errors="coerce") for form in DATE_FORMATS]
    return reduce(lambda known, other: known.fillna(other), forms).dt.date


def _first(sent: pd.DataFrame, *names: str) -> pd.Series:
    return reduce(lambda known, name: known.fillna(sent[name]), names[1:], sent[names[0]])


def _set(name: str, records: pd.DataFrame, entity: pd.Series) -> LabelledSet:
    whole = records.reindex(columns=["record_id", *COLUMNS]).astype("object")
    truth = pd.DataFrame({"record_id": records["record_id"], "entity_id": entity}).astype("object")
    return LabelledSet(name, whole.where(whole.notna(), None), truth)
