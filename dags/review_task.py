"""A review as an Airflow task: another person sees the evidence by token, and approves or rejects what is proposed."""

from __future__ import annotations

from typing import Any

from second_person import BookApproval


class ReviewApproval(BookApproval):
    """Ask a person about what is proposed; who proposed one, or triggered the run, may not approve it."""

    about, proposed = "Review", "what was proposed"

    module, asked = "jobs.review", ("answer about pairs", "answers about pairs")
    nothing = "Nothing is proposed, or it is decided already."

    def told(self, proposal: dict[str, Any]) -> str:
        """What is asked about one proposal, and no value."""
        return side_by_side(proposal)


def side_by_side(proposal: dict[str, Any]) -> str:
    """What a person is asked about one pair: tokens, the evidence as a table, the weight as bars, and no value."""
    left, right = proposal["records"]
    head = f"**{proposal['proposal']}**: {proposal['author']} says {proposal['answer']} ({proposal['reason']}); "
    rows = [f"| {' | '.join(cells)} |" for cells in (("field", left, right, "agreement"), ("---",) * 4)]
    rows += [f"| {' | '.join(cells)} |" for cells in proposal["evidence"]]
    bars = ["", "```", *proposal["weight"], "```"] if proposal["weight"] else []
    return "\n".join([head + proposal["asked"], "", *(rows if proposal["evidence"] else [f"{left}, {right}"]), *bars])
