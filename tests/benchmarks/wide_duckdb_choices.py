"""How customers are scored, what they agreed to and which channels they prefer, in the words of DuckDB."""

from __future__ import annotations

from jobs.gold.customer_behaviour import CHANNELS
from jobs.gold.customer_preference import PREFERENCE_DAYS, PURPOSES
from jobs.gold.customer_score import JUDGED, SCORED
from tests.benchmarks.wide_duckdb_measures import TODAY, count_where, listed, most_where

IN_FORCE = f"given_date <= {TODAY} AND (withdrawn_date IS NULL OR withdrawn_date > {TODAY})"
WITHDRAWN = f"withdrawn_date <= {TODAY}"


def choice_tables() -> dict[str, str]:
    """Name -> query; ``held`` and ``behaviour`` are there already."""
    return {
        "scored": f"""
            SELECT party_id, {listed({**SCORED, **JUDGED})}
            FROM credit_score LEFT JOIN risk_level USING (party_id)""",
        "agreed": f"SELECT party_id, {listed(_agreed())} FROM consent JOIN held USING (customer_id) GROUP BY party_id",
        "preferred": f"SELECT party_id, {listed(_preferred())} FROM behaviour",
    }


def _agreed() -> dict[str, str]:
    return {
        "consent_count": count_where(IN_FORCE),
        "withdrawn_consent_count": count_where(WITHDRAWN),
        "last_consent_date": most_where("given_date", IN_FORCE),
        "last_withdrawn_consent_date": most_where("withdrawn_date", WITHDRAWN),
        **{f"{one}_consent_count": count_where(f"{IN_FORCE} AND purpose_code = '{one}'") for one in PURPOSES},
    }


def _preferred() -> dict[str, str]:
    measures = {}
    for days in PREFERENCE_DAYS:
        counts = {channel: f"coalesce({channel}_{days}_days_count, 0)" for channel in CHANNELS}
        most = f"greatest({', '.join(counts.values())})"
        told = " ".join(f"WHEN {count} = {most} THEN '{channel.upper()}'" for channel, count in counts.items())
        measures |= {
            f"used_channel_{days}_days_count": " + ".join(f"CAST({count} > 0 AS INT)" for count in counts.values()),
            f"preferred_channel_{days}_days_code": f"CASE WHEN {most} = 0 THEN NULL {told} END",
            f"preferred_channel_{days}_days_rate": f"{most} / nullif({' + '.join(counts.values())}, 0)",
        }
    return measures
