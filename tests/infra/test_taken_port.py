"""A port that somebody else holds is one sentence, before anything starts."""

from __future__ import annotations

import socket
from pathlib import Path

from infra.leftovers import processes
from tests.infra.conftest import Command, settings_of


def test_a_taken_port_is_refused_before_anything_starts(installation: Command, fresh_home: Path) -> None:
    settings = settings_of(fresh_home)
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", settings.data_docs_port))
        somebody.listen()
        done = installation("up", "--only", "postgres,data-docs")
    assert done.returncode != 0
    sentence = done.stderr.strip()
    assert len(sentence.splitlines()) == 1
    assert str(settings.data_docs_port) in sentence
    assert "data-docs" in sentence
    assert "YIHU_DATA_DOCS_PORT" in sentence
    assert processes(settings) == []


def test_an_unknown_service_is_one_sentence(installation: Command) -> None:
    done = installation("up", "--only", "postgress")
    assert done.returncode != 0
    assert "postgress" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
