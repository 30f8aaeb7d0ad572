"""The reference models of public data: trained by the command of every model, from files that can be made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.errors import DataFault
from jobs.models.cases import RowCases
from jobs.models.declaration import DECLARATIONS, read_declaration
from jobs.models.evaluation import judge
from jobs.models.fit import fit
from jobs.training_data import read_sample
from tests.benchmarks.model_samples import CZECH_BANK, czech_loan, packed

ROWS = {
    "card_default": (30_000, 6_636),
    "company_bankruptcy": (5_910, 410),
    "czech_loan": (682, 76),
    "german_credit": (1_000, 300),
}
SAMPLES = {
    path.stem: declaration.training.sample
    for path in DECLARATIONS.glob("*.yml")
    if (declaration := read_declaration(path.stem)).training.sample
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_reference_model_has_the_published_cases_and_passes_its_gates(name: str) -> None:
    declaration = read_declaration(name)
    cases = RowCases(declaration, read_sample(declaration, DECLARATIONS / SAMPLES[name]))
    found = [frame[declaration.training.outcome] for frame in cases.samples.named().values()]
    assert (sum(map(len, found)), sum(map(sum, found))) == ROWS[name]
    gates = judge(declaration, fit(declaration, cases.evidence), cases.samples, None)
    assert [f"{gate.name}: {gate.finding}" for gate in gates if not gate.is_passed] == []


def test_every_sample_is_named_by_a_declaration_and_told_with_its_licence() -> None:
    kept = sorted(path.name for path in (DECLARATIONS / "samples").glob("*.gz"))
    assert kept == sorted(Path(sample).name for sample in SAMPLES.values())
    told = (DECLARATIONS / "samples/SOURCE.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in told for name in kept)


def test_the_czech_loans_are_those_of_the_bank_s_own_files() -> None:
    assert packed(czech_loan(CZECH_BANK)) == (DECLARATIONS / SAMPLES["czech_loan"]).read_bytes()


def test_a_sample_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match=r"sample german_credit.csv.gz of german_credit is not in"):
        read_sample(read_declaration("german_credit"), tmp_path / "samples" / "german_credit.csv.gz")
