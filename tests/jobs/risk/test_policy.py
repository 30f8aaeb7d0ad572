"""The risk policy: what it may not say, and that contracts and policy know the same reasons."""

from __future__ import annotations

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import ContractFault
from jobs.risk.policy import POLICY, read_policy
from tests.jobs.declared_text import changed


def _values(table, column):
    return {one.name: set(one.values) for one in Catalog()[table].columns}[column]


def test_tables_and_policy_know_the_same_reasons():
    for table in ("silver.risk_list_entry", "gold.risk_list"):
        assert _values(table, "reason_code") == set(read_policy().reasons)


def test_tables_and_policy_know_the_same_agreements():
    screening = read_policy().screening
    for name in ("name", "birth", "place"):
        assert _values("silver.list_screening", f"{name}_agreement_code") == set(getattr(screening, name))


def test_any_change_is_another_version(tmp_path):
    other = read_policy(changed(POLICY, tmp_path, "level: 3", "level: 4"))
    assert other.version == read_policy().version
    assert other.name != read_policy().name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("approver: risk committee", "approver: Compliance  Department", "owner and approver are one person"),
        ("approver: head of credit risk", "approver: Head of Data Purchasing", "author and approver are one person"),
        ("    approver: money laundering reporting officer\n", "", "an author needs an approver"),
        ("  EXEMPTION:", "  EXEMPTION:\n    purchased: true", "is not entered by people"),
        ("level: 5", "level: 6", "less than or equal to 5"),
        ("list_type: GREY", "list_type: RED", "'BLACK', 'GREY' or 'WHITE'"),
        ("hit: 18.5", "hit: 14.0", "a name would be a hit without a date"),
        ("base_level: 1", "base_level: 1\nbase_score: 1", "Extra inputs are not permitted"),
        ("code: PAST_DUE_31", "code: PAST_DUE_61", "two signals have one code"),
        ("code: SCORE_REJECT", "code: PAST_DUE_61", "two signals have one code"),
        ("zone: MANUAL", "zone: REJECT", "two scores have one zone"),
        ("zone: MANUAL", "zone: PASS", "'MANUAL' or 'REJECT'"),
        ("version:", "  version:", "not a risk policy"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_in_one_sentence(tmp_path, old, new, said):
    with pytest.raises(ContractFault, match=r"policy\.yml") as fault:
        read_policy(changed(POLICY, tmp_path, old, new))
    assert said in str(fault.value)
