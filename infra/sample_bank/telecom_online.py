"""The telecom vendor asked about one person at a time: the newest file of its drop, behind a token."""

from __future__ import annotations

import hmac
import json
from pathlib import Path

import polars as pl
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PATH = "/suppliers/telecom/profile"
TOKEN_FILE = "telecom_online_token"  # noqa: S105
_NOT_IN_ANSWER = ("id_number", "mobile_phone", "hit_code")


def route(home: Path) -> Route:
    """The vendor's only address; it knows the people of its newest file, and answers no hit for everybody else."""

    async def profile(request: Request) -> Response:
        if not _has_token(request, home):
            return JSONResponse({"error": "token"}, status_code=401)
        number = _number(await request.body())
        if number is None:
            return JSONResponse({"error": "id_number"}, status_code=400)
        return JSONResponse({"result": _answer(home / "vendor_drop" / "telecom", number)})

    return Route(PATH, profile, methods=["POST"])


def _has_token(request: Request, home: Path) -> bool:
    written = home / "secrets" / TOKEN_FILE
    expected = f"Bearer {written.read_text(encoding='utf-8').strip()}" if written.exists() else ""
    given = request.headers.get("Authorization", "")
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def _number(body: bytes) -> str | None:
    try:
        asked = json.loads(body)
    except ValueError:
        return None
    number = asked.get("id_number") if isinstance(asked, dict) else None
    return number if isinstance(number, str) and number else None


def _answer(drop: Path, number: str) -> dict[str, str | None]:
    files = sorted(drop.glob("telecom_profiles_*.csv"))
    if not files:
        return {"hit_code": "0"}
    known = pl.scan_csv(files[-1], separator="|", infer_schema=False).filter(pl.col("id_number") == number)
    (found,) = known.head(1).collect().to_dicts() or [{"hit_code": "0"}]
    if found["hit_code"] != "1":
        return {"hit_code": "0"}
    return {"hit_code": "1", **{name: value for name, value in found.items() if name not in _NOT_IN_ANSWER}}
