"""The declaration of purposes: what it may not say, and that it shows nothing that is kept for something else."""

from __future__ import annotations

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import ContractFault
from jobs.purposes.purpose import FACTS, PURPOSES, read_purposes

TEXT = PURPOSES.read_text(encoding="utf-8")
# Where the columns of each group come from; the colour is made of three counts, and never tells black to marketing.
SOURCES = {"level": "gold.risk_level", "score": "gold.credit_score"}
COLOURS = {"credit_risk": ("black", "grey", "white"), "marketing": ("own_grey", "white")}


def _kept_for(table: str, name: str) -> set[str]:
    contract = Catalog()[table]
    column = {one.name: one for one in contract.columns}[name]
    return set(column.purpose or contract.purpose)


def test_the_table_knows_the_declared_purposes():
    declared = {one.name: set(one.values) for one in Catalog()["gold.decision_input"].columns}["purpose_code"]
    assert declared == set(read_purposes().purposes)


def test_a_purpose_shows_only_what_contracts_keep_for_it():
    for one in read_purposes().purposes.values():
        shown = [(SOURCES[fact], name) for fact in one.shows if fact in SOURCES for name in FACTS[fact]]
        counts = [("gold.risk_level", f"active_{colour}_entry_count") for colour in COLOURS[one.kept_for]]
        assert all(one.kept_for in _kept_for(*column) for column in (*shown, *counts))


def test_a_purpose_shows_purchased_data_only_where_every_agreement_names_what_it_is_kept_for():
    agreed = set.intersection(*(set(one.purpose) for one in Catalog() if one.purchase))
    for one in read_purposes().purposes.values():
        assert one.shows_purchased == (one.kept_for in agreed)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("shows: [list]", "shows: [list, telephone]", "shows telephone, which is none of list, level, score"),
        ("shows: [list]", "shows: [list, level]", "hides the black list and shows the level"),
        ("shows_purchased: true", "shows_purchased: false", "hides purchased data and shows level or score"),
        ("    consent_purpose: marketing\n", "", "rests on consent and names none"),
        ("legal_basis: contract", "legal_basis: custom", "Input should be 'contract' or 'consent'"),
        ("purposes:", "purposes: all", "not a declaration of purposes"),
    ],
)
def test_purposes_that_cannot_be_meant_are_refused_in_one_sentence(tmp_path, old, new, said):
    path = tmp_path / "purposes.yml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractFault, match=r"purposes\.yml") as fault:
        read_purposes(path)
    assert said in str(fault.value)
