from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.errors import ContractFault
from jobs.models.declaration import DECLARATIONS, Scaling, read_declaration
from tests.jobs.declared_text import changed


@pytest.mark.parametrize("path", sorted(DECLARATIONS.glob("*.yml")), ids=lambda path: path.stem)
def test_every_committed_declaration_is_valid_and_has_a_model_card(path: Path) -> None:
    assert read_declaration(path.stem).name == path.stem
    assert path.with_suffix(".md").read_text(encoding="utf-8").startswith(f"# Model card: {path.stem}\n")


def test_the_folder_of_declarations_never_shadows_the_library() -> None:
    assert not list(DECLARATIONS.rglob("*.py"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("bands: 10", "bands: 10\nband: 9", "band: Extra inputs"),
        ("positive_class: bad", "positive_class: ''", "training.positive_class"),
        ("name: age_years", "name: employment_months", "same name"),
        ("needs: has_telecom_profile", "needs: has_other", "flag that is not declared"),
        ("reject_below: 480", "reject_below: 580", "reject_below lies above pass_from"),
        ("name: credit_score", "name: other_score", "declares other_score"),
        ("code: YOUNG_AGE", "code: HOUSING", "same reason code"),
        ("months: 12\n", "months: 12\n    years: 1\n", "training.label.years: Extra inputs"),
        (", zh: 住房情况", "", "reason.zh: Field required"),
        ("gates:", "gates: [", "not a model declaration"),
        ("  exclusions:", "  label_given_by: a vendor\n  exclusions:", "say how the outcome is counted"),
        ("flag: has_telecom_profile", "flag: has_other", "zones.without names a flag"),
        ("weighting: none", "weighting: ''", "training.weighting"),
        ("sample_definition: loans", "sample_definition: ''\n  other: loans", "training.sample_definition"),
        ("kind: code", "kind: code\n    special: [{value: 1, about: one}]", "belong to numbers"),
        ("max_bins: 6", "max_bins: 60", "binning.max_bins"),
        ("table: gold.loan_outcome", "sample: samples/x.csv.gz\n  table: gold.loan_outcome", "which table of the lake"),
        ("table: gold.loan_outcome", "sample: ../x.csv.gz", "training.sample"),
        ("  date: originated_date\n", "", "a label counts from a date"),
        ("training_column: income_amount", "training_column: worst_days_past_due", "tells the outcome"),
        (
            "column: age_years, cuts: [30, 45, 60]",
            "column: income_amount",
            "age looks at income_amount.*monthly_income_a",
        ),
        ("training_column: income_amount", "training_column: is_bad", "monthly_income_amount tells the outcome"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_file(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(ContractFault, match=problem) as caught:
        read_declaration("credit_score", changed(DECLARATIONS / "credit_score.yml", tmp_path, old, new).parent)
    assert "credit_score.yml" in str(caught.value)


def test_the_default_scale_is_the_one_that_fits_the_published_bands() -> None:
    assert Scaling() == Scaling(points_to_double_odds=20.0, even_odds_score=468.0, minimum=300, maximum=900)
    assert read_declaration("credit_score").scaling == Scaling()


def test_every_reason_has_a_text_in_english_and_in_chinese() -> None:
    reasons = read_declaration("credit_score").reasons
    assert len(reasons) == 9
    assert all(
        reason.en.isascii() and any("\u4e00" <= sign <= "\u9fff" for sign in reason.zh) for reason in reasons.values()
    )


def test_an_undeclared_model_is_refused() -> None:
    with pytest.raises(ContractFault, match="not declared"):
        read_declaration("weather")
