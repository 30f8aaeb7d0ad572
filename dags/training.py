"""Train every declared model once a month; a version that passes its gates then waits for a person (``promotion``)."""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES, JobTask

from jobs.lakehouse.settings import CHECKOUT

# Where models are declared, and the job that trains them.
TRAINERS = {
    "mlflow/*.yml": "jobs.train",
    "mlflow/matching/*.yml": "jobs.train_matching",
    "mlflow/segmentation/*.yml": "jobs.train_clusters",
}

for declarations, trainer in TRAINERS.items():
    for declaration in sorted(CHECKOUT.glob(declarations)):
        with DAG(
            dag_id=f"train_{declaration.stem}",
            schedule=from_the_next("0 4 1 * *"),
            catchup=False,
            max_active_runs=1,
            default_args=RETRIES,
            doc_md=__doc__,
            tags=["model", "training"],
        ) as training:
            JobTask(task_id="train", module=trainer, subject=declaration.stem)
        globals()[training.dag_id] = training
