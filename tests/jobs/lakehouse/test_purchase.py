"""What an online call may be declared as."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.contract import read_contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.settings import CHECKOUT

TEXT = (CHECKOUT / "jobs" / "bronze" / "telecom_vendor_profiles.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "instead", "told"),
    [
        ("legal_basis: consent", "legal_basis: public_record", "about a person"),
        ("path: /suppliers/telecom/profile", "path: /suppliers?id_number=", "path"),
        ("    login: bearer", "    method: GET", "method"),
        ("no_hit: ", 'no_hit: "1", more: ', "no_hit|more"),
        ('hit: "1", no_hit: "0"', 'hit: "1", no_hit: "1"', "same word"),
        ("telecom_tenure_months: result", "is_cached: result", "said of every answer"),
        ("fixed: {agreement:", "fixed: {id_number:", "fixed too"),
        ('price_amount: "1.20"', 'price_amount: "1.2"', "price_amount"),
        ("calls_per_day: 5000", "calls_per_day: 0", "calls_per_day"),
        ("    calls_per_day: 5000\n", "", "calls_per_day"),
    ],
)
def test_a_call_that_would_leak_or_cost_without_end_is_no_contract(tmp_path: Path, said, instead, told) -> None:
    assert said in TEXT
    path = tmp_path / "bronze" / "telecom_vendor_profiles.yml"
    path.parent.mkdir()
    path.write_text(TEXT.replace(said, instead), encoding="utf-8")
    with pytest.raises(ContractFault, match=told):
        read_contract(path)
