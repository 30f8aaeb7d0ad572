"""What the lake holds after its runs: ``python -m jobs.summary``. Reads receipts and publications; needs no service."""

from __future__ import annotations

from collections import Counter

import polars as pl
import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.settings import Settings, read_settings
from jobs.spend import spend_of

PUBLISHED = ["PUBLISHED", "UNCHANGED", "CARRIED"]
application = typer.Typer(add_completion=False)
CUSTOMERS = "gold.customer_wide"


@application.command(help=__doc__)
@ends_in_one_sentence
def main() -> None:
    """Print tables, quarantine, gates, model and the ways to look further."""
    settings = read_settings()
    receipts = _latest_receipts(settings)
    for part in (
        _tables(receipts, settings),
        _quarantine(receipts),
        _gates(receipts),
        _spend(receipts, settings),
        _model(receipts),
        _ways(settings),
    ):
        typer.echo("\n".join(part) + "\n")


def _latest_receipts(settings: Settings) -> pl.DataFrame:
    """The newest receipt of every table and business date."""
    path = settings.lake / "ops" / "run"
    if not path.exists():
        raise DataFault("Nothing has run yet: start with `make run`.")
    receipts = pl.read_delta(str(path)).sort("started_at")
    return receipts.unique(subset=["table_name", BUSINESS_DATE], keep="last", maintain_order=True)


def _tables(receipts: pl.DataFrame, settings: Settings) -> list[str]:
    publications = Publications(settings.lake)
    lines = [f"{'table':42} {'business date':14} {'rows':>10} {'version':>8} {'seconds':>8}"]
    for contract in Catalog().in_order:
        published = publications.latest(contract.name)
        if published is None:
            continue
        receipt = receipts.filter((pl.col("table_name") == contract.name) & pl.col("status_code").is_in(PUBLISHED))
        seconds = f"{receipt['duration_seconds'][-1]:8.1f}" if receipt.height else f"{'':8}"
        lines.append(
            f"{contract.name:42} {published.business_date:14} {published.rows:>10,} {published.version:>8} {seconds}"
        )
    customers = publications.latest(CUSTOMERS)
    days = receipts.group_by(BUSINESS_DATE).agg(pl.col("duration_seconds").sum().round(0)).sort(BUSINESS_DATE)
    lines += [
        "",
        "Seconds of all runs by business date: " + ", ".join(f"{day}: {seconds:.0f}" for day, seconds in days.rows()),
    ]
    return [
        *lines,
        f"Customers: {customers.rows:,} on {customers.business_date}" if customers else "Customers: none yet",
        _sealed(settings),
    ]


def _sealed(settings: Settings) -> str:
    manifest = Manifests(settings.lake).latest()
    if manifest is None:
        return "Sealed for readers: no day yet"
    return (
        f"Sealed for readers: {manifest.business_date}, edition {manifest.edition}, {len(manifest.tables)} tables agree"
    )


def _quarantine(receipts: pl.DataFrame) -> list[str]:
    latest = receipts.filter(pl.col(BUSINESS_DATE) == receipts[BUSINESS_DATE].max())
    counts: Counter[tuple[str, str]] = Counter()
    for table, reasons in latest.select("table_name", "quarantine_reasons").rows():
        for rule, rows in (reasons or {}).items():
            counts[table, rule] += rows
    lines = [f"  {table:40} {rule:16} {rows:>8,}" for (table, rule), rows in sorted(counts.items())]
    return [f"Rows in quarantine on {receipts[BUSINESS_DATE].max()}, by rule:", *(lines or ["  none"])]


def _gates(receipts: pl.DataFrame) -> list[str]:
    passed = receipts.filter(pl.col("status_code").is_in(PUBLISHED)).height
    rules = receipts["rules_checked_count"].sum()
    stopped = receipts.filter(~pl.col("status_code").is_in(PUBLISHED))
    warned = receipts.explode("failed_warnings").filter(pl.col("failed_warnings").is_not_null())
    lines = [
        f"Gates: {passed} of {receipts.height} table runs published, {rules:,} rules asked, {warned.height} warnings."
    ]
    lines += [f"  {day} {table} {status.lower()}: {message}" for day, table, status, message in _four(stopped)]
    return lines


def _four(stopped: pl.DataFrame) -> list[tuple]:
    return stopped.select(BUSINESS_DATE, "table_name", "status_code", "message_text").rows()


def _spend(receipts: pl.DataFrame, settings: Settings) -> list[str]:
    day = receipts[BUSINESS_DATE].max()
    head = f"  {'supplier':24} {'product':20} {'calls':>9} {'hits':>9} {'cached':>9} {'refused':>9} {'unclear':>9} "
    head += f"{'amount':>14}"
    lines = [
        f"  {one.supplier:24} {one.product:20} {one.calls:>9,} {one.hits:>9,} {one.cached:>9,} {one.refused:>9,} "
        f"{one.unclear:>9,} {one.amount:>14,.2f} {one.currency}"
        for one in spend_of(day, settings, Catalog())
    ]
    return [f"Purchased data on {day} (calls about persons, or files):", *([head, *lines] if lines else ["  none"])]


def _model(receipts: pl.DataFrame) -> list[str]:
    used = receipts.filter(pl.col("model_version").is_not_null()).sort(BUSINESS_DATE, "table_name")
    made = used.select(BUSINESS_DATE, "table_name", "loaded_count", "model_version").rows()
    lines = [f"  {day} {table:24} {rows:>9,} rows by {model}" for day, table, rows, model in made if rows]
    return ["Scores:", *(lines or ["  none yet"])]


def _ways(settings: Settings) -> list[str]:
    table, secrets = settings.lake / "gold" / "customer_wide", settings.secrets
    airflow, docs = f"http://127.0.0.1:{settings.airflow_port}", f"http://127.0.0.1:{settings.data_docs_port}"
    return [
        f"Airflow    {airflow:26} user admin, password in {secrets / 'airflow_administrator'}",
        f"MLflow     {settings.tracking_address:26} user admin, password in {secrets / 'mlflow_administrator'}",
        f"Data Docs  {docs}",
        f"Columns    {docs}/dictionary.html",
        "",
        "Read a gold table (copy and paste into var/environments/jobs/bin/python, in the checkout):",
        "  sealed  from jobs.lakehouse.lake_reader import read_curated; "
        "print(read_curated('gold.customer_wide').polars().head(5).collect())",
        f"  DuckDB  import duckdb, duckdb_extensions; duckdb_extensions.import_extension('delta'); "
        f"print(duckdb.sql(\"FROM delta_scan('{table}') LIMIT 5\"))",
        f"  polars  import polars; print(polars.scan_delta('{table}').head(5).collect())",
        "  Spark   from jobs.lakehouse.session import current_attempt, open_session; "
        "from jobs.lakehouse.settings import read_settings; "
        f"open_session(read_settings(), current_attempt('look')).read.format('delta').load('{table}').show(5)",
    ]


if __name__ == "__main__":
    run(application)
