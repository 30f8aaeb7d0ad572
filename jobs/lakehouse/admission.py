"""May the rows of a delivered file go on? The schema policy, the row counts and the values, held against the contract
and against what the same source delivered before.

Nothing here is silent: a difference that cannot hurt is a notice, one that may shift or empty a column holds the
delivery until a person releases it, one that contradicts the supplier's own control file refuses it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from statistics import median

from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.delivery import DeliveredFile, Finding, State
from jobs.lakehouse.profile import ColumnProfile
from jobs.lakehouse.source import BookSource

# Below this many values a shape or a magnitude says nothing.
FEWEST_VALUES = 30
# A few broken rows go to quarantine; beyond this share the file itself is in doubt.
MOST_MALFORMED = 0.05


def findings_of(contract: Contract, file: DeliveredFile, earlier: Sequence[DeliveredFile]) -> tuple[Finding, ...]:
    """Everything worth telling about one decoded file; ``earlier`` are its forerunners in force, newest first."""
    return (
        *_control_findings(contract, file),
        *_header_findings(contract, file),
        *_row_count_findings(contract, file, earlier),
        *_column_findings(contract, file, earlier),
    )


def unreadable(contract: Contract, file: str, problem: str) -> Finding:
    """A file that is not what its format says: nothing of it is loaded."""
    text = f"file {file} {problem}: ask the supplier for it again or correct the contract"
    return _finding(contract, "UNREADABLE", State.REFUSED, text)


def without_count(contract: Contract, file: str) -> Finding:
    """A control file whose row count cannot be held against the file: to pass over it would switch the control off.

    What it says instead is not repeated: it comes from outside.
    """
    text = (
        f"the control file of {file} declares its rows in other signs than digits (line rows=): nothing was loaded, "
        "ask the supplier for a control file with a bare number"
    )
    return _finding(contract, "CONTROL_TOTAL", State.REFUSED, text)


def _finding(contract: Contract, rule: str, severity: State | None, text: str) -> Finding:
    return Finding(table=contract.name, rule=rule, severity=severity, text=f"{contract.name}: {text}")


def _control_findings(contract: Contract, file: DeliveredFile) -> Iterator[Finding]:
    """What was counted against what the supplier declared, amounts to the cent."""
    total = None if file.amount_total is None else f"{file.amount_total:.2f}"
    pairs = (("rows", file.declared_records, file.records), ("amount_total", file.declared_amount_total, total))
    for name, declared, counted in pairs:
        if declared is None or counted is None or _same_number(str(declared), str(counted)):
            continue
        text = (
            f"file {file.file} contradicts its control file ({name} declared {declared}, counted {counted}): nothing "
            "was loaded, ask the supplier for it again"
        )
        yield _finding(contract, "CONTROL_TOTAL", State.REFUSED, text)
    if file.declared_amount_total is not None and total is None:
        text = (
            f"the control file of {file.file} declares an amount_total that nobody counted, since no column is named "
            "for it: name it in the contract (amount_column)"
        )
        yield _finding(contract, "UNCOUNTED_TOTAL", None, text)


def _same_number(declared: str, counted: str) -> bool:
    try:
        return Decimal(declared) == Decimal(counted)
    except InvalidOperation:
        return False


def _header_findings(contract: Contract, file: DeliveredFile) -> Iterator[Finding]:
    """Names of the file are told only when it still looks like a header: a first row of data must not be printed."""
    expected, found = contract.column_names, file.names
    missing = [name for name in expected if name not in found]
    added = [name for name in found if name not in expected]
    if len(missing) * 2 > len(expected):
        text = f"file {file.file} has another header than the contract, or none ({len(missing)} columns not found)"
        yield _finding(contract, "ANOTHER_HEADER", State.HELD, text)
        return
    if missing and added:
        text = f"column {_shown(missing)} is gone and {_shown(added)} came: renamed? Correct the contract"
        yield _finding(contract, "RENAMED_COLUMN", State.HELD, text)
    elif missing:
        text = f"column {_shown(missing)} is gone: ask the supplier or correct the contract"
        yield _finding(contract, "REMOVED_COLUMN", State.HELD, text)
    elif added:
        text = f"column {_shown(added)} is new: left in the received file, declare it to load it"
        yield _finding(contract, "ADDED_COLUMN", None, text)
    kept = [name for name in found if name in expected]
    if not missing and kept != list(expected):
        yield _finding(contract, "REORDERED_COLUMNS", State.HELD, "the columns stand in another order than agreed")


def _shown(words: Sequence[str]) -> str:
    """Words of a supplier in a sentence of ours: cut, on one line, and with nothing in them that cannot be seen."""
    signs = ([sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in word[:40]] for word in words[:20])
    more = f" and {len(words) - 20} more" if len(words) > 20 else ""
    return ", ".join(map("".join, signs)) + more


def _row_count_findings(contract: Contract, file: DeliveredFile, earlier: Sequence[DeliveredFile]) -> Iterator[Finding]:
    rule = contract.delivery.rows
    least = rule.least if rule.least is not None else int(not contract.may_be_empty)
    if file.records < least:
        text = f"file {file.file} has {file.records} rows, at least {least} are expected"
        yield _finding(contract, "TOO_FEW_ROWS", State.HELD, text)
        return
    if rule.most is not None and file.records > rule.most:
        text = f"file {file.file} has {file.records} rows, at most {rule.most} are expected"
        yield _finding(contract, "TOO_MANY_ROWS", State.HELD, text)
    if file.malformed > MOST_MALFORMED * file.records:
        text = f"file {file.file} has {file.malformed} of {file.records} records that cannot be split into columns"
        yield _finding(contract, "TOO_MANY_MALFORMED_ROWS", State.HELD, text)
    if rule.share_of_usual is None or not earlier:
        return
    usual = median(one.records for one in earlier)
    lowest, highest = (usual * bound for bound in rule.share_of_usual)
    if not lowest <= file.records <= highest:
        text = f"file {file.file} has {file.records} rows where {usual:.0f} are usual ({lowest:.0f} to {highest:.0f})"
        yield _finding(contract, "UNUSUAL_ROW_COUNT", State.HELD, text)


def _column_findings(contract: Contract, file: DeliveredFile, earlier: Sequence[DeliveredFile]) -> Iterator[Finding]:
    for column in contract.columns:
        profile = file.profile.get(column.name)
        if profile is None:
            continue
        yield from _code_findings(contract, column, profile)
        if isinstance(contract.source, BookSource):
            # The bank writes its own books: a day without a refusal is a good day, not a column that was emptied.
            continue
        known = next((one.profile[column.name] for one in earlier if column.name in one.profile), None)
        if known and column.name in file.names:
            yield from _changed_values(contract, column, profile, known)


def _code_findings(contract: Contract, column: Column, profile: ColumnProfile) -> Iterator[Finding]:
    if not profile.unknown_codes:
        return
    is_open = column.sensitivity in ("public", "internal")
    codes = _shown(profile.unknown_codes) if is_open else f"{len(profile.unknown_codes)} of them"
    text = f"column {column.name} has codes nobody declared ({codes}): add them to the contract or ask the supplier"
    yield _finding(contract, "NEW_CODE", State.HELD if column.new_value == "held" else None, text)


def _changed_values(
    contract: Contract, column: Column, profile: ColumnProfile, known: ColumnProfile
) -> Iterator[Finding]:
    """A column that was filled and is empty, held numbers or days and holds something else, or changed its unit."""
    if known.filled < FEWEST_VALUES or profile.sampled < FEWEST_VALUES:
        return
    if profile.filled == 0:
        text = f"column {column.name} has no value any more: ask the supplier"
        yield _finding(contract, "EMPTIED_COLUMN", State.HELD, text)
        return
    if known.shape != "text" and profile.shape != known.shape:
        text = f"column {column.name} held {known.shape}s and now holds {profile.shape}: ask the supplier"
        yield _finding(contract, "RETYPED_COLUMN", State.HELD, text)
        return
    factor = _factor(profile, known)
    if factor is not None and factor > contract.delivery.unit_change_factor:
        text = (
            f"column {column.name} has moved by a factor of about {factor:,.0f}: has its unit changed? Ask the supplier"
        )
        yield _finding(contract, "UNIT_CHANGE", State.HELD, text)


def _factor(profile: ColumnProfile, known: ColumnProfile) -> float | None:
    """How far the typical size of the numbers moved, up or down."""
    if profile.magnitude is None or known.magnitude is None or profile.magnitude_count < FEWEST_VALUES:
        return None
    return math.pow(10.0, abs(profile.magnitude - known.magnitude))
