"""One business day: every delivery and every table, in the order their contracts imply; runs when it has closed."""

from airflow.sdk import DAG
from business_timetable import from_the_next
from job_task import RETRIES
from table_tasks import add_business_day

from jobs.lakehouse.catalog import Catalog

catalog = Catalog()
with DAG(
    dag_id="daily",
    schedule=from_the_next("30 23 * * 1-5"),
    catchup=False,
    # A day that waits for its source, or for a person, keeps no other day waiting.
    max_active_runs=2,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["business day"],
) as daily:
    add_business_day(catalog, tuple(catalog.systems))
