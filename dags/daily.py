"""One business day: every delivery and every table, in the order their contracts imply; runs when it has closed."""

from airflow.sdk import DAG, CronPartitionTimetable
from job_task import RETRIES
from table_tasks import add_business_day

from jobs.lakehouse.catalog import Catalog

catalog = Catalog()
with DAG(
    dag_id="daily",
    schedule=CronPartitionTimetable("30 23 * * 1-5", timezone="Asia/Shanghai", key_format="%Y-%m-%d"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["business day"],
) as daily:
    add_business_day(catalog, tuple(catalog.systems))
