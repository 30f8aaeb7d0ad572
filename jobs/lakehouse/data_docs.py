"""Data Docs: what the gate said, as pages that people read: one page per table and business date, and an index.

The pages hold verdicts and counts, never values of the data, and load nothing from anywhere: the pages that Great
Expectations draws fetch styles and scripts from five public sites, which a bank's network does not reach.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.gate import Gate

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def write_page(gate: Gate, contract: Contract, business_date: date, run_id: str, folder: Path) -> Path:
    """Draw the page of one gate and the index anew; returns the page's path."""
    page = folder / business_date.isoformat() / f"{contract.name}.html"
    facts = _facts(gate, contract, business_date, run_id)
    replace_page(page, TEMPLATES.get_template("gate.html").render(**facts, contract=contract, gate=gate))
    replace_page(page.with_suffix(".json"), json.dumps(facts))
    draw_index(folder)
    return page


def carry_page(contract: Contract, earlier: date, business_date: date, folder: Path) -> None:
    """Let a day's index name the page of the earlier day whose rows it still shows."""
    known = folder / earlier.isoformat() / f"{contract.name}.json"
    if earlier == business_date or not known.exists():
        return
    replace_page(folder / business_date.isoformat() / known.name, known.read_text(encoding="utf-8"))
    draw_index(folder)


def draw_index(folder: Path) -> None:
    """Draw the page that lists the runs by business date."""
    models = sorted(path.stem for path in folder.glob("monitoring/*.html"))
    facts = {
        "days": _days(folder),
        "has_dictionary": (folder / "dictionary.html").exists(),
        "has_reviews": (folder / "review.html").exists(),
        "models": models,
    }
    replace_page(folder / "index.html", TEMPLATES.get_template("index.html").render(**facts))


def _facts(gate: Gate, contract: Contract, business_date: date, run_id: str) -> dict[str, Any]:
    return {
        "table": contract.name,
        "day": business_date.isoformat(),
        "is_open": gate.is_open,
        "rules_checked": len(gate.answers),
        "critical_failures": gate.critical_failures,
        "warnings": gate.warnings,
        "rules": [{"rule": answer.rule, "holds": answer.holds} for answer in gate.answers],
        "null_shares": dict(gate.profile.null_shares),
        "run_id": run_id,
        "checked_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    }


def _days(folder: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    days = sorted(folder.glob("????-??-??"), reverse=True)
    return [(day.name, _lines(day)) for day in days]


def _lines(day: Path) -> list[dict[str, Any]]:
    """What is known of each table of a day: its gate's page, and its last run once that has ended."""
    gates, runs = (
        {one.stem: json.loads(one.read_text()) for one in day.glob(f"{place}*.json")} for place in ("", "runs/")
    )
    return [{"table": name, **gates.get(name, {}), "run": runs.get(name)} for name in sorted({*gates, *runs})]


def replace_page(path: Path, text: str) -> None:
    """Put a page in its place in one step, however many draw it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid.uuid4().hex}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
