"""Proposals, appeals, hits and entries as lines of text for the people at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jobs.lakehouse.list_statement import Spoken

SHOWN = (
    "list_type_code",
    "reason_code",
    "source_code",
    "evidence_reference",
    "subject_name",
    "proposed_by_name",
    "approved_by_name",
    "valid_from_date",
    "valid_to_date",
    "review_due_date",
    "appeal_state_code",
    "appeal_due_date",
    "ended_date",
    "end_reason_code",
    "is_in_force",
)
# What who approves is told where names are not shown: no name, no date of birth, no customer number.
NAMELESS = (
    *("list_type_code", "reason_code", "source_code", "evidence_reference", "valid_from_date", "valid_to_date"),
    *("appeal_due_date", "subject_type_code", "id_token", "phone_token", "match_weight", "explanation_text"),
)


def proposal_line(spoken: Spoken) -> str:
    """What waits for another person."""
    words = spoken.words
    return f"proposal {words.id} {words.kind:9} {words.entry_id} by {words.author}: {words.reason}"


def proposal_facts(spoken: Spoken, known: Mapping[str, Any]) -> dict[str, Any]:
    """What waits for another person, with what the list knows of it, and nothing that names a person."""
    words = spoken.words
    parts = [part.model_dump() for part in (words.subject, words.listing) if part]
    said = {**known, **{name: value for part in parts for name, value in part.items()}}
    return {
        "proposal": words.id,
        "author": words.author,
        "kind": words.kind,
        "entry": words.entry_id,
        "reason": words.reason,
        "facts": {name: str(said[name]) for name in NAMELESS if said.get(name) is not None},
    }


def appeal_line(entry: Mapping[str, Any], today: date) -> str:
    """An appeal that is open, and how long there is to answer it."""
    days = (entry["appeal_due_date"] - today).days
    due = f"due in {days} days" if days >= 0 else f"late by {-days} days"
    return f"appeal   {entry['entry_id']} opened {entry['appeal_opened_date']}, {due}"


def hit_line(hit: Mapping[str, Any]) -> str:
    """A hit that people have to look at."""
    weight = "" if hit["match_weight"] is None else f" weight {hit['match_weight']:+.1f}"
    name = f" {hit['listed_name_text']!r}" if hit["listed_name_text"] else ""
    told = hit["explanation_text"] or "the same telephone, which may have passed to somebody else"
    return f"hit      {hit['record_id']} {hit['entry_id']}{name}{weight}: {told}"


def entry_lines(entry: Mapping[str, Any], said: Iterable[Spoken]) -> list[str]:
    """An entry, and what was said of it, oldest first."""
    facts = [f"{name:20} {entry[name]}" for name in SHOWN if entry[name] is not None]
    return [entry["entry_id"], *(f"  {line}" for line in facts), *map(_said, said)]


def _said(spoken: Spoken) -> str:
    words, decided = spoken.words, spoken.decided
    state = "taken back" if spoken.is_rejected else "decided" if decided else "waits for another person"
    approver = f", {decided.approved_by_name}" if decided and decided.approved_by_name else ""
    return f"  {words.business_date} {words.kind} by {words.author}{approver}: {state} ({words.reason})"
