"""Purchased data is asked for anew: the first lane every hour, the rest once a day.

Who is due, and in which order, the table ``gold.refresh_queue`` of the latest sealed day tells. Nobody is asked about
twice: who was asked since the day was sealed is passed over. ``jobs/freshness/lanes.yml`` declares what a lane may ask.
"""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES, JobTask

LANES = {"FIRST": "0 * * * 1-5", "REST": "0 22 * * 1-5"}

for lane, cron in LANES.items():
    with DAG(
        dag_id=f"refresh_{lane.lower()}",
        schedule=from_the_next(cron),
        catchup=False,
        max_active_runs=1,
        default_args=RETRIES,
        doc_md=__doc__,
        tags=["purchased data"],
    ):
        JobTask(task_id=lane.lower(), module="jobs.refresh", subject=lane, pool=f"refresh_{lane.lower()}")
