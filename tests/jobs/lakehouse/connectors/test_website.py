"""What a web site answers is taken only when it is whole, is data, and comes from where it was asked for."""

from __future__ import annotations

import gzip
import ipaddress
import json
import socket
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.lakehouse import connectors
from jobs.lakehouse.connectors import website_download, website_pages, website_session
from jobs.lakehouse.connectors.website_pages import _rows
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, NotYetDelivered
from tests.jobs.lakehouse.connectors.asked import contract, fetched, known, left_behind, request
from tests.jobs.lakehouse.connectors.certificates import certificate_for
from tests.jobs.lakehouse.connectors.odd_site import answer, drip, odd_site, silent

CSV = contract(kind="http", path="/things_{date}.csv")
BODY = b"thing_id,label\n" + b"".join(b"%d,x\n" % number for number in range(5000))
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"
TRAP = "http://192.0.2.1/trap"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same attempts as in the bank's night, without its pauses."""
    monkeypatch.setattr(website_download, "PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(website_session, "SECONDS", (1, 0.5))


def paged(next_page: str, parameter: str | None = None, items: str | None = "items", **more):
    paging = {"next": next_page, "parameter": parameter, "items": items, **more}
    return contract(kind="http", path="/things?size=2", format={"kind": "json"}, paging=paging)


def page(items: str, more: str = "", **headers: str):
    body = f'{{"items": {items}{", " + more if more else ""}}}'.encode()
    return answer(body, Content_Type="application/json", **headers)


def refused(kind: type[Exception], asked, told: str, folder: Path) -> None:
    """The fetch fails with one sentence and leaves no file."""
    with pytest.raises(kind, match=told) as fault:
        fetched(asked)
    assert "\n" not in str(fault.value)
    assert left_behind(folder) == []


def tagged(tag: str) -> str:
    return json.dumps({"path": "/things_20260601.csv", "ETag": tag})


def test_a_file_is_kept_as_it_came(tmp_path: Path) -> None:
    with odd_site(answer(BODY, ETag='"1"')) as site:
        received = fetched(request(site.address, tmp_path, CSV))
    assert received.path.read_bytes() == BODY
    assert (received.path.name, received.entity_tag) == ("things_20260601.csv", tagged('"1"'))
    assert site.asked[0][0] == "/things_20260601.csv"


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ({"ETag": '"1"'}, {"If-None-Match": '"1"'}),
        ({"Last_Modified": "Mon, 01 Jun 2026 08:00:00 GMT"}, {"If-Modified-Since": "Mon, 01 Jun 2026 08:00:00 GMT"}),
        (
            {"ETag": 'W/"1"', "Last_Modified": "Mon, 01 Jun 2026 08:00:00 GMT"},
            {"If-None-Match": 'W/"1"', "If-Modified-Since": "Mon, 01 Jun 2026 08:00:00 GMT"},
        ),
    ],
)
def test_an_unchanged_file_is_linked_and_not_sent_again(tmp_path: Path, sent: dict, asked: dict) -> None:
    with odd_site(answer(BODY, **sent), answer(status=304)) as site:
        first = fetched(request(site.address, tmp_path, CSV))
        kept = first.path.rename(tmp_path / "before.csv")
        again = fetched(request(site.address, tmp_path, CSV, known=known(first) | _moved(first, kept)))
    assert asked.items() <= site.asked[1][1].items()
    assert again.path.samefile(kept)
    assert again.entity_tag == first.entity_tag


def test_a_bare_etag_of_before_tells_nothing(tmp_path: Path) -> None:
    with odd_site(answer(BODY, ETag='"1"'), answer(BODY, ETag='"1"')) as site:
        first = fetched(request(site.address, tmp_path, CSV))
        bare = replace(known(first)[first.table], entity_tag='"1"')
        again = fetched(request(site.address, tmp_path, CSV, known={first.table: bare}))
    assert "If-None-Match" not in site.asked[1][1]
    assert again.entity_tag == tagged('"1"')


def _moved(first, kept: Path) -> dict:
    (before,) = known(first).values()
    return {first.table: type(before)(kept, before.entity_tag)}


@pytest.mark.fault("F18", "a site calls each day's own file unchanged", "only the same file is asked for conditionally")
def test_the_file_of_another_day_is_never_asked_for_as_if_it_were_the_same(tmp_path: Path) -> None:
    """Some sites answer by date alone: what was last changed before yesterday's file came is unchanged, they say."""
    changed = {"Last_Modified": "Mon, 01 Jun 2026 08:00:00 GMT"}
    with odd_site(answer(BODY, **changed), answer(BODY + b"7,y\n", **changed)) as site:
        first = fetched(request(site.address, tmp_path, CSV))
        second = fetched(request(site.address, tmp_path, CSV, known=known(first), business_date=date(2026, 6, 2)))
    assert {"If-None-Match", "If-Modified-Since"} & set(site.asked[1][1]) == set()
    assert second.path.read_bytes() == BODY + b"7,y\n"


