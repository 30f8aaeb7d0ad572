"""One business day: every delivery and every table, in the order their contracts imply; runs when it has closed."""

from datetime import timedelta

from airflow.sdk import DAG, CronPartitionTimetable
from table_tasks import add_business_day

from jobs.lakehouse.catalog import Catalog

catalog = Catalog()
with DAG(
    dag_id="daily",
    schedule=CronPartitionTimetable("30 23 * * 1-5", timezone="Asia/Shanghai", key_format="%Y-%m-%d"),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True},
    doc_md=__doc__,
    tags=["business day"],
) as daily:
    add_business_day(catalog, tuple(catalog.systems))
