"""Training a model whose versions people put into use, as an Airflow task."""

from __future__ import annotations

from airflow.sdk import Context
from job_task import JobTask, business_date, conclude, run_job


class TrainingTask(JobTask):
    """Train in the name of who triggered the run: they may not put into use what came of it."""

    def execute(self, context: Context) -> None:
        """Run the job for the business date that is the run's partition key."""
        words = ("--date", business_date(context), *in_the_name_of(context["dag_run"].triggering_user_name))
        conclude(run_job(self._process, context, self.module, self.subject, *words))


def in_the_name_of(person: str | None) -> tuple[str, ...]:
    """The option that names who trains; nobody triggers a scheduled run, which trains as Airflow's own account."""
    return ("--by", person) if person else ()
