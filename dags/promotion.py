"""Put a version of a model into use, or return to the one before, when a second person has approved.

``python -m jobs.champion list credit_score`` shows who was champion when. Whoever trained a version, by hand or by
triggering its DAG, cannot approve it, and a version that failed one of its gates is refused.
"""

from airflow.sdk import DAG, Param
from job_task import RETRIES
from promotion_task import PromotionTask

with DAG(
    dag_id="promotion",
    schedule=None,  # nothing starts it but a person
    is_paused_upon_creation=False,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    params={
        "model": Param("credit_score", type="string", title="Model", minLength=3),
        "way": Param("appoint", type="string", title="Way", enum=["appoint", "back"]),
        "version": Param("", type="string", title="Version", description="Number in MLflow; left empty to go back"),
        "reason": Param("", type="string", title="Why", description="Kept in the history", minLength=3),
    },
    doc_md=__doc__,
    tags=["model", "promotion"],
) as promotion:
    PromotionTask(task_id="approve", doc_md="Ask a second person, then change what is in use.")
