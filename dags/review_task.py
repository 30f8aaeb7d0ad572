"""A review as an Airflow task: another person sees the evidence by token, and approves or rejects what is proposed."""

from __future__ import annotations

import json
from typing import Any

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.providers.standard.operators.hitl import ApprovalOperator, HITLOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from delivery_task import PATIENCE
from job_task import business_date, conclude, run_job
from second_person import answered_by, is_second_person

SHOWN = "shown"


class ReviewApproval(ApprovalOperator):
    """Ask a person about what is proposed; who proposed one, or triggered the run, may not approve it.

    Nobody who answers in time means that nothing is approved: the task fails and every proposal goes on waiting.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(subject="Review", body="", response_timeout=PATIENCE, **kwargs)
        self._process = SubprocessHook()

    def execute(self, context: Context) -> Any:
        """Show what waits, one proposal or all of them."""
        result = run_job(self._process, context, "jobs.review", "waiting", "--date", business_date(context))
        conclude(result)
        proposals = chosen(json.loads(result.output), context["params"]["proposal"])
        if not proposals:
            raise AirflowSkipException("Nothing is proposed, or it is decided already.")
        context["ti"].xcom_push(key=SHOWN, value=proposals)
        self.subject = f"Approve {len(proposals)} {'answer' if len(proposals) == 1 else 'answers'} about pairs?"
        self.body = "\n\n".join(map(side_by_side, proposals))
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Write the decision down on exactly the proposals that were shown."""
        answer = HITLOperator.execute_complete(self, context, event)
        who = answered_by(answer)
        shown = context["ti"].xcom_pull(task_ids=self.task_id, key=SHOWN)
        is_approved = answer["chosen_options"] == [self.APPROVE]
        if is_approved:
            require_second_person(who, shown, context["dag_run"].triggering_user_name)
        for proposal in shown:
            words = ("approve",) if is_approved else ("reject", "--reason", "rejected in Airflow")
            conclude(run_job(self._process, context, "jobs.review", *words, proposal["proposal"], "--by", who))
        if not is_approved:
            raise AirflowFailException(f"{who} rejected what was proposed.")

    def on_kill(self) -> None:
        """Tell the job to end."""
        self._process.send_sigterm()


def chosen(proposals: list[dict[str, Any]], proposal_id: str) -> list[dict[str, Any]]:
    """The proposal that the run was triggered for, or all of them."""
    return [one for one in proposals if proposal_id in ("", one["proposal"])]


def side_by_side(proposal: dict[str, Any]) -> str:
    """What a person is asked about one pair: tokens, the evidence as a table, and no value."""
    left, right = proposal["records"]
    head = f"**{proposal['proposal']}**: {proposal['author']} says {proposal['answer']} ({proposal['reason']}); "
    rows = [f"| {' | '.join(cells)} |" for cells in (("field", left, right, "agreement"), ("---",) * 4)]
    rows += [f"| {' | '.join(cells)} |" for cells in proposal["evidence"]]
    return "\n".join([head + proposal["asked"], "", *(rows if proposal["evidence"] else [f"{left}, {right}"])])


def require_second_person(who: str, proposals: list[dict[str, Any]], triggered_by: str | None) -> None:
    """Fail unless somebody answered who neither proposed any of it nor triggered the run."""
    if not is_second_person(who, (triggered_by or "", *(one["author"] for one in proposals))):
        raise AirflowFailException(f"{who or 'Nobody'} proposed or triggered this: another person approves it.")
