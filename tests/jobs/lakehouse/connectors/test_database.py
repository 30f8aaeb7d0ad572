"""Rows come out of a real PostgreSQL as of one moment, whole, and none is missed between two deliveries."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.connectors import database_selection, database_session
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault, NotYetDelivered
from tests.infra.sample_bank import postgres
from tests.jobs.lakehouse.connectors.asked import DAY, contract, fetched, known, left_behind, request, rows
from tests.jobs.lakehouse.connectors.certificates import certificate_for
from tests.jobs.lakehouse.connectors.slow_line import line
from tests.jobs.lakehouse.connectors.tls_line import tls_line

THINGS = contract(kind="database", relation="shop.thing")
RANGES = contract(kind="database", relation="shop.thing", ranges={"column": "thing_id", "count": 4})
MARKED = contract(kind="database", relation="shop.marked", watermark={"column": "updated_at", "overlap_days": 2})
CHANGES = contract(
    ("change_id", "thing_id"), kind="database", relation="shop.change", changes={"sequence": "change_id"}
)
COUNT = 20_000


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    running = postgres.start()
    yield running
    postgres.stop(running)


@pytest.fixture
def shop(server: postgres.Server) -> Iterator[psycopg.Connection]:
    """The source's own connection on a fresh schema."""
    with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"""
            DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop;
            CREATE TABLE shop.thing (thing_id int PRIMARY KEY, label text);
            INSERT INTO shop.thing SELECT n, 'label ' || n FROM generate_series(1, {COUNT}) n;
            CREATE TABLE shop.marked (thing_id int PRIMARY KEY, label text, updated_at timestamp);
            CREATE TABLE shop.change (change_id bigserial PRIMARY KEY, thing_id int);
        """)
        yield connection


@pytest.fixture
def address(server: postgres.Server, shop: psycopg.Connection) -> str:
    return server.dsn("postgres", "postgres")


def source_rows(shop: psycopg.Connection) -> list[str]:
    found = shop.execute("SELECT thing_id, label FROM shop.thing ORDER BY 1").fetchall()
    return [f"{number},{label}" for number, label in found]


def mark(shop: psycopg.Connection, number: int, at: str | datetime | None) -> None:
    shop.execute("INSERT INTO shop.marked VALUES (%s, 'x', %s)", (number, at))


def ids(received) -> list[str]:
    return [line.split(",")[0] for line in rows(received)]


