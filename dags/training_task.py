"""Training a model whose versions people put into use, as an Airflow task."""

from __future__ import annotations

from airflow.sdk import Context
from job_task import JobTask


class TrainingTask(JobTask):
    """Train in the name of who triggered the run: they may not put into use what came of it."""

    def said_beside(self, context: Context) -> tuple[str, ...]:
        """Who trains."""
        return in_the_name_of(context["dag_run"].triggering_user_name)


def in_the_name_of(person: str | None) -> tuple[str, ...]:
    """The option that names who trains; nobody triggers a scheduled run, which trains as Airflow's own account."""
    return ("--by", person) if person else ()
