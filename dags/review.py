"""Pairs of records that wait for people: what one person proposed is shown to another one, side by side, and approved.

Propose with ``python -m jobs.review propose``, then trigger this DAG with the business date of the list as its
partition key. Records are named by token and no value is shown. What is approved is in the next business date's run and
in every later one; what is not answered is not joined.
"""

from airflow.sdk import DAG, Param, PartitionedAtRuntime
from job_task import RETRIES
from review_task import ReviewApproval

with DAG(
    dag_id="review",
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
    tags=["review"],
) as review:
    ReviewApproval(task_id="approve", doc_md="Show what is proposed to another person, with the evidence.")