@pytest.mark.fault("F18", "a file has another ETag than the day before", "it is fetched whole and its new state kept")
def test_a_changed_file_is_fetched(tmp_path: Path) -> None:
    with odd_site(answer(BODY, ETag='"1"'), answer(BODY + b"7,y\n", ETag='"2"')) as site:
        first = fetched(request(site.address, tmp_path, CSV))
        second = fetched(request(site.address, tmp_path, CSV, known=known(first)))
    assert second.path.read_bytes() == BODY + b"7,y\n"
    assert second.entity_tag == tagged('"2"')


@pytest.mark.fault("F18", "a site says 304 to a question that was not conditional", "tried again, then refused")
def test_an_unasked_304_is_no_file(tmp_path: Path) -> None:
    with odd_site(answer(status=304)) as site:
        refused(InfrastructureFault, request(site.address, tmp_path, CSV), "was not asked about", tmp_path)


@pytest.mark.fault("F18", "a download is cut off", "it goes on where it stopped, if the file is still the same")
def test_a_cut_download_is_resumed(tmp_path: Path) -> None:
    cut = answer(BODY[:1000], announced=len(BODY), ETag='"1"')
    part = f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"
    rest = answer(BODY[1000:], status=206, Content_Range=part, ETag='"1"')
    with odd_site(cut, rest) as site:
        received = fetched(request(site.address, tmp_path, CSV))
    assert received.path.read_bytes() == BODY
    assert (site.asked[1][1]["Range"], site.asked[1][1]["If-Range"]) == ("bytes=1000-", '"1"')
    assert received.entity_tag == tagged('"1"')


WHOLE = answer(BODY, ETag='"2"')


@pytest.mark.fault("F18", "a file changes while its cut download goes on", "it is fetched again from the beginning")
@pytest.mark.parametrize(
    "answers",
    [
        [WHOLE],
        [answer(BODY[1000:], status=206, Content_Range=f"bytes 1000-{len(BODY) - 1}/{len(BODY)}", ETag='"2"'), WHOLE],
        [answer(b"zz", status=206, Content_Range=f"bytes 1000-1001/{len(BODY)}"), WHOLE],
        [answer(BODY[1000:], status=206, Content_Range="bytes 1000-9999/77777", ETag='"1"'), WHOLE],
        [answer(BODY[900:], status=206, Content_Range=f"bytes 900-{len(BODY) - 1}/{len(BODY)}"), WHOLE],
        [answer(BODY[1000:], status=206), WHOLE],
        [answer(status=416), WHOLE],
    ],
    ids=["whole", "other state", "short part", "other length", "other place", "no range", "416"],
)
def test_parts_of_two_states_are_never_put_together(tmp_path: Path, answers: list) -> None:
    cut = answer(BODY[:1000].replace(b"x", b"y"), announced=len(BODY), ETag='"1"')
    with odd_site(cut, *answers) as site:
        received = fetched(request(site.address, tmp_path, CSV))
    assert received.path.read_bytes() == BODY
    assert received.entity_tag == tagged('"2"')


@pytest.mark.fault("F18", "every attempt is cut off", "infrastructure fault after four attempts, no half file")
@pytest.mark.parametrize(
    "cut",
    [
        answer(BODY[:1000], announced=len(BODY)),
        answer(b"400\r\n" + BODY[:1000], Transfer_Encoding="chunked"),
        answer(b"400\r\n" + BODY[:1024] + b"\r\n", Transfer_Encoding="chunked"),
        answer(b"zz\r\nnothing", Transfer_Encoding="chunked"),
    ],
    ids=["shorter than announced", "cut in a chunk", "no last chunk", "no chunk"],
)
def test_a_body_that_ends_early_is_no_file(tmp_path: Path, cut) -> None:
    with odd_site(cut) as site:
        refused(InfrastructureFault, request(site.address, tmp_path, CSV), "cannot be fetched", tmp_path)
        assert len(site.asked) == 4


def test_a_chunked_body_is_taken(tmp_path: Path) -> None:
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(BODY[at : at + 999]), BODY[at : at + 999]) for at in range(0, len(BODY), 999)
    )
    with odd_site(answer(chunks + b"0\r\n\r\n", Transfer_Encoding="chunked")) as site:
        assert fetched(request(site.address, tmp_path, CSV)).path.read_bytes() == BODY


