"""What a person asked for, another one approves: the task that asks, and whether it was somebody else who answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.providers.standard.operators.hitl import ApprovalOperator, HITLOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from job_task import business_date, conclude, run_job

from jobs.lakehouse.person import person

# A run that nobody answers fails and makes room; what was asked about stays as it is.
PATIENCE = timedelta(hours=12)
SHOWN = "shown"


class PersonTask(ApprovalOperator):
    """Asks a person once, with a job at hand that tells what about; the job is told to end when the task is."""

    def __init__(self, *, subject: str, **kwargs: Any) -> None:
        super().__init__(subject=subject, body="", response_timeout=PATIENCE, **kwargs)
        self._process = SubprocessHook()

    def process_trigger_event_error(self, event: dict[str, Any]) -> None:
        """Fail for good when nobody answered: a retry would ask anew and keep other runs waiting thrice as long."""
        if event["error_type"] == "timeout":
            raise AirflowFailException(
                f"Nobody answered within {PATIENCE}: nothing was decided; clear this task to ask."
            )
        super().process_trigger_event_error(event)

    def on_kill(self) -> None:
        """Tell the job to end; it then interrupts what it started in the engine."""
        self._process.send_sigterm()


class SecondPersonApproval(PersonTask):
    """Asks somebody else than the one who asked for it."""

    about: ClassVar[str]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(subject=self.about, **kwargs)


class ProposalApproval(SecondPersonApproval):
    """Asks about proposals; what is answered is written down on exactly those that were shown.

    Nobody who answers in time means that nothing is approved: the task fails and every proposal goes on waiting.
    """

    proposed: ClassVar[str]

    def show(self, context: Context, proposals: list[dict[str, Any]], subject: str, body: str) -> None:
        """Remember the proposals and set out what is asked."""
        context["ti"].xcom_push(key=SHOWN, value=proposals)
        self.subject, self.body = subject, body

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Write the decision down on exactly the proposals that were shown."""
        answer = HITLOperator.execute_complete(self, context, event)
        who = answered_by(answer)
        shown = context["ti"].xcom_pull(task_ids=self.task_id, key=SHOWN)
        is_approved = answer["chosen_options"] == [self.APPROVE]
        if is_approved:
            require_other_than_asked(who, shown, context["dag_run"].triggering_user_name)
        words = ("approve",) if is_approved else ("reject", "--reason", "rejected in Airflow")
        for proposal in shown:
            self.decide(context, proposal, who, words)
        if not is_approved:
            raise AirflowFailException(f"{who} rejected {self.proposed}.")

    def decide(self, context: Context, proposal: dict[str, Any], who: str, words: tuple[str, ...]) -> None:
        """Write the decision down on one proposal; ``words`` say approve or reject."""
        raise NotImplementedError


class BookApproval(ProposalApproval):
    """Asks about what people wrote into a book of their own: one proposal that the run names, or all that wait.

    ``module`` is the command of the book, ``nothing`` what is said where none waits, ``asked`` what is approved, of one
    and of several.
    """

    module: ClassVar[str]
    nothing: ClassVar[str]
    asked: ClassVar[tuple[str, str]]

    def execute(self, context: Context) -> Any:
        """Show what waits, one proposal or all of them."""
        result = run_job(self._process, context, self.module, "waiting", "--date", business_date(context))
        conclude(result)
        proposals = chosen(json.loads(result.output), context["params"]["proposal"])
        if not proposals:
            raise AirflowSkipException(self.nothing)
        subject = f"Approve {len(proposals)} {self.asked[len(proposals) > 1]}?"
        self.show(context, proposals, subject, "\n\n".join(map(self.told, proposals)))
        return super().execute(context)

    def decide(self, context: Context, proposal: dict[str, Any], who: str, words: tuple[str, ...]) -> None:
        """Write the decision down on one proposal."""
        conclude(run_job(self._process, context, self.module, *words, proposal["proposal"], "--by", who))

    def told(self, proposal: dict[str, Any]) -> str:
        """What a person is asked about one proposal."""
        raise NotImplementedError


def answered_by(answer: Mapping[str, Any]) -> str:
    """The name of the person who answered; empty where Airflow knows none."""
    return (answer["responded_by_user"] or {}).get("name") or ""


def is_second_person(who: str, first: Iterable[str]) -> bool:
    """Whether somebody answered who is none of those who asked."""
    return person(who) not in {"", *map(person, first)}


def require_other_than_asked(who: str, proposals: list[dict[str, Any]], triggered_by: str | None) -> None:
    """Fail unless somebody answered who neither proposed any of it nor triggered the run."""
    if not is_second_person(who, (triggered_by or "", *(one["author"] for one in proposals))):
        raise AirflowFailException(f"{who or 'Nobody'} proposed or triggered this: another person approves it.")


def chosen(proposals: list[dict[str, Any]], proposal_id: str) -> list[dict[str, Any]]:
    """The proposal that the run was triggered for, or all of them."""
    return [one for one in proposals if proposal_id in ("", one["proposal"])]
