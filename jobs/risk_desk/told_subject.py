"""Whom an entry is about, as standard input tells it; what is wrong with it is told without a value."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from jobs.identity.one_citizen_id import is_valid_number, normalised_number
from jobs.lakehouse.delivery import Facts
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.list_statement import Subject
from jobs.risk.subject import subject_token_of

# Longer than any name and number, and short enough for one line of a terminal.
LONGEST_INPUT = 2048


class ToldSubject(Facts):
    """What people write of a subject, each as text, and only what they know."""

    id_number: str | None = None
    phone: str | None = None
    name: str | None = None
    birth: str | None = None


def subject_of(text: str | bytes, identity_key: str, today: date) -> Subject:
    """The subject that one JSON object tells, its numbers as tokens; raises ContractFault without showing a value."""
    told = _read(text)
    return Subject(
        subject_name=(told.name or "").strip() or None,
        birth_date=None if told.birth is None else _day(told.birth),
        id_token=None if told.id_number is None else _number_token(told.id_number, identity_key, today),
        phone_token=None if told.phone is None else _phone_token(told.phone, identity_key),
    )


def _read(text: str | bytes) -> ToldSubject:
    try:
        if len(text) > LONGEST_INPUT:
            raise ValueError
        return ToldSubject.model_validate_json(text, strict=True)
    except (ValidationError, ValueError):
        raise ContractFault(
            "Standard input has to hold one JSON object that tells the subject in texts: "
            '{"name": "…", "birth": "yyyy-mm-dd", "phone": "…", "id_number": "…"}, each where it is known.'
        ) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContractFault("The birth on standard input is no day: write it as yyyy-mm-dd.") from None


def _number_token(text: str, identity_key: str, today: date) -> str:
    number = normalised_number(text)
    if not is_valid_number(number, today):
        raise ContractFault("The id_number on standard input is no valid identity number: correct it.")
    return subject_token_of("id_number", number, identity_key)


def _phone_token(phone: str, identity_key: str) -> str:
    if not (phone.isascii() and phone.isdigit() and len(phone) == 11 and phone.startswith("1")):
        raise ContractFault("The phone on standard input is no mobile number of eleven digits: correct it.")
    return subject_token_of("mobile_phone", phone, identity_key)
