"""What a run tells the bank's lineage catalogue: one OpenLineage event with what was read, made and judged.

Names, types, versions, counts and verdicts; never a value of a row.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    documentation_job,
    error_message_run,
    nominal_time_run,
    output_statistics_output_dataset,
    schema_dataset,
    source_code_location_job,
    tags_dataset,
    tags_run,
)

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.lineage import Lineage, source_name, table_of
from jobs.lakehouse.quality import Answer
from jobs.lakehouse.receipt import Receipt, code_version

PRODUCER = "urn:yihu:jobs"
STATES = {"PUBLISHED": RunState.COMPLETE, "UNCHANGED": RunState.COMPLETE, "CARRIED": RunState.COMPLETE}
SEVERITIES = {"critical": "error", "warning": "warn"}
PATTERNS = {
    "expect_column_values_to_not_be_null": "not_null",
    "expect_column_values_to_be_unique": "unique",
    "expect_compound_columns_to_be_unique": "unique",
    "expect_table_row_count_to_be_between": "row_count",
}


@dataclass(frozen=True)
class Teller:
    """Turns receipts into events, in the names of one installation."""

    catalog: Catalog
    lineage: Lineage
    namespace: str

    def event_of(self, receipt: Receipt) -> RunEvent:
        """The event of a run that ended: COMPLETE where the table is as it should be, else FAIL."""
        contract = self.catalog[receipt.table]
        return RunEvent(
            eventTime=datetime.now(UTC).isoformat(timespec="milliseconds"),
            producer=PRODUCER,
            eventType=STATES.get(receipt.status, RunState.FAIL),
            run=self._run(receipt),
            job=self._job(contract),
            inputs=self._inputs(contract, receipt),
            outputs=[self._output(contract, receipt)],
        )

    def _run(self, receipt: Receipt) -> Run:
        day = receipt.business_date
        facets = {
            "nominalTime": nominal_time_run.NominalTimeRunFacet(
                f"{day}T00:00:00Z", f"{day + timedelta(days=1)}T00:00:00Z"
            ),
            "tags": tags_run.TagsRunFacet(
                [tags_run.TagsRunFacetFields(name, value) for name, value in _told(receipt) if value]
            ),
        }
        if receipt.message:
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(receipt.message, "PYTHON")
        return Run(str(uuid.UUID(receipt.run_id)), facets)

    def _job(self, contract: Contract) -> Job:
        path = f"jobs/{contract.name.replace('.', '/')}.yml"
        code = source_code_location_job.SourceCodeLocationJobFacet(
            type="git", url=f"urn:yihu:{path}", path=path, version=code_version()
        )
        about = documentation_job.DocumentationJobFacet(contract.about)
        return Job(self.namespace, contract.name, {"sourceCodeLocation": code, "documentation": about})

    def _inputs(self, contract: Contract, receipt: Receipt) -> list[InputDataset]:
        if contract.source:
            file, number = receipt.file, receipt.delivery.sequence if receipt.delivery else None
            facets = {"version": _version(f"{number} {file.sha256}")} if file else {}
            return [InputDataset(self.namespace, source_name(contract), facets={**facets, **_schema(contract)})]
        return [
            InputDataset(self.namespace, name, facets={"version": _version(version), **_schema(self.catalog[name])})
            for name, version in receipt.inputs.items()
        ]

    def _output(self, contract: Contract, receipt: Receipt) -> OutputDataset:
        facets = {**_schema(contract), "columnLineage": self._columns(contract)}
        if receipt.gate:
            facets["dataQualityAssertions"] = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
                [_assertion(answer) for answer in receipt.gate.answers]
            )
        if receipt.output_version is None:
            return OutputDataset(self.namespace, contract.name, facets=facets)
        facets["version"] = _version(str(receipt.output_version))
        facets["tags"] = tags_dataset.TagsDatasetFacet(
            [
                tags_dataset.TagsDatasetFacetFields("generation", str(receipt.generation)),
                tags_dataset.TagsDatasetFacetFields("content_hash", receipt.account.content_hash),
            ]
        )
        rows = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=receipt.account.loaded)
        return OutputDataset(self.namespace, contract.name, facets=facets, outputFacets={"outputStatistics": rows})

    def _columns(self, contract: Contract) -> column_lineage_dataset.ColumnLineageDatasetFacet:
        is_assumed = contract.name in self.lineage.assumed
        fields = {
            name: column_lineage_dataset.Fields(self._fields(origins, is_assumed=is_assumed))
            for name, origins in self.lineage.of(contract).items()
        }
        return column_lineage_dataset.ColumnLineageDatasetFacet(fields)

    def _fields(self, origins: Iterable[str], *, is_assumed: bool) -> list[column_lineage_dataset.InputField]:
        told = "assumed: the columns have the same name" if is_assumed else "from the plan of the build"
        kind = column_lineage_dataset.Transformation(type="DIRECT", description=told)
        return [
            column_lineage_dataset.InputField(self.namespace, table_of(origin), origin.rpartition(".")[2], [kind])
            for origin in origins
        ]


def _told(receipt: Receipt) -> Iterable[tuple[str, str | None]]:
    yield "business_date", receipt.business_date.isoformat()
    yield "status", receipt.status
    yield "dag_id", receipt.attempt.dag_id
    yield "dag_run_id", receipt.attempt.run_id
    yield "try_number", str(receipt.attempt.number)
    yield "code_hash", receipt.code_hash
    yield "model_version", receipt.model_version


def _version(text: str) -> dataset_version_dataset.DatasetVersionDatasetFacet:
    return dataset_version_dataset.DatasetVersionDatasetFacet(text)


def _schema(contract: Contract) -> Mapping[str, schema_dataset.SchemaDatasetFacet]:
    fields = [
        schema_dataset.SchemaDatasetFacetFields(name=column.name, type=column.type, description=column.about)
        for column in contract.columns
    ]
    return {"schema": schema_dataset.SchemaDatasetFacet(fields)}


def _assertion(answer: Answer) -> data_quality_assertions_dataset.Assertion:
    """A rule and whether it holds; the label tells kind and columns."""
    kind, _, about = answer.rule.removesuffix(")").partition("(")
    return data_quality_assertions_dataset.Assertion(
        assertion=PATTERNS.get(kind, kind),
        success=answer.holds,
        column=about if about and "," not in about else None,
        severity=SEVERITIES[answer.severity],
        name=answer.rule,
    )
