"""What Airflow will really run: the DAGs as golden text, parsed quickly and without the heavy packages.

Runs in the Airflow environment. After an intended change: ``YIHU_WRITE_GOLDEN=1`` writes the golden files anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.providers.standard.hooks.subprocess import SubprocessResult
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowRescheduleException,
    AirflowSkipException,
)
from airflow.serialization.decoders import decode_timetable
from airflow.serialization.encoders import encode_timetable
from airflow.timetables.base import TimeRestriction

CHECKOUT = Path(__file__).resolve().parents[2]
DAGS = CHECKOUT / "dags"
GOLDEN = Path(__file__).parent / "golden"
HEAVY = ("pyspark", "great_expectations", "mlflow", "pandas")


@pytest.fixture(scope="module")
def dags():
    bag = BundleDagBag(dag_folder=str(DAGS), bundle_path=DAGS, bundle_name="dags")
    assert bag.import_errors == {}
    return bag.dags


def schedule_of(dag) -> str:
    """Cron expression and partition key, or the assets whose partitions start the DAG; or that a person does."""
    if dag.timetable.partitioned_at_runtime:
        return "by hand, with a key"
    if not dag.timetable.can_be_scheduled:
        return "by hand"
    if getattr(dag.timetable, "asset_condition", None):
        return f"partitions of {dag.timetable.asset_condition.name}"
    key = getattr(dag.timetable, "key_format", None)
    return f"{dag.timetable.expression}, key {key}" if key else dag.timetable.expression


def _pool(task) -> str:
    return "" if task.pool == "default_pool" else f"in pool {task.pool} "


def described(dag) -> str:
    """A DAG as text: schedule, then one line per task with its pool, its retries and what it waits for."""
    head = [
        f"dag {dag.dag_id}",
        f"schedule {schedule_of(dag)}",
        f"active runs {dag.max_active_runs}",
        f"tags {', '.join(sorted(dag.tags))}",
    ]
    tasks = sorted(dag.tasks, key=lambda task: task.task_id)
    lines = [
        f"{task.task_id} {_pool(task)}retries {task.retries} after {', '.join(sorted(task.upstream_task_ids)) or '-'}"
        for task in tasks
    ]
    return "\n".join([*head, *lines, ""])


RESTATED = (
    "restate_call_book",
    "restate_court_vendor",
    "restate_czech_bank",
    "restate_fraud_vendor",
    "restate_review_desk",
    "restate_risk_desk",
    "restate_telecom_vendor",
)
ALL = (
    "daily",
    "look_again",
    "maintenance",
    "monitoring",
    "promotion",
    "refresh_first",
    "refresh_rest",
    "repair",
    *RESTATED,
    "review",
    "risk_list",
    "rollback",
    "train_card_default",
    "train_company_bankruptcy",
    "train_credit_score",
    "train_customer_cluster",
    "train_czech_loan",
    "train_german_credit",
    "train_organisation_match",
    "train_person_match",
)


@pytest.mark.parametrize("dag_id", ALL)
def test_the_dag_is_the_golden_one(dags, dag_id: str) -> None:
    golden, text = GOLDEN / f"{dag_id}.txt", described(dags[dag_id])
    if os.environ.get("YIHU_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8"), "if this change is intended, run again with YIHU_WRITE_GOLDEN=1"


def test_there_are_no_other_dags(dags) -> None:
    assert set(dags) == set(ALL)


@pytest.mark.parametrize(("tag", "module"), [("training", "jobs.train"), ("monitoring", "jobs.monitor")])
def test_what_a_sample_installation_runs_by_its_tag_waits_for_no_person(dags, tag: str, module: str) -> None:
    """``infra.business_days`` triggers every DAG with such a tag and waits for its end."""
    tasks = [task for dag in dags.values() if tag in dag.tags for task in dag.tasks]
    assert tasks
    assert all(task.module.startswith(module) for task in tasks)


def test_every_table_explains_itself_in_the_user_interface(dags) -> None:
    without_table = ("landing.", "ops.seal")
    tables = [task for task in dags["daily"].tasks if not task.task_id.startswith(without_table)]
    assert all(task.doc_md and "Owner" in task.doc_md for task in tables)


def test_the_dag_files_parse_in_less_than_a_second_and_load_nothing_heavy() -> None:
    """Airflow itself is imported before the clock starts."""
    program = (
        "import sys, time, airflow.sdk, airflow.providers.standard.operators.hitl, pydantic_settings\n"
        f"sys.path.insert(0, {str(DAGS)!r}); before = set(sys.modules); start = time.process_time()\n"
        "import daily, maintenance, monitoring, promotion, refresh, repair, restatement, review, risk_list\n"
        "import rollback, training\n"
        f"print(time.process_time() - start, *[name for name in {HEAVY!r} if name in set(sys.modules) - before])"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    seconds, *heavy = done.stdout.split()[-1 - sum(name in done.stdout for name in HEAVY) :]
    assert heavy == []
    assert float(seconds) < 1.0


@pytest.mark.parametrize(
    ("exit_code", "expected"),
    [
        (3, AirflowSkipException),
        (5, AirflowFailException),
        (64, AirflowFailException),
        (65, AirflowFailException),
        (75, AirflowException),
        (-9, AirflowException),
    ],
)
def test_the_exit_code_says_whether_to_skip_to_fail_or_to_retry(exit_code: int, expected: type[Exception]) -> None:
    sys.path.insert(0, str(DAGS))
    from job_task import conclude

    with pytest.raises(AirflowException, match="the sentence") as raised:
        conclude(SubprocessResult(exit_code, "the sentence"))
    assert type(raised.value) is expected


def test_a_delivery_that_is_not_there_yet_is_asked_for_again_without_holding_a_slot() -> None:
    from job_task import conclude

    with pytest.raises(AirflowRescheduleException) as later:
        conclude(SubprocessResult(4, "the sentence"))
    assert timedelta(minutes=5) < later.value.reschedule_date - datetime.now(UTC) <= timedelta(minutes=10)


def test_the_record_of_deliveries_is_drawn_whatever_happened_and_decides_nothing(dags) -> None:
    """A leaf that runs after failures would turn a failed day green; a teardown does not."""
    record = dags["daily"].get_task("ops.delivery")
    assert record.is_teardown
    assert not record.on_failure_fail_dagrun


def test_a_restatement_holds_just_what_depends_on_its_system(dags) -> None:
    tasks = set(dags["restate_telecom_vendor"].task_ids)
    assert {"landing.telecom_vendor", "silver.telecom_profile", "gold.customer_wide", "gold.credit_score"} <= tasks
    assert not {"silver.account", "silver.court_record", "landing.core_bank"} & tasks


@pytest.mark.parametrize("who", ["", " ", "Li", " li ", "Ｌ i"])
def test_who_asked_for_a_return_may_not_approve_it(who: str) -> None:
    sys.path.insert(0, str(DAGS))
    from rollback_task import require_another

    with pytest.raises(AirflowFailException, match="a second person has to approve it"):
        require_another(who, "Li")
    require_another("Wang", "Li")
    with pytest.raises(AirflowFailException, match="Nobody knows who asked"):
        require_another("Wang", "")


def test_who_triggers_a_training_is_told_to_the_job_that_notes_who_trained(dags) -> None:
    from training_task import in_the_name_of

    assert in_the_name_of("Li") == ("--by", "Li")
    assert in_the_name_of(None) == ()
    trained = {name: type(dags[name].get_task("train")).__name__ for name in ALL if name.startswith("train_")}
    assert {name for name, task in trained.items() if task != "TrainingTask"} == {
        "train_organisation_match",
        "train_person_match",
    }


def test_what_is_put_into_use_is_said_to_the_job_in_the_name_of_who_approved() -> None:
    from promotion_task import in_words, words

    asked = {"model": "credit_score", "way": "appoint", "version": "7", "reason": "better"}
    assert in_words(asked) == "Put version 7 of credit_score into use"
    assert words(asked, "Wang") == (
        "appoint", "credit_score", "--version", "7", "--by", "Wang", "--reason", "better",
    )  # fmt: skip
    assert words({**asked, "way": "back"}, "Wang") == ("back", "credit_score", "--by", "Wang", "--reason", "better")


def test_a_job_is_given_no_secret_of_airflow(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from job_task import _environment

    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "a secret address")
    instance = SimpleNamespace(dag_id="daily", run_id="manual", try_number=2)
    monkeypatch.setenv("YIHU_SUPERVISED", "the home")
    given = _environment({"ti": instance})
    assert given["YIHU_SUPERVISED"] == "the home", "make down would not find the job of a killed worker"
    assert given["YIHU_TRY_NUMBER"] == "2"
    assert "secret" not in " ".join(given.values())


def approved_while_held(dags, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The jobs after the third delivery of the court vendor was shown to a person, who approves."""
    from types import SimpleNamespace

    from airflow.providers.standard.operators.hitl import ApprovalOperator

    jobs: list[tuple[str, ...]] = []
    ends = [SubprocessResult(5, "Delivery 3 of court_vendor for 2026-06-01 is held: few rows; release it.")]

    def run_job(process, context, *words: str, **secrets: str) -> SubprocessResult:
        jobs.append(words)
        return ends.pop() if ends else SubprocessResult(0, "")

    kept: dict[str, int] = {}
    instance = SimpleNamespace(
        xcom_push=lambda key, value: kept.update({key: value}), xcom_pull=lambda task_ids, key: kept[key]
    )
    context = {"ti": instance, "dag_run": SimpleNamespace(partition_key="2026-06-01")}
    monkeypatch.setattr("delivery_task.run_job", run_job)
    monkeypatch.setattr("delivery_task.connection_of", lambda system: {})
    monkeypatch.setattr(ApprovalOperator, "execute", lambda self, context: None)
    task = dags["daily"].get_task("landing.court_vendor")
    task.execute(context)
    answer = {"chosen_options": [task.APPROVE], "params_input": {"why": "a holiday"}, "responded_at": datetime.now(UTC)}
    task.execute_complete(context, {**answer, "responded_by_user": {"id": "1", "name": "Li Na"}})
    return jobs[1:]


