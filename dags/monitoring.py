"""Look at every scorecard in use once a month: a page in the Data Docs, and whether retraining is asked for.

Nothing is trained by it. What is asked for stands in the log of the task and on the page; a person triggers
``train_<model>``.
"""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES, JobTask

from jobs.lakehouse.settings import CHECKOUT

with DAG(
    dag_id="monitoring",
    schedule=from_the_next("0 5 1 * *"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["model"],
) as monitoring:
    for declaration in sorted(CHECKOUT.glob("mlflow/*.yml")):
        JobTask(task_id=declaration.stem, module="jobs.monitor", subject=declaration.stem)
