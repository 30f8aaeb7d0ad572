"""Deliveries as Airflow tasks: receiving one, where a held delivery waits for a person, and looking for late ones."""

from __future__ import annotations

import re
from typing import Any

from airflow.providers.standard.hooks.subprocess import SubprocessHook, SubprocessResult
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Asset, BaseOperator, Connection, Context, Param
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException
from job_task import business_date, conclude, run_job
from second_person import SHOWN, PersonTask, answered_by

from jobs.lakehouse.errors import ExitCode

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HELD = re.compile(r"Delivery (\d+) of ")


def restated(system: str) -> Asset:
    """The asset whose partitions are the business dates that a system delivered late or again for."""
    return Asset(name=f"restated_{system}", uri=f"yihu://restated/{system}")


def connection_of(system: str) -> dict[str, str]:
    """The Airflow connection named like the system, if there is one, as the job's environment has it."""
    try:
        connection = Connection.get(system)
    except AirflowNotFoundException:
        return {}
    return {f"AIRFLOW_CONN_{system.upper()}": connection.get_uri()}


def held_sequence(sentence: str) -> int:
    """Which delivery of the day the sentence of a held one is about; fails the task where it names none."""
    named = HELD.match(sentence)
    if named is None:
        raise AirflowFailException(f"No delivery can be shown: {sentence}")
    return int(named[1])


class DeliveryTask(PersonTask):
    """Receive a system's delivery for the business date; one that is held is shown to a person, who decides."""

    def __init__(self, *, system: str, **kwargs: Any) -> None:
        why = Param("", type="string", title="Why", description="Kept with the delivery")
        super().__init__(subject=f"{system} is held", params={"why": why}, **kwargs)
        self.system = system

    def execute(self, context: Context) -> Any:
        """Receive; when the delivery is held, remember which one is shown, and ask."""
        day = business_date(context)
        result = self._receive(context, day)
        if result.exit_code != ExitCode.HELD:
            return conclude(result)
        context["ti"].xcom_push(key=SHOWN, value=held_sequence(result.output))
        self.subject = f"Release the delivery of {self.system} for {day}?"
        self.body = result.output
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Write the decision down on the delivery that was shown; a released one goes on, a refused one fails the task.

        Where another one is held by now, nothing is written and the task fails: cleared, it shows that one.
        """
        answer = HITLOperator.execute_complete(self, context, event)
        is_released = answer["chosen_options"] == [self.APPROVE]
        person, day = answered_by(answer) or "unknown", business_date(context)
        why = (answer["params_input"] or {}).get("why") or "no reason given"
        decided = "release" if is_released else "refuse"
        shown = context["ti"].xcom_pull(task_ids=self.task_id, key=SHOWN)
        words = (decided, self.system, "--date", day, "--sequence", str(shown), "--by", person, "--reason", why)
        conclude(run_job(self._process, context, "jobs.deliveries", *words))
        if not is_released:
            raise AirflowFailException(f"{person} refused the delivery of {self.system} for {day}: {why}")
        conclude(self._receive(context, day))

    def _receive(self, context: Context, day: str) -> SubprocessResult:
        words = ("jobs.run", f"landing.{self.system}", "--date", day)
        return run_job(self._process, context, *words, **connection_of(self.system))


class LookAgainTask(BaseOperator):
    """Ask a system for late and corrected deliveries; each day that has one becomes a partition of its asset."""

    def __init__(self, *, system: str, **kwargs: Any) -> None:
        super().__init__(outlets=[restated(system)], **kwargs)
        self.system = system
        self._process = SubprocessHook()

    def execute(self, context: Context) -> None:
        """Look, and announce the days."""
        words = ("jobs.deliveries", "look-again", self.system)
        result = run_job(self._process, context, *words, **connection_of(self.system))
        conclude(result)
        days = DAY.findall(result.output)
        if days:
            context["outlet_events"][restated(self.system)].add_partitions(days)

    def on_kill(self) -> None:
        """Tell the job to end."""
        self._process.send_sigterm()
