"""A return to an earlier content as an Airflow task: a second person approves what one has asked for."""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowFailException
from job_task import business_date, conclude, run_job
from second_person import SecondPersonApproval, answered_by, is_second_person

from jobs.lakehouse.person import person


class ReturnTask(SecondPersonApproval):
    """Ask whether to return; who triggered the run may not approve it."""

    about = "Return"

    def execute(self, context: Context) -> Any:
        """Show what there is to return to, and ask."""
        asked, day = context["params"], business_date(context)
        listed = run_job(self._process, context, "jobs.rollback", "list", asked["table"], "--date", day)
        conclude(listed)
        self.subject = f"Go {asked['way']} with {asked['table']} for {day}?"
        self.body = f"Why: {asked['reason']}\n\nNewest: {listed.output}"
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> None:
        """Return, in the name of both persons."""
        answer = HITLOperator.execute_complete(self, context, event)
        who = answered_by(answer)
        first = context["dag_run"].triggering_user_name or ""
        if answer["chosen_options"] != [self.APPROVE]:
            raise AirflowFailException(f"{who} did not agree to the return.")
        require_another(who, first)
        asked, names = context["params"], f"{first}, approved by {who}"
        words = (asked["way"], asked["table"], "--date", business_date(context), "--by", names)
        target = ("--to", str(asked["to"])) if asked["way"] == "back" else ()
        conclude(run_job(self._process, context, "jobs.rollback", *words, "--reason", asked["reason"], *target))


def require_another(who: str, *first: str) -> None:
    """Fail unless it is known who asked, and somebody answered who is none of them."""
    if not all(map(person, first)):
        raise AirflowFailException("Nobody knows who asked for this: trigger the DAG again under a name.")
    if not is_second_person(who, first):
        raise AirflowFailException(f"{who or 'Nobody'} asked for this: a second person has to approve it.")
