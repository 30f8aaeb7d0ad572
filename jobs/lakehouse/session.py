"""The engine: a Spark Connect server whose address is all that a job knows of it.

Every attempt of an Airflow task has a session id of its own, derived from (dag, run, task, try). A query goes on in the
server after its client is gone, so an attempt first interrupts the sessions of the attempts before it, and a client
that is told to end interrupts its own.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession
from pyspark.sql.connect.client import SparkConnectClient

from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.settings import Settings

SESSION_NAMESPACE = uuid.UUID("6f0c8c55-8d0e-4b86-9f6a-5f1f3c6f7a10")
SECONDS = 10
# Spark's client writes the text of every error to stderr, with the value that could not be cast.
TELLING_VALUES = ("DataFrameQueryContextLogger", "SQLQueryContextLogger")


@dataclass(frozen=True)
class Attempt:
    """Who runs: Airflow's names for a try of a task, or a run by hand."""

    dag_id: str
    run_id: str
    task_id: str
    number: int

    def session_id(self, number: int) -> str:
        """The Spark Connect session id of try ``number`` of this task; the same for whoever asks."""
        return str(uuid.uuid5(SESSION_NAMESPACE, f"{self.dag_id}/{self.run_id}/{self.task_id}/{number}"))


def current_attempt(task_id: str) -> Attempt:
    """The attempt that Airflow announces in the environment, or a new one when a person runs the job."""
    return Attempt(
        dag_id=os.environ.get("YIHU_DAG_ID", "by_hand"),
        run_id=os.environ.get("YIHU_RUN_ID", uuid.uuid4().hex),
        task_id=task_id,
        number=int(os.environ.get("YIHU_TRY_NUMBER", "1")),
    )


class SessionOnDemand:
    """A session that opens when it is first asked for something: what has nothing to build asks nothing."""

    def __init__(self, settings: Settings, attempt: Attempt) -> None:
        self._settings, self._attempt = settings, attempt

    @cached_property
    def _session(self) -> SparkSession:
        return open_session(self._settings, self._attempt)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def open_session(settings: Settings, attempt: Attempt) -> SparkSession:
    """A session on the engine; under spark-submit, the session of that application.

    Raises InfrastructureFault when nobody answers at the engine's address.
    """
    for name in TELLING_VALUES:
        PySparkLogger.getLogger(name).disabled = True
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        return SparkSession.builder.appName(attempt.task_id).getOrCreate()
    for number in range(1, attempt.number):
        _interrupt(settings, attempt.session_id(number))
    spark = _connect(settings, attempt.session_id(attempt.number))
    signal.signal(signal.SIGTERM, lambda *_: _end(spark, settings))
    return spark


def _connect(settings: Settings, session_id: str) -> SparkSession:
    """The builder alone sends nothing: the version is asked for so that a missing server is found here.

    Spark's client would knock at a closed port for many minutes, so the port is tried first.
    """
    try:
        _require_listening(settings.engine_address)
        spark = SparkSession.builder.remote(_address(settings, session_id)).create()
        _forget_models_in_engine(spark.client)
        _ = spark.version
    except Exception as error:
        raise InfrastructureFault(
            f"The engine does not answer at {settings.engine_address} ({type(error).__name__}): "
            "run `make up`, then try again."
        ) from None
    return spark


def _forget_models_in_engine(client: SparkConnectClient) -> None:
    """No model is kept in the engine: asking an engine that has ended to forget them knocks for minutes at the end."""
    atexit.unregister(client._cleanup_ml_cache)


def _address(settings: Settings, session_id: str) -> str:
    token = f";token={settings.engine_token}" if settings.engine_token else ""
    return f"{settings.engine_address}/;session_id={session_id};user_id=yihu{token}"


def _require_listening(address: str) -> None:
    parts = urlsplit(address)
    socket.create_connection((parts.hostname or "", parts.port or 15002), timeout=SECONDS).close()


def _interrupt(settings: Settings, session_id: str) -> None:
    """Stop what an earlier attempt left running; its session may be gone, which is as good.

    Asked without a SparkSession: Spark makes the first one of a process its active one, dead or not, and the end of
    another can wait for ever in a thread of the one in use.
    """
    with suppress(Exception):
        _require_listening(settings.engine_address)
        client = SparkConnectClient(_address(settings, session_id))
        _forget_models_in_engine(client)
        with closing(client):
            client.interrupt_all()
            client.release_session()


def _end(spark: SparkSession, settings: Settings) -> None:
    with suppress(Exception):
        _require_listening(settings.engine_address)
        spark.interruptAll()
    raise SystemExit(143)
