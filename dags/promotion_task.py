"""Which version of a model is in use, as an Airflow task: a second person approves what one has asked for."""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowFailException
from job_task import conclude, run_job
from rollback_task import require_another
from second_person import SecondPersonApproval, answered_by


class PromotionTask(SecondPersonApproval):
    """Ask whether to change what is in use; who triggered the run may not approve it, nor may who trained it."""

    about = "Champion"

    def execute(self, context: Context) -> Any:
        """Show who was champion when, and ask."""
        asked = context["params"]
        listed = run_job(self._process, context, "jobs.champion", "list", asked["model"])
        conclude(listed)
        self.subject = f"{in_words(asked)}?"
        self.body = f"Why: {asked['reason']}\n\nIn use: {listed.output}"
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> None:
        """Change it in the name of who approved; the job refuses who trained the version."""
        answer = HITLOperator.execute_complete(self, context, event)
        who = answered_by(answer)
        if answer["chosen_options"] != [self.APPROVE]:
            raise AirflowFailException(f"{who} did not agree.")
        require_another(who, context["dag_run"].triggering_user_name or "")
        conclude(run_job(self._process, context, "jobs.champion", *words(context["params"], who)))


def in_words(asked: dict[str, str]) -> str:
    """What is asked, for people."""
    if asked["way"] == "back":
        return f"Return to the version of {asked['model']} that was in use before"
    return f"Put version {asked['version']} of {asked['model']} into use"


def words(asked: dict[str, str], who: str) -> tuple[str, ...]:
    """The command that does it."""
    target = ("--version", asked["version"]) if asked["way"] == "appoint" else ()
    return (asked["way"], asked["model"], *target, "--by", who, "--reason", asked["reason"])
