"""What people say of the risk list as an Airflow task: another person sees it, names left out, and approves."""

from __future__ import annotations

from typing import Any

from second_person import BookApproval


class RiskListApproval(BookApproval):
    """Ask a person about what is proposed; who proposed one, or triggered the run, may not approve it."""

    about, proposed = "Risk list", "what was proposed"

    module, asked = "jobs.risk_list", ("proposal for the risk list", "proposals for the risk list")
    nothing = "Nothing is proposed for the risk list, or it is decided already."

    def told(self, proposal: dict[str, Any]) -> str:
        """What is asked about one proposal, and no value."""
        return in_words(proposal)


def in_words(proposal: dict[str, Any]) -> str:
    """What a person is asked about one proposal: its facts as a list, a person by token, no name."""
    head = "**{proposal}**: {author} says {kind} of {entry} ({reason})".format(**proposal)
    return "\n".join([head, "", *(f"- {name}: {value}" for name, value in proposal["facts"].items())])
