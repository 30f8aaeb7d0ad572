"""One writer per table: claims of many processes, of dead ones and of stopped ones."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from jobs.lakehouse import table_claim as claims
from jobs.lakehouse.table_claim import table_claim

NAME = "silver.thing"
FORK = multiprocessing.get_context("fork")


def none_used() -> int:
    return 0


def add_one_many_times(lake: Path, tokens: list[int]) -> None:
    for _ in range(40):
        with table_claim(lake, NAME, none_used) as claim:
            counter = lake / "counter"
            counter.write_text(str(int(counter.read_text()) + 1))
            tokens.append(claim.token)


def hold(lake: Path, told: Connection) -> None:
    with table_claim(lake, NAME, none_used) as claim:
        told.send(claim.token)
        time.sleep(60)


def held_by_another(lake: Path) -> tuple[multiprocessing.process.BaseProcess, int]:
    mine, theirs = FORK.Pipe()
    process = FORK.Process(target=hold, args=(lake, theirs))
    process.start()
    return process, mine.recv()


@pytest.mark.fault(
    "F40",
    "four processes write one table at once",
    "they take turns",
)
def test_processes_take_turns_and_no_two_have_the_same_token(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")
    with FORK.Manager() as manager:
        tokens = manager.list()
        processes = [FORK.Process(target=add_one_many_times, args=(tmp_path, tokens)) for _ in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert (tmp_path / "counter").read_text() == "160"
        assert list(tokens) == sorted(set(tokens))


def test_a_claim_dies_with_its_holder(tmp_path: Path) -> None:
    process, token = held_by_another(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    with table_claim(tmp_path, NAME, none_used) as claim:
        assert claim.token > token
        assert not claim.is_taken_over
    process.join()


@pytest.mark.fault(
    "F07",
    "a process is stopped while it holds the claim of a table",
    "the next one takes the claim over",
)
def test_a_claim_of_a_stopped_process_is_taken_over_with_a_higher_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "STOPPED_SECONDS", 0.2)
    process, token = held_by_another(tmp_path)
    os.kill(process.pid, signal.SIGSTOP)
    try:
        with table_claim(tmp_path, NAME, none_used) as claim:
            assert claim.token > token
            assert claim.is_taken_over
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def test_tokens_go_on_where_their_folder_was_lost(tmp_path: Path) -> None:
    with table_claim(tmp_path, NAME, lambda: 41) as claim:
        assert claim.token == 42
    with table_claim(tmp_path, NAME, lambda: 41) as claim:
        assert claim.token == 43
