"""Repairs of quarantined rows: what was proposed for a table and day, approved by a second person, then run again.

Propose with ``python -m jobs.quarantine propose``: new values of persons do not enter Airflow. Then trigger this DAG
with the business date as its partition key.
"""

from airflow.sdk import DAG, Param, PartitionedAtRuntime
from job_task import RETRIES
from repair_task import RepairApproval, ReplayTask

with DAG(
    dag_id="repair",
    # Nothing starts it but a person, who names the business date as the key of the run.
    schedule=PartitionedAtRuntime(),
    is_paused_upon_creation=False,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    params={
        "table": Param("", type="string", title="Table", description="<layer>.<table> with proposals", minLength=3)
    },
    doc_md=__doc__,
    tags=["repair"],
) as repair:
    RepairApproval(task_id="approve", doc_md="Show what is proposed to a second person.") >> ReplayTask(
        task_id="replay", doc_md="Run the table with its repaired rows, what reads it, and seal the day."
    )