@pytest.mark.fault("F18", "an answer does not say how long it is", "refused: a cut file could not be told")
def test_a_body_of_unknown_length_is_refused(tmp_path: Path) -> None:
    with odd_site(answer(BODY, Transfer_Encoding="identity")) as site:
        refused(DataFault, request(site.address, tmp_path, CSV), "does not say how long", tmp_path)


@pytest.mark.fault("F18", "a site answers 500, 503 or 429 for a while", "asked again within limits, then taken")
@pytest.mark.parametrize(
    "failing",
    [
        [answer(status=500), answer(status=502), answer(status=503)],
        [answer(status=429, Retry_After="0"), answer(status=503, Retry_After="rubbish")],
        [silent(1)],
    ],
    ids=["500", "429", "timeout"],
)
def test_a_passing_failure_is_waited_out(tmp_path: Path, failing: list) -> None:
    with odd_site(*failing, answer(BODY)) as site:
        assert fetched(request(site.address, tmp_path, CSV)).path.read_bytes() == BODY
    assert len(site.asked) == len(failing) + 1


@pytest.mark.fault(
    "F18", "a site asks to come back in an hour (Retry-After)", "not asked again at once; Airflow tries later"
)
@pytest.mark.parametrize("pause", ["3600", "Fri, 31 Dec 2999 23:59:59 GMT"])
def test_a_long_pause_is_left_to_the_schedule(tmp_path: Path, pause: str) -> None:
    with odd_site(answer(status=429, Retry_After=pause)) as site:
        refused(InfrastructureFault, request(site.address, tmp_path, CSV), "answered 429", tmp_path)
        assert len(site.asked) == 1


@pytest.mark.fault("F18", "a site fails for good", "infrastructure fault after four attempts")
def test_a_lasting_failure_is_told(tmp_path: Path) -> None:
    with odd_site(answer(status=500)) as site:
        refused(InfrastructureFault, request(site.address, tmp_path, CSV), "answered 500", tmp_path)
        assert len(site.asked) == 4


@pytest.mark.fault("F14", "a site sends drop by drop", "cut after the longest time; tried again later")
def test_a_dripping_body_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(website_download, "LONGEST_SECONDS", 0.3)
    started = time.monotonic()
    with odd_site(drip(BODY[:500], 0.02)) as site:
        refused(InfrastructureFault, request(site.address, tmp_path, CSV), "more than", tmp_path)
    assert time.monotonic() - started < 3


@pytest.mark.fault(
    "F18", "a site redirects to a private address, to another site or in a circle", "refused, nothing is fetched"
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["http://169.254.169.254/latest", "/things_20260601.csv", TRAP])
def test_a_redirect_is_not_followed(tmp_path: Path, status: int, to: str) -> None:
    with odd_site(answer(PAGE, status=status, Location=to)) as site:
        refused(ContractFault, request(site.address, tmp_path, CSV), "a redirect, which is not followed", tmp_path)
        assert len(site.asked) == 1


@pytest.mark.fault("F18", "a site answers 404 for a day's file", "not yet delivered: asked again later")
def test_a_missing_file_is_not_yet_delivered(tmp_path: Path) -> None:
    with odd_site(answer(status=404)) as site:
        refused(NotYetDelivered, request(site.address, tmp_path, CSV), "is not there", tmp_path)


@pytest.mark.parametrize("status", [400, 401, 403, 405, 451])
def test_another_answer_is_told(tmp_path: Path, status: int) -> None:
    with odd_site(answer(status=status)) as site:
        refused(DataFault, request(site.address, tmp_path, CSV), f"answered {status}", tmp_path)


