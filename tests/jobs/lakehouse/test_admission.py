"""May the rows of a file go on? Profiles and findings on tiny files, without a source or an engine."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.lakehouse.admission import findings_of
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.delivery import DeliveredFile, State
from jobs.lakehouse.profile import ColumnProfile, profile_of
from jobs.lakehouse.source import DeliveryRules, RowCount, SftpSource

COLUMNS = (
    Column(name="number", about="Number", sensitivity="internal"),
    Column(name="kind", about="Kind", sensitivity="internal", values=["A", "B"]),
    Column(name="amount", about="Amount", sensitivity="C2", unit="CNY"),
)


def contract_of(columns: tuple[Column, ...] = COLUMNS, rows: RowCount | None = None) -> Contract:
    return Contract(
        name="bronze.vendor_things",
        about="Things of a vendor.",
        owner="tests",
        purpose=["tests"],
        retention="1y",
        source=SftpSource(kind="sftp", system="vendor", path="things_{date}.csv"),
        delivery=DeliveryRules(rows=rows or RowCount()),
        columns=list(columns),
    )


def file_of(rows: list[tuple[str | None, ...]], contract: Contract, **facts) -> DeliveredFile:
    columns = zip(*rows, strict=True) if rows else [[] for _ in contract.columns]
    batch = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], contract.column_names)
    known = {
        "table": contract.name,
        "file": "things.csv",
        "bytes": 1,
        "sha256": "0",
        "encoding": "UTF-8",
        "layout": "0",
    }
    profile = profile_of(batch, contract.columns)
    return DeliveredFile(**{**known, "names": contract.column_names, "records": len(rows), "profile": profile, **facts})


def rules_of(rows: list[tuple[str | None, ...]], contract: Contract, *earlier: DeliveredFile) -> list[tuple]:
    found = findings_of(contract, file_of(rows, contract), earlier)
    return [(finding.rule, finding.severity) for finding in found]


def usual(count: int = 100, amount: str = "250.00") -> list[tuple[str, ...]]:
    return [(str(number), "A", amount) for number in range(count)]


def test_a_usual_file_has_no_findings() -> None:
    contract = contract_of()
    assert rules_of(usual(), contract, file_of(usual(), contract)) == []


@pytest.mark.parametrize(("new_value", "severity"), [("held", State.HELD), ("warned", None)])
@pytest.mark.fault("F37", "a code list gains a value", "held or a notice, as the contract says")
def test_a_code_nobody_declared_is_held_or_warned_of_as_declared(new_value: str, severity: State | None) -> None:
    kind = Column(name="kind", about="Kind", sensitivity="internal", values=["A"], new_value=new_value)
    contract = contract_of((COLUMNS[0], kind, COLUMNS[2]))
    assert rules_of([("1", "Z", "1")], contract) == [("NEW_CODE", severity)]


def test_a_new_code_of_a_personal_column_is_counted_and_not_told() -> None:
    secret = Column(name="kind", about="Kind", sensitivity="C2", values=["A"])
    contract = contract_of((COLUMNS[0], secret, COLUMNS[2]))
    (finding,) = findings_of(contract, file_of([("1", "张三丰", "1")], contract), ())
    assert "张三丰" not in finding.text
    assert "1 of them" in finding.text


@pytest.mark.parametrize("factor", [0.0001, 100, 10_000])
def test_a_unit_that_changed_is_held_whichever_way(factor: float) -> None:
    contract = contract_of()
    changed = usual(amount=f"{250 * factor:.4f}")
    assert rules_of(changed, contract, file_of(usual(), contract)) == [("UNIT_CHANGE", State.HELD)]


def test_amounts_that_double_are_business_and_not_a_unit() -> None:
    contract = contract_of()
    assert rules_of(usual(amount="500.00"), contract, file_of(usual(), contract)) == []


def test_a_few_values_say_nothing_about_a_column() -> None:
    contract = contract_of()
    assert rules_of(usual(5, "0.01"), contract, file_of(usual(5), contract)) == []


def test_too_many_malformed_rows_put_the_file_in_doubt() -> None:
    contract = contract_of()
    found = findings_of(contract, file_of(usual(), contract, malformed=10), ())
    assert [finding.rule for finding in found] == ["TOO_MANY_MALFORMED_ROWS"]


def test_a_declared_total_that_nobody_counted_is_a_notice() -> None:
    contract = contract_of()
    found = findings_of(contract, file_of(usual(), contract, declared_amount_total="5.00"), ())
    assert [(finding.rule, finding.severity) for finding in found] == [("UNCOUNTED_TOTAL", None)]


def test_row_counts_are_held_against_absolute_bounds_and_the_usual_number() -> None:
    contract = contract_of(rows=RowCount(least=10, most=500, share_of_usual=(0.5, 2.0)))
    known = file_of(usual(), contract)
    assert rules_of(usual(9), contract, known)[0] == ("TOO_FEW_ROWS", State.HELD)
    assert rules_of(usual(49), contract, known) == [("UNUSUAL_ROW_COUNT", State.HELD)]
    assert rules_of(usual(201), contract, known) == [("UNUSUAL_ROW_COUNT", State.HELD)]
    assert rules_of(usual(50), contract, known) == rules_of(usual(200), contract, known) == []
    assert ("TOO_MANY_ROWS", State.HELD) in rules_of(usual(501), contract, known)


VALUES = st.one_of(st.none(), st.sampled_from(["1", "2.50", "1,000.00", "2026-06-01", "x", "-"]))


@given(values=st.lists(VALUES, max_size=40), cut=st.integers(0, 40))
def test_a_profile_does_not_depend_on_how_the_rows_are_cut_into_batches(values: list[str | None], cut: int) -> None:
    column = COLUMNS[2]

    def profile(part: list[str | None]) -> ColumnProfile:
        return profile_of(pa.RecordBatch.from_arrays([pa.array(part, pa.string())], ["amount"]), [column])["amount"]

    whole, parts = profile(values), profile(values[:cut]) + profile(values[cut:])
    assert whole.model_copy(update={"magnitude_sum": 0}) == parts.model_copy(update={"magnitude_sum": 0})
    assert whole.magnitude_sum == pytest.approx(parts.magnitude_sum)


@pytest.mark.fault(
    "F36", "a code with a line break or a terminal command in it", "told on one line, nothing of it obeyed"
)
def test_what_a_supplier_wrote_is_told_on_one_line_and_cut() -> None:
    contract = contract_of()
    told = findings_of(
        contract, file_of([("1", "C\nERROR all is lost\x1b[2J\u202e", "1"), ("2", "D" * 500, "1")], contract), []
    )
    (text,) = [finding.text for finding in told if finding.rule == "NEW_CODE"]
    assert text.isprintable()
    assert "D" * 41 not in text


def test_values_with_a_control_character_are_counted_by_column() -> None:
    contract = contract_of()
    rows = [("1", "A\x07", "1\n"), ("\x1b", "B\x1f", "张\t"), (None, "", "2")]
    profile = file_of(rows, contract).profile
    assert [profile[column.name].disturbed for column in contract.columns] == [1, 2, 0]
    sliced = profile_of(
        pa.RecordBatch.from_arrays([pa.array(["\x07", "a", None]).slice(1)] * 3, contract.column_names), COLUMNS
    )
    assert sliced["number"].disturbed == 0