def test_what_a_person_answers_is_written_on_the_delivery_that_was_shown(dags, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ("court_vendor", "--date", "2026-06-01", "--sequence", "3", "--by", "Li Na", "--reason", "a holiday")
    run = ("jobs.run", "landing.court_vendor", "--date", "2026-06-01")
    assert approved_while_held(dags, monkeypatch) == [("jobs.deliveries", "release", *said), run]


@pytest.mark.parametrize(("dag_id", "task_id"), [("daily", "landing.court_vendor"), ("rollback", None)])
def test_a_question_that_nobody_answers_is_not_asked_again_by_a_retry(dags, dag_id: str, task_id: str | None) -> None:
    task = dags[dag_id].get_task(task_id) if task_id else dags[dag_id].tasks[0]
    with pytest.raises(AirflowFailException, match="Nobody answered within 12:00:00"):
        task.execute_complete({}, {"error": "late", "error_type": "timeout"})


def test_no_task_holds_its_slot_for_ever(dags) -> None:
    assert {task.execution_timeout for dag in dags.values() for task in dag.tasks} == {timedelta(hours=4)}


def test_who_approves_a_repair_sees_no_row() -> None:
    from repair_task import in_words

    proposed = {
        "row_id": "a" * 64, "proposal": "0f1e", "author": "Li Lei", "about": "a new value of x", "reason": "read"
    }  # fmt: skip
    assert in_words(proposed) == "- 0f1e by Li Lei: a new value of x; read"


ASKED = {
    "proposal": "0f1e", "author": "Li Lei", "answer": "SAME", "records": ["aa", "bb"], "reason": "same handwriting",
    "asked": "two customers; weight +5.50", "evidence": [["name", "1a", "2b", "similar"]],
    "weight": ["  the same name  +5.50 +++++"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "triggered_by"),
    [("Li Lei", "admin"), (" li lei", None), ("LiLei", None), ("Ｌｉ  Lei", None), ("admin", "Admin"), ("", None)],
)
def test_what_is_proposed_is_not_approved_by_who_proposed_or_triggered_it(who: str, triggered_by: str | None) -> None:
    from second_person import require_other_than_asked

    with pytest.raises(AirflowFailException, match="another person approves it"):
        require_other_than_asked(who, [ASKED], triggered_by)
    require_other_than_asked("Han Mei", [ASKED], "admin")


def test_another_person_sees_the_evidence_of_a_pair_side_by_side() -> None:
    from review_task import side_by_side
    from second_person import chosen

    shown = side_by_side(ASKED)
    assert "Li Lei says SAME (same handwriting); two customers; weight +5.50" in shown
    assert "| field | aa | bb | agreement |" in shown
    assert "| name | 1a | 2b | similar |" in shown
    assert shown.endswith("```\n  the same name  +5.50 +++++\n```")
    assert [len(chosen([ASKED], which)) for which in ("", "0f1e", "0f1")] == [1, 1, 0]


def test_who_approves_a_listing_sees_whom_the_list_would_name_by_token_alone() -> None:
    from risk_list_task import in_words

    shown = in_words(
        {
            "proposal": "0f1e", "author": "Li Lei", "kind": "ENTRY", "entry": "MANUAL:0f1e", "reason": "forged papers",
            "facts": {"reason_code": "FRAUD", "evidence_reference": "file 17"},
        }
    )  # fmt: skip
    assert shown.splitlines() == [
        "**0f1e**: Li Lei says ENTRY of MANUAL:0f1e (forged papers)",
        "",
        "- reason_code: FRAUD",
        "- evidence_reference: file 17",
    ]


def test_every_pool_that_a_task_waits_for_is_declared(dags) -> None:
    declared = json.loads((CHECKOUT / "infra" / "airflow" / "pools.json").read_text(encoding="utf-8"))
    asked = {task.pool for dag in dags.values() for task in dag.tasks}
    assert asked == set(declared), "a task of a pool that Airflow does not know waits for ever"


@pytest.mark.parametrize("dag_id", ["daily", "maintenance", "train_credit_score"])
def test_a_dag_that_is_switched_on_just_after_its_tick_starts_with_the_next_one(dags, dag_id: str, monkeypatch) -> None:
    """As the scheduler has it, after the timetable went through the database."""
    timetable = decode_timetable(json.loads(json.dumps(encode_timetable(dags[dag_id].timetable))))
    restriction = TimeRestriction(earliest=None, latest=None, catchup=False)

    def first_run(now: datetime) -> datetime:
        monkeypatch.setattr("airflow.timetables.trigger.utcnow", lambda: now)
        return timetable.next_dagrun_info_v2(last_dagrun_info=None, restriction=restriction).run_after

    just_after = first_run(datetime(2026, 11, 26, 16, tzinfo=UTC)) + timedelta(minutes=5)
    assert first_run(just_after) > just_after