def test_a_relation_comes_whole_and_the_same_rows_are_the_same_bytes(
    shop: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    first = fetched(request(address, tmp_path, THINGS))
    content = first.path.read_bytes()
    assert rows(first) == source_rows(shop)
    assert fetched(request(address, tmp_path, THINGS)).path.read_bytes() == content
    assert fetched(request(address, tmp_path, RANGES)).path.read_bytes() == content
    assert left_behind(tmp_path) == ["shop_things.csv.gz"]


def test_a_missing_value_and_an_empty_text_stay_apart(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    shop.execute("TRUNCATE shop.thing")
    shop.execute("INSERT INTO shop.thing VALUES (1, NULL), (2, ''), (3, ' '), (4, E'a\\nb')")
    received = fetched(request(address, tmp_path, THINGS))
    assert gzip.decompress(received.path.read_bytes()) == b'thing_id,label\n1,\n2,""\n3, \n4,"a\nb"\n'


@pytest.mark.parametrize("count", [2, 3, 16])
def test_ranges_of_a_column_with_nulls_and_few_values_lose_and_double_nothing(
    shop: psycopg.Connection, address: str, tmp_path: Path, count: int
) -> None:
    shop.execute("UPDATE shop.thing SET label = CASE WHEN thing_id % 3 = 0 THEN NULL ELSE 'l' || thing_id % 5 END")
    by_label = contract(kind="database", relation="shop.thing", ranges={"column": "label", "count": count})
    received = fetched(request(address, tmp_path, by_label))
    assert sorted(map(int, ids(received))) == list(range(1, COUNT + 1))


def test_an_empty_relation_is_a_header(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    shop.execute("TRUNCATE shop.thing")
    for one in (THINGS, RANGES):
        received = fetched(request(address, tmp_path, one))
        assert gzip.decompress(received.path.read_bytes()) == b"thing_id,label\n"


@pytest.mark.fault(
    "F15",
    "rows are inserted, updated and deleted while a relation is read in parallel ranges",
    "the file equals the source at one moment: every part sees the same snapshot",
)
def test_a_parallel_read_sees_one_moment(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    """Every transaction keeps the number of rows and the sum of balances; a file of two moments would not."""
    shop.execute("CREATE TABLE shop.balance (thing_id int PRIMARY KEY, amount int)")
    shop.execute(f"INSERT INTO shop.balance SELECT n, 100 FROM generate_series(1, {COUNT}) n")
    balances = contract(
        ("thing_id", "amount"), kind="database", relation="shop.balance", ranges={"column": "thing_id", "count": 4}
    )
    stop, moved = threading.Event(), []
    writer = threading.Thread(target=_move, args=(address, stop, moved))
    writer.start()
    try:
        for _ in range(3):
            found = [tuple(map(int, row.split(","))) for row in rows(fetched(request(address, tmp_path, balances)))]
            assert len(found) == COUNT
            assert sum(amount for _, amount in found) == COUNT * 100
    finally:
        stop.set()
        writer.join()
    assert len(moved) > 20


def _move(address: str, stop: threading.Event, moved: list[int]) -> None:
    """Carry money and rows from one end of the table to the other, one transaction at a time."""
    with psycopg.connect(address) as connection:
        for number in range(1, COUNT // 2):
            if stop.is_set():
                return
            taken = connection.execute("DELETE FROM shop.balance WHERE thing_id = %s RETURNING amount", (number,))
            connection.execute("INSERT INTO shop.balance VALUES (%s, %s)", (COUNT + number, *taken.fetchone()))
            connection.execute("UPDATE shop.balance SET amount = amount - 7 WHERE thing_id = %s", (COUNT - number,))
            connection.execute("UPDATE shop.balance SET amount = amount + 7 WHERE thing_id = %s", (number + 1,))
            connection.commit()
            moved.append(number)


@pytest.mark.fault(
    "F14", "the source database restarts in the middle of an extract", "infrastructure fault, no half file; tried again"
)
@pytest.mark.parametrize("asked", [THINGS, RANGES], ids=["whole", "in ranges"])
def test_a_restart_in_the_middle_leaves_no_half_file(
    server: postgres.Server, shop: psycopg.Connection, address: str, tmp_path: Path, asked
) -> None:
    shop.execute(f"INSERT INTO shop.thing SELECT n, repeat('x', 200) FROM generate_series({COUNT + 1}, 200000) n")
    with line(server.port, pause=0.002) as port:
        restart = threading.Timer(0.7, postgres.restart, [server])
        restart.start()
        with pytest.raises(InfrastructureFault, match="Source shop cannot be reached"):
            fetched(request(address.replace(str(server.port), str(port)), tmp_path, asked))
        restart.join()
    assert left_behind(tmp_path) == []


@pytest.mark.fault(
    "F14", "a proxy resets the connection after some bytes", "infrastructure fault, no half file; tried again"
)
@pytest.mark.parametrize("reset_after", [0, 500, 100_000])
def test_a_reset_connection_leaves_no_half_file(
    server: postgres.Server, address: str, tmp_path: Path, reset_after: int
) -> None:
    with line(server.port, reset_after) as port:
        for asked in (THINGS, RANGES):
            with pytest.raises(InfrastructureFault, match="try again"):
                fetched(request(address.replace(str(server.port), str(port)), tmp_path, asked))
    assert left_behind(tmp_path) == []


@pytest.mark.fault(
    "F14", "a line lets rows through drop by drop, or not at all", "cut after the longest time; tried again"
)
@pytest.mark.parametrize("pause", [0.1, 60], ids=["drop by drop", "silent"])
def test_a_line_that_hardly_moves_is_cut(
    server: postgres.Server, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr(database_session, "LONGEST_SECONDS", 1)
    started = time.monotonic()
    with line(server.port, pause=pause) as port, pytest.raises(InfrastructureFault):
        fetched(request(address.replace(str(server.port), str(port)), tmp_path, THINGS))
    assert time.monotonic() - started < 5
    assert left_behind(tmp_path) == []


@pytest.mark.fault(
    "F16",
    "a long transaction commits late, with an older time of change",
    "the next delivery has it: the overlap is read again",
)
def test_a_late_commit_is_picked_up_by_the_overlap(
    server: postgres.Server, shop: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    mark(shop, 1, "2026-05-20 09:00")
    with psycopg.connect(address) as late:
        mark(late, 2, "2026-05-31 08:00")
        mark(shop, 3, "2026-06-01 10:00:00.5")
        first = fetched(request(address, tmp_path, MARKED))
    mark(shop, 4, "2026-06-02 11:00")
    second = fetched(request(address, tmp_path, MARKED, known=known(first), business_date=date(2026, 6, 2)))
    assert first.bookmark == "2026-06-01 10:00:00.5"
    assert ids(second) == ["2", "3", "4"]
    assert second.bookmark == "2026-06-02 11:00:00"


def test_rows_without_a_mark_are_never_missed(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    mark(shop, 1, "2026-06-01")
    first = fetched(request(address, tmp_path, MARKED))
    mark(shop, 2, None)
    assert ids(fetched(request(address, tmp_path, MARKED, known=known(first)))) == ["1", "2"]


def test_a_source_that_was_set_back_is_read_from_where_it_stands(
    shop: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    mark(shop, 1, "2026-06-01")
    first = fetched(request(address, tmp_path, MARKED))
    shop.execute("TRUNCATE shop.marked")
    mark(shop, 2, "2026-05-10")
    assert ids(fetched(request(address, tmp_path, MARKED, known=known(first)))) == ["2"]


@pytest.mark.fault(
    "F17",
    "the clock of this machine is hours, days or years away from the source's",
    "no gap: the bookmark is what the source shows",
)
@pytest.mark.parametrize(
    "source_time",
    ["1999-12-31 23:59:59", "2024-02-29 12:00", "2026-03-29 02:30", "2026-06-01 23:59:59.999999", "2031-01-01 00:00"],
)
def test_the_bookmark_is_the_time_of_the_source(
    shop: psycopg.Connection, address: str, tmp_path: Path, source_time: str
) -> None:
    then = datetime.fromisoformat(source_time)
    mark(shop, 1, then - timedelta(days=300))
    mark(shop, 2, then)
    day = then.date()
    first = fetched(request(address, tmp_path, MARKED, business_date=day))
    mark(shop, 3, then + timedelta(microseconds=1))
    second = fetched(request(address, tmp_path, MARKED, known=known(first), business_date=day + timedelta(days=1)))
    assert first.bookmark == str(then)
    assert ids(second) == ["2", "3"]


@pytest.mark.fault(
    "F17", "a row of the source carries a time of change far ahead", "it is delivered, and hides none of the next days"
)
def test_a_time_far_ahead_does_not_become_the_bookmark(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    mark(shop, 1, "2026-06-01 10:00")
    mark(shop, 2, "2999-01-01")
    first = fetched(request(address, tmp_path, MARKED))
    mark(shop, 3, "2026-06-02 10:00")
    assert first.bookmark == "2026-06-01 10:00:00"
    assert "3" in ids(fetched(request(address, tmp_path, MARKED, known=known(first))))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.lists(st.integers(0, 59), max_size=4), min_size=1, max_size=5))
def test_whatever_commits_within_the_overlap_is_delivered(
    shop: psycopg.Connection, address: str, tmp_path: Path, days: list[list[int]]
) -> None:
    """Each number is how many hours (up to the overlap) a row of the day is late; some deliveries are repeated."""
    shop.execute("TRUNCATE shop.marked")
    delivered, previous, number = set(), {}, 0
    for day, delays in enumerate(days):
        close = datetime(2026, 6, 1, 20) + timedelta(days=day)
        for delay in delays:
            number += 1
            mark(shop, number, close - timedelta(hours=min(delay, 23)))
        received = fetched(request(address, tmp_path, MARKED, known=previous, business_date=close.date()))
        delivered |= set(ids(received))
        previous = known(received)
    assert delivered == {str(one) for one in range(1, number + 1)}


@pytest.mark.parametrize("column", ["label", "thing_id"])
def test_a_watermark_that_is_no_time_is_told(address: str, tmp_path: Path, column: str) -> None:
    asked = contract(kind="database", relation="shop.marked", watermark={"column": column})
    with pytest.raises(DataFault, match="correct the contract"):
        fetched(request(address, tmp_path, asked))


def test_changes_come_once_and_in_order(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    shop.execute("INSERT INTO shop.change (thing_id) VALUES (7), (5), (7)")
    first = fetched(request(address, tmp_path, CHANGES))
    nothing = fetched(request(address, tmp_path, CHANGES, known=known(first)))
    shop.execute("INSERT INTO shop.change (thing_id) VALUES (5)")
    assert (rows(nothing), nothing.bookmark) == ([], "3")
    second = fetched(request(address, tmp_path, CHANGES, known=known(nothing)))
    assert (rows(second), second.bookmark) == (["4,5"], "4")


def test_changes_that_the_source_cleared_away_do_not_move_the_bookmark(
    shop: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    shop.execute("INSERT INTO shop.change (thing_id) VALUES (7), (5)")
    first = fetched(request(address, tmp_path, CHANGES))
    shop.execute("TRUNCATE shop.change")
    assert fetched(request(address, tmp_path, CHANGES, known=known(first))).bookmark == "2"


def test_a_sequence_that_goes_backwards_is_refused(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    shop.execute("INSERT INTO shop.change (thing_id) VALUES (7), (5)")
    first = fetched(request(address, tmp_path, CHANGES))
    shop.execute("TRUNCATE shop.change RESTART IDENTITY; INSERT INTO shop.change (thing_id) VALUES (7)")
    with pytest.raises(DataFault, match="stands at 1, behind the 2 delivered before"):
        fetched(request(address, tmp_path, CHANGES, known=known(first)))


@pytest.mark.fault(
    "F16",
    "a change with a lower sequence number commits after one with a higher number",
    "its transaction is waited for, so the change is not skipped",
)
def test_a_change_that_commits_out_of_order_is_waited_for(
    shop: psycopg.Connection, address: str, tmp_path: Path
) -> None:
    with psycopg.connect(address) as late:
        late.execute("INSERT INTO shop.change (thing_id) VALUES (1)")
        shop.execute("INSERT INTO shop.change (thing_id) VALUES (2)")
        threading.Timer(0.5, late.commit).start()
        received = fetched(request(address, tmp_path, CHANGES))
    assert rows(received) == ["1,1", "2,2"]


def test_changes_that_are_written_for_too_long_are_asked_for_later(
    shop: psycopg.Connection, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_selection, "LONGEST_WRITER_SECONDS", 0.3)
    with psycopg.connect(address) as late:
        late.execute("INSERT INTO shop.change (thing_id) VALUES (1)")
        with pytest.raises(NotYetDelivered, match="ask again later"):
            fetched(request(address, tmp_path, CHANGES))


def test_a_day_that_is_not_closed_is_not_yet_delivered(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    shop.execute("CREATE TABLE shop.calendar (business_date date)")
    asked = contract(kind="database", relation="shop.thing", calendar="shop.calendar")
    with pytest.raises(NotYetDelivered, match="has not closed 2026-06-01"):
        fetched(request(address, tmp_path, asked))
    shop.execute("INSERT INTO shop.calendar VALUES ('2026-06-01')")
    assert len(rows(fetched(request(address, tmp_path, asked)))) == COUNT
    with pytest.raises(DataFault, match="already stands at 2026-06-01"):
        fetched(replace(request(address, tmp_path, asked), business_date=DAY - timedelta(days=1)))


def test_a_name_from_a_contract_is_only_ever_a_name(shop: psycopg.Connection, address: str, tmp_path: Path) -> None:
    hostile = 'thing_id" FROM shop.thing; DROP TABLE shop.thing; --'
    with pytest.raises(DataFault, match="does not exist; correct the contract"):
        fetched(request(address, tmp_path, contract((hostile,), kind="database", relation="shop.thing")))
    assert len(source_rows(shop)) == COUNT


def test_a_locked_relation_is_tried_again_later(
    shop: psycopg.Connection, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_session, "SETTINGS", ("SET lock_timeout = '300ms'",))
    with psycopg.connect(address) as other, pytest.raises(InfrastructureFault, match="lock timeout"):
        other.execute("LOCK TABLE shop.thing IN ACCESS EXCLUSIVE MODE")
        fetched(request(address, tmp_path, THINGS))


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:secret-word@127.0.0.1:{port}/postgres",
        "jdbc:postgresql://u:secret-word@127.0.0.1:{port}/postgres",
        "postgresql://u:secret-word@127.0.0.1:{port},10.0.0.1:5432/postgres",
        "postgresql://u:secret-word@%2Ftmp:{port}/postgres",
        "postgresql://u:secret-word@/postgres?host=127.0.0.1",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?host=/tmp",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?hostaddr=10.0.0.1",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?service=other",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?servicefile=/tmp/services",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?passfile=/tmp/passwords",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?options=-c%20search_path=evil",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?dbname=postgresql://10.0.0.1/x",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?sslmode=disable&sslmode=require",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres?socketFactory=x&autoDeserialize=true",
        "postgresql://u:secret-word@127.0.0.1:{port}/host=10.0.0.1",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres%20host=10.0.0.1",
        "postgresql://u:secret-word@127.0.0.1:{port}/",
        "postgresql://u:secret-word@127.0.0.1:{port}/postgres#x",
        "postgresql://u:secret-word@127.0.0.1:99999/postgres",
        "postgresql://u:secret-word@127.0.0.1:secret-word@x/postgres",
        "postgresql://u:secret-word@127.0.0.1:{port}/post\ngres",
        "postgresql://u:secret-word@[::1/postgres",
        "postgresql://u:secret-word@192.0.2.1/postgres?sslmode=disable",
        "postgresql://u:secret-word@192.0.2.1/postgres?sslmode=prefer",
        "postgresql://u:secret-word@192.0.2.1/postgres?sslmode=require",
    ],
)
def test_a_hostile_address_is_refused_before_anything_is_connected_to(tmp_path: Path, address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.02)
        with pytest.raises(ContractFault, match="The address of source shop") as fault:
            fetched(request(address.replace("{port}", str(trap.getsockname()[1])), tmp_path, THINGS))
        with pytest.raises(TimeoutError):
            trap.accept()
    assert "secret-word" not in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(
    server: postgres.Server, shop: psycopg.Connection, tmp_path: Path
) -> None:
    certificate = certificate_for(tmp_path, "localhost")
    with tls_line(server.port, certificate) as port:
        address = f"postgresql://postgres@localhost:{port}/postgres?sslmode=verify-full"
        assert rows(fetched(request(address, tmp_path, THINGS))) == source_rows(shop)
        (tmp_path / "shop_authority.pem").unlink()
        with pytest.raises(InfrastructureFault, match="certificate"):
            fetched(request(address, tmp_path, THINGS))


def test_a_server_outside_this_machine_has_to_prove_who_it_is(tmp_path: Path) -> None:
    asked = request("postgresql://u:p@192.0.2.1/postgres", tmp_path, THINGS)
    told = database_session.connection_parameters(asked.address, asked.system, asked.authority)
    assert (told["sslmode"], told["sslrootcert"]) == ("verify-full", "system")


def test_a_wrong_password_is_told_without_it(home_of_passwords: str, tmp_path: Path) -> None:
    with pytest.raises(InfrastructureFault, match="password authentication failed") as fault:
        fetched(request(home_of_passwords, tmp_path, THINGS))
    assert "a-wrong-one" not in str(fault.value)


@pytest.fixture
def home_of_passwords(server: postgres.Server, shop: psycopg.Connection) -> Iterator[str]:
    """The address of a role whose password is checked, with another password."""
    rules = server.folder / "data" / "pg_hba.conf"
    before = rules.read_text()
    shop.execute("DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN PASSWORD 'the-right-one'")
    rules.write_text("host all guarded 127.0.0.1/32 scram-sha-256\n" + before)
    shop.execute("SELECT pg_reload_conf()")
    yield f"postgresql://guarded:a-wrong-one@127.0.0.1:{server.port}/postgres"
    rules.write_text(before)
    shop.execute("SELECT pg_reload_conf()")
