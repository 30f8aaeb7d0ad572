"""Under which agreement a table is bought, and how its supplier is asked about one person at the time of a decision.

Declared in the bronze contract (``purchase:``, and in it ``online:``); there is no code for a single product.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jobs.lakehouse.declaration import Declaration, Identifier

Price = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{2,4}$")]
JsonPath = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$")]
# What every answer of `python -m jobs.call` says itself.
RESERVED = {"call_id", "is_hit", "is_cached"}


class HitCode(Declaration):
    """Where an answer says whether the supplier knows the person (a JSON path), and its two words for it."""

    path: JsonPath
    hit: str
    no_hit: str


class OnlineCall(Declaration):
    """One call about one person: how it is sent, what is read from the answer, what it costs.

    The person goes in the field ``subject`` of the body, never in the address, which servers log; ``fixed`` fields go
    along. ``fields`` are the answer's fields with their JSON path. ``price_amount`` (the agreement's currency) is for
    one answered call, hit or no hit; at most ``calls_per_day`` are sent for one business date. With ``login`` bearer
    the password of the system's address is the token.
    """

    system: Identifier
    method: Literal["POST"] = "POST"
    path: str = Field(pattern=r"^/[A-Za-z0-9_./-]*$")
    body: Literal["json", "form"] = "json"
    login: Literal["basic", "bearer"] = "basic"
    subject: str = Field(min_length=1)
    fixed: dict[str, str] = Field(default_factory=dict)
    hit: HitCode
    fields: dict[Identifier, JsonPath] = Field(min_length=1)
    timeout_seconds: int = Field(default=10, ge=1, le=60)
    price_amount: Price
    calls_per_day: int = Field(ge=1)

    @model_validator(mode="after")
    def _is_clear(self) -> OnlineCall:
        if RESERVED & self.fields.keys():
            raise ValueError(f"the fields {', '.join(sorted(RESERVED))} are said of every answer: name yours otherwise")
        if self.subject in self.fixed:
            raise ValueError("the subject's field is fixed too")
        if self.hit.hit == self.hit.no_hit:
            raise ValueError("hit and no_hit are the same word")
        return self


class Purchase(Declaration):
    """The agreement under which a table is bought; nothing for a business date after ``valid_until`` is taken in.

    ``legal_basis`` consent: each row needs the consent of its subject for one of the contract's purposes, and
    ``price_amount`` (in ``currency_code``) is for one answered call, hit or no hit; an answer is not paid again within
    ``cache_days``. ``public_record``, and ``legal_duty`` for what is not public (PIPL article 13 (3)): nobody is asked
    about, and the price is for one delivered file.
    """

    supplier: str = Field(min_length=2)
    product: Identifier
    agreement_number: str = Field(min_length=2)
    valid_until: date
    legal_basis: Literal["consent", "public_record", "legal_duty"]
    price_amount: Price
    currency_code: Literal["CNY", "EUR", "USD"] = "CNY"
    cache_days: int = Field(default=0, ge=0)
    online: OnlineCall | None = None

    @model_validator(mode="after")
    def _asks_about_persons(self) -> Purchase:
        if self.online and self.legal_basis != "consent":
            raise ValueError("an online call is about a person, so its legal_basis is consent")
        return self
