"""Train every declared model once a month.

A version of a scorecard or a clustering that passes its gates then waits for a person (``promotion``), except the
first; weights of matching are put into use by their gates.
"""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES, JobTask
from training_task import TrainingTask

from jobs.lakehouse.settings import CHECKOUT

# Where models are declared, and the task and the job that train them.
TRAINERS = {
    "mlflow/*.yml": (TrainingTask, "jobs.train"),
    "mlflow/matching/*.yml": (JobTask, "jobs.train_matching"),
    "mlflow/segmentation/*.yml": (TrainingTask, "jobs.train_clusters"),
}

for declarations, (task, trainer) in TRAINERS.items():
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
            task(task_id="train", module=trainer, subject=declaration.stem)
        globals()[training.dag_id] = training
