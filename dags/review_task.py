"""A review as an Airflow task: another person sees the evidence by token, and approves or rejects what is proposed."""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException
from job_task import business_date, conclude, run_job
from second_person import ProposalApproval, chosen


class ReviewApproval(ProposalApproval):
    """Ask a person about what is proposed; who proposed one, or triggered the run, may not approve it."""

    about, proposed = "Review", "what was proposed"

    def execute(self, context: Context) -> Any:
        """Show what waits, one proposal or all of them."""
        result = run_job(self._process, context, "jobs.review", "waiting", "--date", business_date(context))
        conclude(result)
        proposals = chosen(json.loads(result.output), context["params"]["proposal"])
        if not proposals:
            raise AirflowSkipException("Nothing is proposed, or it is decided already.")
        subject = f"Approve {len(proposals)} {'answer' if len(proposals) == 1 else 'answers'} about pairs?"
        self.show(context, proposals, subject, "\n\n".join(map(side_by_side, proposals)))
        return super().execute(context)

    def decide(self, context: Context, proposal: dict[str, Any], who: str, words: tuple[str, ...]) -> None:
        """Write the decision down on one pair."""
        conclude(run_job(self._process, context, "jobs.review", *words, proposal["proposal"], "--by", who))


def side_by_side(proposal: dict[str, Any]) -> str:
    """What a person is asked about one pair: tokens, the evidence as a table, the weight as bars, and no value."""
    left, right = proposal["records"]
    head = f"**{proposal['proposal']}**: {proposal['author']} says {proposal['answer']} ({proposal['reason']}); "
    rows = [f"| {' | '.join(cells)} |" for cells in (("field", left, right, "agreement"), ("---",) * 4)]
    rows += [f"| {' | '.join(cells)} |" for cells in proposal["evidence"]]
    bars = ["", "```", *proposal["weight"], "```"] if proposal["weight"] else []
    return "\n".join([head + proposal["asked"], "", *(rows if proposal["evidence"] else [f"{left}, {right}"]), *bars])
