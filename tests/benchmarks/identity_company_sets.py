"""Labelled sets of companies as the frames of ``identity_sets``: names as they are written, and the truth apart.

The listed companies tell which short name is whose; ``cn_company_short_names`` is a list of names without any truth.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.benchmarks.identity_sets import LabelledSet, _read, _set, patstat

CODE_DIGITS = 6


def company_sets(folder: Path) -> list[LabelledSet]:
    """Every set of companies that the folder holds."""
    readers = {"cn_listed_companies": listed, "er_patstat_names": patstat}
    return [read(folder) for name, read in readers.items() if (folder / name).exists()]


def listed(folder: Path) -> LabelledSet:
    """Chinese listed companies: each name once, in short and as registered; the truth is the code of the stock.

    A name of two stocks is left out: it is no name of one company.
    """
    sent = _read(folder / "cn_listed_companies/company.csv")
    code = sent["code"].str[:CODE_DIGITS]
    named = pd.concat([pd.DataFrame({"full_name": sent[name], "code": code}) for name in ("name", "fullname")])
    once = named.dropna().drop_duplicates()
    own = once[~once["full_name"].duplicated(keep=False)].reset_index(drop=True)
    records = pd.DataFrame({"record_id": own.index.astype("string"), "full_name": own["full_name"]})
    return _set("listed companies", records, own["code"])
