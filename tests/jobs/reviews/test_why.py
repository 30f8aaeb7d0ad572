"""Why two records are one party, and why not, as people ask it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jobs.reviews.why_commands import application
from tests.jobs.reviews.bureau import FIRST, SECOND, SECRETS, STRANGER, VENDOR, WEIGHTS, Bureau

PARTS = ("before anything is compared", "the same name", "name: how rare that is", "the same date of birth")
ONE, OTHER = "P" + "a" * 20, "P" + "b" * 20


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    one = Bureau(tmp_path)
    one.know(FIRST, SECOND, VENDOR, STRANGER)
    one.score()
    return one


def ask(*words: str) -> Result:
    return CliRunner().invoke(application, list(words))


def test_a_chain_names_every_record_rule_and_weight_on_the_way(bureau: Bureau) -> None:
    bureau.link(
        {FIRST: ONE, SECOND: ONE, VENDOR: ONE, STRANGER: OTHER},
        (FIRST, VENDOR, "ID_NUMBER", None, "JOINED", None),
        (SECOND, VENDOR, "MODEL", 12.25, "JOINED", None),
        (FIRST, SECOND, "MODEL", 4.0, "REVIEW", "GREY_BAND"),
    )
    bureau.seal()
    assert ask("why", FIRST, SECOND).output.splitlines() == [
        f"They are one party, {ONE}, by 2 links:",
        f"  {FIRST} - {VENDOR}: ID_NUMBER, both have the same valid identity number",
        f"  {VENDOR} - {SECOND}: MODEL +12.25, their values agree",
    ]
    assert f"one record, of party {ONE}" in ask("why", FIRST, FIRST).output
    assert (ask("why", FIRST, STRANGER).exit_code, ask("why-not", FIRST, SECOND).exit_code) == (65, 65)
    assert "not in silver.party_xref" in ask("why", FIRST, "core_bank:9").output


def test_two_that_are_not_one_are_told_what_stands_between_them_in_words(bureau: Bureau) -> None:
    bureau.link(
        {FIRST: ONE, VENDOR: ONE, SECOND: OTHER, STRANGER: OTHER},
        (FIRST, VENDOR, "MODEL", 15.0, "JOINED", None),
        (SECOND, STRANGER, "MODEL", 15.0, "JOINED", None),
        (FIRST, SECOND, "MODEL", 21.5, "REVIEW", "ESTABLISHED_CUSTOMERS"),
        (SECOND, VENDOR, "MODEL", 9.0, "REFUSED", "ID_CONFLICT"),
    )
    bureau.seal()
    lines = ask("why-not", FIRST, SECOND).output.splitlines()
    assert lines[1].startswith(
        f"{FIRST} - {SECOND}: MODEL +21.50 waits for people (ESTABLISHED_CUSTOMERS): joined, two"
    )
    assert lines[3].startswith(f"  {SECOND} - {VENDOR}: MODEL +9.00 was refused (ID_CONFLICT): joined, one party would")
    through = ask("why-not", VENDOR, STRANGER).output
    assert "no blocking rule found the two records" in through
    assert "2 links were not joined" in through


def test_two_with_different_numbers_and_no_link_are_told_so_without_a_number(bureau: Bureau) -> None:
    numbers = {"id_number": "11010519491231002X"}, {"id_number": "110105194912310038"}
    rows = [{"record_id": name, **fields} for name, fields in zip((FIRST, SECOND), numbers, strict=True)]
    bureau.link({FIRST: ONE, SECOND: OTHER})
    bureau.publish("silver.match_record", *rows)
    bureau.seal()
    told = ask("why-not", FIRST, SECOND).output
    assert "both have valid identity numbers, and these are different" in told
    assert "1101" not in told


def test_each_weight_is_shown_as_the_parts_it_is_made_of(bureau: Bureau) -> None:
    bureau.link(
        {FIRST: ONE, SECOND: OTHER, VENDOR: ONE, STRANGER: OTHER},
        (FIRST, VENDOR, "MODEL", 12.25, "JOINED", None),
        (FIRST, SECOND, "MODEL", 4.0, "REVIEW", "GREY_BAND"),
    )
    bureau.score((FIRST, VENDOR), (FIRST, SECOND))
    bureau.seal()
    parts = WEIGHTS.prior_bits, *(one.bits(len(one.m) - 1) for one in WEIGHTS.comparisons[:2])
    for told in (ask("why", VENDOR, FIRST).output, ask("why-not", FIRST, SECOND).output):
        lines = told.splitlines()[2:6]
        assert [name in line for name, line in zip(PARTS, lines, strict=True)] == [True] * len(PARTS)
        assert all(f"{bits:+.2f}" in line for bits, line in zip((*parts[:2], 0.0, parts[2]), lines, strict=True))
        assert not any(secret in told for secret in SECRETS)


def test_a_weight_of_a_version_that_is_gone_is_told_without_its_parts(bureau: Bureau) -> None:
    bureau.link({FIRST: ONE, VENDOR: ONE}, (FIRST, VENDOR, "MODEL", 12.25, "JOINED", None))
    bureau.score((FIRST, VENDOR), version="declared-0123456789ab")
    bureau.seal()
    told = ask("why", FIRST, VENDOR)
    assert (told.exit_code, "What the weight is made of cannot be told" in told.output) == (0, True)
