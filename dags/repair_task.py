"""A repair as Airflow tasks: a second person sees what is proposed, without values, and approves; then it is run."""

from __future__ import annotations

import json
from typing import Any

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException
from job_task import business_date, conclude, run_job
from second_person import ProposalApproval


class RepairApproval(ProposalApproval):
    """Ask a person about every proposal of the table; who proposed one, or triggered the run, may not approve it."""

    about, proposed = "Repairs", "the repairs"

    def execute(self, context: Context) -> Any:
        """Show what waits; where nothing does, there is nothing to run either."""
        table, day = context["params"]["table"], business_date(context)
        result = run_job(self._process, context, "jobs.quarantine", "waiting", table, "--date", day)
        conclude(result)
        proposals = json.loads(result.output)
        if not proposals:
            raise AirflowSkipException(f"Nothing is proposed for {table} and {day}, or it is approved already.")
        subject = f"Take {len(proposals)} repaired rows into {table} for {day}?"
        self.show(context, proposals, subject, "\n".join(map(in_words, proposals)))
        return super().execute(context)

    def decide(self, context: Context, proposal: dict[str, str], who: str, words: tuple[str, ...]) -> None:
        """Write the decision down on one row."""
        row = (context["params"]["table"], proposal["row_id"], "--date", business_date(context))
        said = ("--by", who, "--proposal", proposal["proposal"])
        conclude(run_job(self._process, context, "jobs.quarantine", *words, *row, *said))


class ReplayTask(BaseOperator):
    """Run the repaired table, what reads it, and the seal, in one job: the order is in the contracts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._process = SubprocessHook()

    def execute(self, context: Context) -> None:
        """Run the job for the business date that is the run's partition key."""
        words = ("replay", context["params"]["table"], "--date", business_date(context))
        conclude(run_job(self._process, context, "jobs.quarantine", *words))

    def on_kill(self) -> None:
        """Tell the job to end; it then interrupts what it started in the engine."""
        self._process.send_sigterm()


def in_words(proposal: dict[str, str]) -> str:
    """A line of what a person is asked about; it holds no value and no row id."""
    return f"- {proposal['proposal']} by {proposal['author']}: {proposal['about']}; {proposal['reason']}"