@pytest.mark.fault("F18", "an error or log-in page comes with status 200", "refused: it is not taken for data")
@pytest.mark.parametrize(
    ("form", "body", "headers"),
    [
        ({"kind": "delimited"}, PAGE, {}),
        ({"kind": "delimited"}, b"\xef\xbb\xbf\n  <HTML><body>", {}),
        ({"kind": "delimited"}, "\ufeff<html>".encode("utf-16"), {}),
        ({"kind": "delimited"}, b"sorry", {"Content_Type": "text/html; charset=utf-8"}),
        ({"kind": "delimited"}, b'{"error": "quota"}', {"Content_Type": "application/json"}),
        ({"kind": "delimited"}, gzip.compress(BODY, mtime=0), {"Content_Encoding": "gzip"}),
        ({"kind": "delimited", "compression": "gzip"}, BODY, {}),
        ({"kind": "delimited", "compression": "zip"}, PAGE, {"Content_Type": "application/zip"}),
        ({"kind": "json"}, PAGE, {}),
        ({"kind": "xml", "record": "row"}, PAGE, {}),
        ({"kind": "excel"}, PAGE, {}),
        ({"kind": "parquet"}, PAGE, {}),
    ],
)
def test_a_page_for_people_is_not_taken_for_data(tmp_path: Path, form: dict, body: bytes, headers: dict) -> None:
    asked = contract(kind="http", path="/things", format=form)
    with odd_site(answer(body, **headers)) as site:
        refused(DataFault, request(site.address, tmp_path, asked), "nothing was taken", tmp_path)


def test_a_packed_file_is_taken_packed(tmp_path: Path) -> None:
    asked = contract(kind="http", path="/things.csv.gz", format={"kind": "delimited", "compression": "gzip"})
    with odd_site(answer(gzip.compress(BODY), Content_Encoding="gzip")) as site:
        assert gzip.decompress(fetched(request(site.address, tmp_path, asked)).path.read_bytes()) == BODY


@pytest.mark.fault("F18", "a site sends more than any file may hold", "refused at the limit")
def test_a_body_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(website_download.download, "__defaults__", (10_000,))
    with odd_site(answer(BODY)) as site:
        refused(DataFault, request(site.address, tmp_path, CSV), "more than 10000 bytes", tmp_path)


def test_two_files_of_one_name_do_not_replace_each_other(tmp_path: Path) -> None:
    one = contract(kind="http", path="/a/all.csv")
    two = contract(name="bronze.shop_others", kind="http", path="/b/all.csv")
    with odd_site(answer(b"a\n"), answer(b"b\n")) as site:
        received = connectors.fetch(request(site.address, tmp_path, one, two))
    assert [file.path.read_bytes() for file in received] == [b"a\n", b"b\n"]


# Addresses


@pytest.mark.fault(
    "F18", "a source's address leads to a private, link-local or metadata address", "refused before anything is sent"
)
@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[::]",
    ],
)
def test_a_private_address_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(ContractFault, match="private or reserved network"):
        fetched(request(f"https://{host}/", tmp_path, CSV))


@pytest.mark.parametrize(
    "address",
    ["http://192.0.2.1", "ftp://example.test", "file:///etc/passwd", "gopher://x", "https://", "https://a b/", "//x"],
)
def test_an_address_that_is_not_https_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ContractFault):
        fetched(request(address, tmp_path, CSV))


def test_a_link_local_address_stays_refused_even_by_name(tmp_path: Path) -> None:
    with pytest.raises(ContractFault, match="private or reserved"):
        fetched(request("https://169.254.169.254", tmp_path, CSV, private_hosts=frozenset({"169.254.169.254"})))


