"""Contracts say in one sentence what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import read_contract
from jobs.lakehouse.errors import ContractFault

GOOD = """
about: One row per thing, for the tests.
owner: data platform
key: [thing_id]
purpose: [operations]
retention: 1y
columns:
  - {name: thing_id, type: string, nullable: false, class: internal, about: "Number of the thing"}
"""


def written(root: Path, name: str, text: str) -> Path:
    layer, noun = name.split(".")
    path = root / "jobs" / layer / f"{noun}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_contract_takes_its_name_from_its_path(tmp_path: Path) -> None:
    contract = read_contract(written(tmp_path, "silver.thing", GOOD))
    assert contract.name == "silver.thing"
    assert contract.column_names == ("thing_id",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("owner:", "ownr:"), "ownr"),
        (("type: string", "typ: string"), "typ"),
        (("class: internal", "class: C3"), "class"),
        (("retention: 1y", "retention: long"), "retention"),
        (("key: [thing_id]", "key: [thing_number]"), "thing_number"),
        (("columns:", "columns:\n  - {name: business_date, class: internal, about: Day}"), "business_date"),
        (("key: [thing_id]", "key: [thing_id"), "line"),
    ],
)
def test_a_typo_is_told_with_file_and_place(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    path = written(tmp_path, "silver.thing", GOOD.replace(*change))
    with pytest.raises(ContractFault) as fault:
        read_contract(path)
    assert "jobs/silver/thing.yml" in str(fault.value)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


def test_only_bronze_has_a_source(tmp_path: Path) -> None:
    source = "source: {kind: database, system: core_bank, relation: bank.thing}\n"
    with pytest.raises(ContractFault, match="only a table of the bronze layer"):
        read_contract(written(tmp_path, "silver.thing", GOOD + source))
    with pytest.raises(ContractFault, match="only a table of the bronze layer"):
        read_contract(written(tmp_path, "bronze.thing", GOOD))


def test_gold_may_not_read_bronze(tmp_path: Path) -> None:
    with pytest.raises(ContractFault, match="may not read bronze"):
        read_contract(written(tmp_path, "gold.thing", GOOD + "inputs: [bronze.thing]\n"))


def test_a_feeding_table_takes_the_columns_of_what_it_feeds(tmp_path: Path) -> None:
    written(tmp_path, "silver.thing", GOOD)
    head = "\n".join(
        line for line in GOOD.splitlines() if line.split(":")[0] in ("about", "owner", "purpose", "retention")
    )
    written(tmp_path, "silver.vendor_thing", head + "\nfeeds: silver.thing\n")
    catalog = Catalog(tmp_path)
    assert catalog["silver.vendor_thing"].column_names == ("thing_id",)
    assert catalog["silver.thing"].inputs == ("silver.vendor_thing",)
    assert [contract.noun for contract in catalog.in_order] == ["vendor_thing", "thing"]


def test_an_unknown_input_is_told(tmp_path: Path) -> None:
    written(tmp_path, "silver.thing", GOOD + "inputs: [silver.nothing]\n")
    with pytest.raises(ContractFault, match=r"silver/thing.yml: input silver.nothing has no contract"):
        Catalog(tmp_path)


def test_a_circle_of_inputs_is_told(tmp_path: Path) -> None:
    written(tmp_path, "silver.thing", GOOD + "inputs: [silver.other]\n")
    written(tmp_path, "silver.other", GOOD + "inputs: [silver.thing]\n")
    with pytest.raises(ContractFault, match="form a circle"):
        Catalog(tmp_path)


def test_a_table_may_look_at_earlier_days_of_one_that_is_made_from_it(tmp_path: Path) -> None:
    written(tmp_path, "silver.thing", GOOD + "earlier_days_of: [silver.other]\n")
    written(tmp_path, "silver.other", GOOD + "inputs: [silver.thing]\n")
    catalog = Catalog(tmp_path)
    assert [contract.noun for contract in catalog.in_order] == ["thing", "other"]
    assert catalog["silver.thing"].looked_back_at == {"earlier": "silver.thing", "earlier_other": "silver.other"}


def test_an_unknown_table_whose_earlier_days_are_asked_for_is_told(tmp_path: Path) -> None:
    written(tmp_path, "silver.thing", GOOD + "earlier_days_of: [silver.nothing]\n")
    with pytest.raises(ContractFault, match=r"silver/thing.yml: input silver.nothing has no contract"):
        Catalog(tmp_path)


def test_an_unknown_table_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    written(tmp_path, "silver.thing", GOOD)
    with pytest.raises(ContractFault, match=r"There is no table silver.thin; .*silver.thing"):
        Catalog(tmp_path)["silver.thin"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("nullable: false, ", ""), "a key column of a table that keeps time may be null"),
        (
            ("columns:", "columns:\n  - {name: valid_to_date, type: date, class: internal, about: Day}"),
            "added by the lake",
        ),
    ],
)
def test_a_table_that_keeps_time_has_a_whole_key_and_leaves_its_days_to_the_lake(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    text = GOOD.replace("key:", "inputs: [silver.other]\nwrite: history\nkey:").replace(*change)
    with pytest.raises(ContractFault, match=told):
        read_contract(written(tmp_path, "silver.thing", text))


WIDE = """
about: Everything about every thing, for the tests.
owner: data platform
key: [thing_id]
purpose: [operations]
retention: 1y
blocks: [gold.colour, gold.size]
"""


def block(name: str, key: str = "thing_id", null: str = "false") -> str:
    column = f"  - {{name: {name}, type: string, nullable: {null}, class: internal, about: How it is}}\n"
    return GOOD.replace("thing_id", key) + column


def test_a_table_of_blocks_has_their_columns_beside_one_key_and_the_rows_of_the_first(tmp_path: Path) -> None:
    written(tmp_path, "gold.colour", block("colour_code"))
    written(tmp_path, "gold.size", block("size_code"))
    written(tmp_path, "gold.thing_wide", WIDE)
    wide = Catalog(tmp_path)["gold.thing_wide"]
    assert wide.column_names == ("thing_id", "colour_code", "size_code")
    assert (wide.inputs, wide.rows_from) == (("gold.colour", "gold.size"), ("gold.colour",))


def test_a_column_of_a_block_stays_bound_to_the_purposes_of_the_block(tmp_path: Path) -> None:
    purpose = next(line for line in GOOD.splitlines() if line.startswith("purpose"))
    written(tmp_path, "gold.colour", block("colour_code"))
    written(tmp_path, "gold.size", block("size_code").replace(purpose, "purpose: [credit_risk]"))
    written(tmp_path, "gold.thing_wide", WIDE)
    _, colour, size = Catalog(tmp_path)["gold.thing_wide"].columns
    assert (f"purpose: [{', '.join(colour.purpose)}]", size.purpose) == (purpose, ("credit_risk",))


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (block("colour_code"), "two blocks have a column colour_code"),
        (block("size_code", key="part_id"), "block gold.size has another key"),
        (block("size_code", null="true"), "block gold.size may tell nothing of a row"),
        (None, "block gold.size has no contract"),
    ],
)
def test_blocks_that_do_not_fit_together_are_told(tmp_path: Path, size: str | None, told: str) -> None:
    written(tmp_path, "gold.colour", block("colour_code"))
    written(tmp_path, "gold.thing_wide", WIDE)
    if size:
        written(tmp_path, "gold.size", size)
    with pytest.raises(ContractFault, match=told):
        Catalog(tmp_path)
