"""Look at the scorecard in use once a month: a page in the Data Docs, and whether retraining is asked for.

Nothing is trained by it. What is asked for stands in the log of the task and on the page; a person triggers
``train_<model>``.
"""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES, JobTask

from jobs.lakehouse.catalog import Catalog

# The tables of this one tell how the model in use does; a reference model scores nobody and has none.
WATCHED = Catalog()["gold.band_monitor"].model

with DAG(
    dag_id="monitoring",
    schedule=from_the_next("0 5 1 * *"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["model", "monitoring"],
) as monitoring:
    JobTask(task_id=WATCHED, module="jobs.monitor", subject=WATCHED)