@pytest.mark.fault(
    "F18",
    "a name is resolved to a public address for the check and to a private one for the connection",
    "the connection goes to the address that was checked",
)
def test_the_connection_goes_to_the_address_that_was_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_for(tmp_path, "shop.test")
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def name_server(host, *rest, **more):
        """First the right address, then, for whoever asks again, a trap; addresses stand for themselves."""
        return real(next(answers, "192.0.2.66") if host == "shop.test" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", name_server)
    named = {"private_hosts": frozenset({"shop.test"})}
    with odd_site(answer(status=500), answer(BODY), certificate=certificate) as site:
        address = f"https://user:a-secret-word@shop.test:{site.server_port}"
        assert fetched(request(address, tmp_path, CSV, **named)).path.read_bytes() == BODY
    assert {headers["Host"] for _, headers in site.asked} == {f"shop.test:{site.server_port}"}
    assert all(headers["Authorization"].startswith("Basic ") for _, headers in site.asked)


@pytest.mark.parametrize("name", ["other.test", None], ids=["another name", "unknown authority"])
def test_a_certificate_that_is_not_the_sites_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    certificate = certificate_for(tmp_path, name or "localhost")
    if name is None:
        (tmp_path / "shop_authority.pem").unlink()
    with odd_site(answer(BODY), certificate=certificate) as site:
        address = f"https://user:a-secret-word@localhost:{site.server_port}"
        with pytest.raises(InfrastructureFault, match="SSLError") as fault:
            fetched(request(address, tmp_path, CSV))
        assert site.asked == []
    assert "a-secret-word" not in str(fault.value)


def test_every_private_network_is_known_to_be_one() -> None:
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128"):
        first = ipaddress.ip_network(network)[0]
        assert not website_session._is_allowed(first, False), network


# Pages


def test_pages_by_link_header_become_one_file_of_lines(tmp_path: Path) -> None:
    asked = paged("link")
    with odd_site(
        page('[{"thing_id": 1, "price": 100.50},\n {"thing_id": 2}]', Link='</things?page=2>; rel="next"'),
        page("[]", Link='</things?page=3>; rel="next", </things>; rel="first"'),
        page('[{"thing_id": 12345678901234567890.10, "label": "a\\n, ]"}]', Link='</things>; rel="first"'),
    ) as site:
        received = fetched(request(site.address, tmp_path, asked))
    assert received.path.read_text() == (
        '{"thing_id": 1, "price": 100.50}\n{"thing_id": 2}\n{"thing_id": 12345678901234567890.10, "label": "a\\n, ]"}\n'
    )
    assert [path for path, _ in site.asked] == ["/things?size=2", "/things?page=2", "/things?page=3"]


def test_pages_by_cursor_and_by_address_in_the_body(tmp_path: Path) -> None:
    by_cursor = paged("paging.next", "cursor", "data.items")
    body = '{{"paging": {{"next": {}}}, "data": {{"note": [1], "items": [{}]}}}}'
    pages = [answer(body.format('"a b&c"', 1).encode()), answer(body.format("7", 2).encode())]
    with odd_site(*pages, answer(body.format("null", 3).encode())) as site:
        received = fetched(request(site.address, tmp_path, by_cursor))
    assert received.path.read_text() == "1\n2\n3\n"
    assert [path for path, _ in site.asked][1:] == ["/things?size=2&cursor=a+b%26c", "/things?size=2&cursor=7"]
    by_address = paged("next")
    with odd_site(page("[1]", '"next": "things?page=2"'), page("[2]", '"next": ""')) as site:
        assert fetched(request(site.address, tmp_path, by_address)).path.read_text() == "1\n2\n"


@pytest.mark.fault(
    "F18", "pages lead to another site, in a circle or never end", "refused, no part of the list is kept"
)
@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([page("[1]", '"next": "https://192.0.2.1/things"')], "on another site"),
        ([page("[1]", '"next": "//169.254.169.254/things"')], "on another site"),
        ([page("[1]", '"next": "/things?size=2"')], "in a circle"),
        ([page("[1]", f'"next": "/things?page={number}"') for number in range(9)], "more than 5 pages"),
        ([page("[1]", '"next": {"page": 2}')], "neither an address nor a cursor"),
        ([answer(b'{"rows": []}')], "has no items"),
        ([page('{"a": 1}')], "is no list"),
        ([answer(PAGE)], "not a whole JSON document"),
        ([answer(b'{"items": [1')], "not a whole JSON document"),
        ([answer(b"[" * 100_000)], "not a whole JSON document"),
        ([answer('{"items": ["é"]}'.encode("latin-1"))], "not a whole JSON document"),
    ],
)
def test_pages_that_lead_astray_are_refused(tmp_path: Path, answers: list, told: str) -> None:
    with odd_site(*answers) as site:
        refused(DataFault, request(site.address, tmp_path, paged("next", most_pages=5)), told, tmp_path)


@pytest.mark.fault("F18", "a page in the middle of a list fails for good", "infrastructure fault, no part is kept")
def test_a_list_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    with odd_site(page("[1]", '"next": "/things?page=2"'), answer(status=503)) as site:
        refused(InfrastructureFault, request(site.address, tmp_path, paged("next")), "answered 503", tmp_path)


def test_a_page_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(website_pages, "LARGEST_PAGE", 100)
    with odd_site(page("[" + "1," * 100 + "1]")) as site:
        refused(DataFault, request(site.address, tmp_path, paged("next")), "more than 100 bytes", tmp_path)


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=5,
    ),
    indent=st.sampled_from([None, 0, 2]),
)
def test_the_rows_of_any_page_are_its_members(rows: list, indent: int | None) -> None:
    text = json.dumps({"a": {"b": [0]}, "data": {"items": rows}, "z": []}, indent=indent, ensure_ascii=False)
    lines = list(_rows(text, "data.items", "a page"))
    assert [json.loads(line) for line in lines] == rows
    assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.parametrize("form", [{"kind": "delimited"}, {"kind": "json", "records": "items"}])
def test_a_paged_list_is_declared_as_lines(form: dict) -> None:
    with pytest.raises(ValueError, match="kept as JSON lines"):
        contract(kind="http", path="/things", paging={"next": "link"}, format=form)
