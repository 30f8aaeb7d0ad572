"""Return a table, or all tables of a business date, to what was published before, when a second person has approved.

Trigger it with the business date as its partition key. What was made from a returned table follows in the same task,
and readers see the return in one step. ``python -m jobs.rollback list`` shows what there is to return to.
"""

from airflow.sdk import DAG, Param, PartitionedAtRuntime
from job_task import RETRIES
from rollback_task import ReturnTask

with DAG(
    dag_id="rollback",
    # Nothing starts it but a person, who names the business date as the key of the run.
    schedule=PartitionedAtRuntime(),
    is_paused_upon_creation=False,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    params={
        "table": Param(
            "", type="string", title="Table", description="<layer>.<table>; to go back, also all", minLength=3
        ),
        "way": Param("back", type="string", title="Way", enum=["back", "forward"]),
        "to": Param(0, type="integer", title="To", description="Generation, or edition of the day; 0: the one before"),
        "reason": Param("", type="string", title="Why", description="Kept with the publication", minLength=3),
    },
    doc_md=__doc__,
    tags=["rollback"],
) as rollback:
    ReturnTask(task_id="return", doc_md="Ask a second person, then return.")
