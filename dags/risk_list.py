"""What one person proposed for the risk list is shown to another one, who approves or rejects it.

Entries, their ends, answers to appeals, and hits of the screening are proposed with ``python -m jobs.risk_list``; then
this DAG is triggered with the business date of the list as its partition key. Names are not shown: who may see them
uses ``python -m jobs.risk_list show``. What is approved is in the next business date's run and in every later one; what
is not answered has no effect.
"""

from airflow.sdk import DAG, Param, PartitionedAtRuntime
from job_task import RETRIES
from risk_list_task import RiskListApproval

with DAG(
    dag_id="risk_list",
    # Nothing starts it but a person, who names the business date as the key of the run.
    schedule=PartitionedAtRuntime(),
    is_paused_upon_creation=False,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    params={
        "proposal": Param("", type="string", title="Proposal", description="Its id; left empty, all that wait"),
    },
    doc_md=__doc__,
    tags=["risk list"],
) as risk_list:
    RiskListApproval(task_id="approve", doc_md="Show what is proposed to another person.")
