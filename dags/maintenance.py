"""Keep the lake in order once a week: all whole, fewer files, nothing that nobody needs."""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES, JobTask

STEPS = ("optimise", "vacuum", "clean", "files")

with DAG(
    dag_id="maintenance",
    schedule=from_the_next("0 3 * * 0"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["upkeep"],
) as maintenance:
    # What is broken is known before anything is removed.
    done = JobTask(task_id="verify", module="jobs.verify", subject="all")
    for step in STEPS:
        task = JobTask(task_id=step, module="jobs.maintain", subject=step)
        done >> task
        done = task
