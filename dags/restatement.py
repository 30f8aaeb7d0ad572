"""Late and corrected deliveries: look for them through the day, and run again just what depends on them.

``look_again`` asks every source whose files carry their business date. A day that something new came for is a partition
of the system's asset, and starts ``restate_<system>`` for that day, which holds only what depends on the system.
"""

from airflow.sdk import DAG, CronTriggerTimetable, PartitionedAssetTimetable
from delivery_task import LookAgainTask, restated
from job_task import RETRIES
from table_tasks import add_business_day

from jobs.lakehouse.catalog import Catalog

catalog = Catalog()

with DAG(
    dag_id="look_again",
    schedule=CronTriggerTimetable("*/30 * * * *", timezone="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["restatement"],
) as look_again:
    for system in catalog.dated_systems:
        LookAgainTask(task_id=system, system=system)

for system in catalog.dated_systems:
    with DAG(
        dag_id=f"restate_{system}",
        schedule=PartitionedAssetTimetable(assets=restated(system)),
        catchup=False,
        max_active_runs=1,
        default_args=RETRIES,
        doc_md=__doc__,
        tags=["restatement"],
    ) as restatement:
        add_business_day(catalog, (system,))
    globals()[restatement.dag_id] = restatement
