"""Turn contracts into Airflow tasks: one task per delivery and per table, edges from the declared inputs."""

from __future__ import annotations

from collections.abc import Collection

from airflow.sdk import BaseOperator, TaskGroup, TriggerRule
from delivery_task import DeliveryTask
from job_task import JobTask

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract

LAYERS = ("landing", "bronze", "silver", "gold", "ops")


def add_business_day(catalog: Catalog, systems: Collection[str]) -> None:
    """Add the deliveries of some systems, and every table that depends on them, to the DAG that is being written."""
    groups = {layer: TaskGroup(layer) for layer in LAYERS}
    tasks: dict[str, BaseOperator] = {
        f"landing.{system}": DeliveryTask(
            task_id=system, task_group=groups["landing"], system=system, doc_md=f"Receive from {system}."
        )
        for system in systems
    }
    for contract in catalog.depending_on(systems):
        task = JobTask(
            task_id=contract.noun,
            task_group=groups[contract.layer],
            module="jobs.run",
            subject=contract.name,
            doc_md=documentation(contract),
        )
        tasks[contract.name] = task
        [tasks[name] for name in catalog.upstream(contract.name) if name in tasks] >> task
    _add_seal(groups["ops"], tasks)
    _add_record(groups["ops"], catalog, tasks)


def _add_seal(group: TaskGroup, tasks: dict[str, BaseOperator]) -> None:
    """Seal the day for its readers when every table has been published, or left as it is for a reason."""
    seal = JobTask(
        task_id="seal",
        task_group=group,
        module="jobs.seal",
        subject="curated",
        trigger_rule=TriggerRule.NONE_FAILED,
        doc_md="Let readers see all tables of the day in one step, if they agree with each other.",
    )
    [task for name, task in tasks.items() if not name.startswith("landing.")] >> seal


def _add_record(group: TaskGroup, catalog: Catalog, tasks: dict[str, BaseOperator]) -> None:
    """Draw ``ops.delivery`` once every file has met its end, good or bad; the end of the run does not hang on it."""
    contract = catalog["ops.delivery"]
    record = JobTask(
        task_id="delivery",
        task_group=group,
        module="jobs.run",
        subject=contract.name,
        doc_md=documentation(contract),
    ).as_teardown()
    [task for name, task in tasks.items() if name.startswith(("landing.", "bronze."))] >> record


def documentation(contract: Contract) -> str:
    """What the Airflow UI shows of a table: its meaning, owner and columns, from the contract."""
    rows = "\n".join(f"| {column.name} | {column.type} | {column.about} |" for column in contract.columns)
    return f"{contract.about}\n\nOwner: {contract.owner}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"
