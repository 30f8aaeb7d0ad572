"""Ask a supplier's site about one person, once: a call may be billed, so nothing is tried again here."""

from __future__ import annotations

import time
from ssl import SSLCertVerificationError

import requests
import urllib3
from requests.auth import AuthBase

from jobs.lakehouse.call_book import Outcome
from jobs.lakehouse.call_reply import CallRejected, NoAnswer
from jobs.lakehouse.connectors.website_session import Site
from jobs.lakehouse.errors import ContractFault, InfrastructureFault, YihuError
from jobs.lakehouse.purchase import OnlineCall

LONGEST_ANSWER = 1024 * 1024
BLOCK = 64 * 1024
CONNECT_SECONDS = 5
PASSING = {408, 425, 429}


def post(site: Site, online: OnlineCall, subject: str) -> bytes:
    """The body of the answer about a person; the declared seconds are for all of it.

    Raises NoAnswer with the fault to tell, and the outcome: FAILED where nothing was sent or the site answered that it
    did not answer, UNKNOWN where the answer was cut, too late or too long. No sentence repeats what was sent or came.
    """
    deadline = time.monotonic() + online.timeout_seconds
    try:
        with _asked(site, online, subject) as response:
            _require_success(response.status_code, online)
            return _body(response, online, deadline)
    except requests.ConnectTimeout as error:
        raise _not_reached(online, error) from None
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        if _is_not_connected(error):
            raise _not_reached(online, error) from None
        raise _unclear(online, f"did not answer in full ({type(error).__name__})") from None


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _asked(site: Site, online: OnlineCall, subject: str) -> requests.Response:
    fields = {**online.fixed, online.subject: subject}
    login = site.session.auth
    return site.session.post(
        site.root + online.path,
        json=fields if online.body == "json" else None,
        data=fields if online.body == "form" else None,
        auth=_Bearer(login[1]) if online.login == "bearer" and login else login,
        timeout=(min(CONNECT_SECONDS, online.timeout_seconds), online.timeout_seconds),
        allow_redirects=False,
        stream=True,
    )


def _body(response: requests.Response, online: OnlineCall, deadline: float) -> bytes:
    body = b""
    while block := response.raw.read1(BLOCK, decode_content=False):
        body += block
        if len(body) > LONGEST_ANSWER:
            raise _unclear(online, f"sent more than {LONGEST_ANSWER} bytes")
        if time.monotonic() > deadline:
            raise _unclear(online, f"took more than {online.timeout_seconds} seconds")
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) != len(body):
        raise _unclear(online, "sent less than it announced")
    return body


def _require_success(status: int, online: OnlineCall) -> None:
    if status == 200:
        return
    fault: type[YihuError] = CallRejected
    advice = "ask the supplier or correct the contract"
    if status >= 500 or status in PASSING:
        fault, advice = InfrastructureFault, "ask again later"
    elif status in (401, 403):
        fault, advice = ContractFault, "correct the credentials in its address"
    text = f"Supplier {online.system} answered {status} instead of the data: {advice}."
    raise NoAnswer(fault(text), Outcome.FAILED if status >= 300 else Outcome.UNKNOWN)


def _is_not_connected(error: Exception) -> bool:
    """Whether no connection came about, or to a site that could not prove its name, so that nothing was sent."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    causes = (reason, *getattr(reason, "args", ()))
    return any(isinstance(one, urllib3.exceptions.NewConnectionError | SSLCertVerificationError) for one in causes)


def _not_reached(online: OnlineCall, error: Exception) -> NoAnswer:
    text = f"Supplier {online.system} cannot be reached ({type(error).__name__}), so nothing was sent: ask again later."
    return NoAnswer(InfrastructureFault(text), Outcome.FAILED)


def _unclear(online: OnlineCall, problem: str) -> NoAnswer:
    text = (
        f"Supplier {online.system} {problem}: nothing was used, and whether the call is billed has to be cleared with "
        "the supplier."
    )
    return NoAnswer(InfrastructureFault(text), Outcome.UNKNOWN)
