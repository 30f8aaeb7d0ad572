"""What people say of the risk list as an Airflow task: another person sees it, names left out, and approves."""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException
from job_task import business_date, conclude, run_job
from second_person import ProposalApproval, chosen


class RiskListApproval(ProposalApproval):
    """Ask a person about what is proposed; who proposed one, or triggered the run, may not approve it."""

    about, proposed = "Risk list", "what was proposed"

    def execute(self, context: Context) -> Any:
        """Show what waits, one proposal or all of them."""
        result = run_job(self._process, context, "jobs.risk_list", "waiting", "--date", business_date(context))
        conclude(result)
        proposals = chosen(json.loads(result.output), context["params"]["proposal"])
        if not proposals:
            raise AirflowSkipException("Nothing is proposed for the risk list, or it is decided already.")
        subject = f"Approve {len(proposals)} {'proposal' if len(proposals) == 1 else 'proposals'} for the risk list?"
        self.show(context, proposals, subject, "\n\n".join(map(in_words, proposals)))
        return super().execute(context)

    def decide(self, context: Context, proposal: dict[str, Any], who: str, words: tuple[str, ...]) -> None:
        """Write the decision down on one proposal."""
        conclude(run_job(self._process, context, "jobs.risk_list", *words, proposal["proposal"], "--by", who))


def in_words(proposal: dict[str, Any]) -> str:
    """What a person is asked about one proposal: its facts as a list, a person by token, no name."""
    head = "**{proposal}**: {author} says {kind} of {entry} ({reason})".format(**proposal)
    return "\n".join([head, "", *(f"- {name}: {value}" for name, value in proposal["facts"].items())])
