"""What moves on a customer's accounts, in the words of DuckDB: gold.customer_behaviour and gold.customer_relation."""

from __future__ import annotations

from jobs.gold.customer_behaviour import CHANNELS, DIRECTIONS, NIGHT_FROM, NIGHT_TO, TRENDS_DAYS
from jobs.gold.customer_relation import WINDOW_DAYS
from jobs.gold.windows import LONGEST_DAYS, WINDOWS_DAYS
from tests.benchmarks.wide_duckdb_measures import count_where, listed, most_where, sum_where, total_where, within


def flow_tables() -> dict[str, str]:
    """Name -> query, each over those before it; ``behaviour`` and ``relation`` have a row per party.

    ``days`` are those booked, ``active_days`` those on which something moved.
    """
    return {
        "recent": f"""
            SELECT held.party_id, posted_date, CAST(transaction_at AS DATE) AS active_date, direction_code,
                channel_code, amount, counterparty_account_id,
                hour(transaction_at) >= {NIGHT_FROM} OR hour(transaction_at) < {NIGHT_TO} AS is_night
            FROM transaction JOIN held USING (customer_id) WHERE {within("posted_date", LONGEST_DAYS)}""",
        "days": f"SELECT party_id, posted_date, {listed(_days())} FROM recent GROUP BY party_id, posted_date",
        "bands": f"SELECT party_id, {_band()} AS band, {listed(_bands())} FROM days GROUP BY party_id, band",
        "flows": f"SELECT party_id, {listed(_flows())} FROM bands GROUP BY party_id",
        "active_days": f"""
            SELECT party_id, active_date, {listed(_active_days())} FROM recent GROUP BY party_id, active_date""",
        "active": f"SELECT party_id, {listed(_active())} FROM active_days GROUP BY party_id",
        "contacts": f"""
            SELECT party_id, max(posted_date) AS last_date, {listed(_contacts())}
            FROM recent WHERE counterparty_account_id IS NOT NULL GROUP BY party_id, counterparty_account_id""",
        "circle": f"SELECT party_id, {listed(_circle())} FROM contacts GROUP BY party_id",
        "behaviour": f"""
            SELECT *, {listed(_ratios())} FROM flows
            LEFT JOIN active USING (party_id) LEFT JOIN circle USING (party_id)""",
        "owners": """
            SELECT account_id AS counterparty_account_id, party_id AS other_party_id
            FROM account JOIN held USING (customer_id)""",
        "pairs": f"""
            SELECT party_id, other_party_id, party_id = other_party_id AS is_own, {listed(_pairs())}
            FROM recent JOIN owners USING (counterparty_account_id)
            WHERE {within("posted_date", WINDOW_DAYS)} GROUP BY party_id, other_party_id""",
        "relation": f"SELECT party_id, {listed(_relation())} FROM pairs GROUP BY party_id",
    }


def _days() -> dict[str, str]:
    measures = {"night_count": count_where("is_night")}
    for flow, code in DIRECTIONS.items():
        is_meant = f"direction_code = '{code}'"
        measures |= {
            f"{flow}_count": count_where(is_meant),
            f"{flow}_amount": sum_where("amount", is_meant),
            f"{flow}_max_amount": most_where("amount", is_meant),
        }
    for channel in CHANNELS:
        is_meant = f"channel_code = '{channel.upper()}'"
        measures |= {f"{channel}_count": count_where(is_meant), f"{channel}_amount": sum_where("amount", is_meant)}
    return measures


def _band() -> str:
    """The shortest window that holds the day."""
    shortest = " ".join(f"WHEN {within('posted_date', days)} THEN {days}" for days in WINDOWS_DAYS)
    return f"CASE {shortest} END"


def _bands() -> dict[str, str]:
    """Days of one band: few rows, of which each window takes some whole."""
    measures = {
        "last_date": "max(posted_date)",
        "night_count": "sum(night_count)",
    }
    for flow in DIRECTIONS:
        measures[f"{flow}_max_amount"] = f"max({flow}_max_amount)"
    for kind in (*DIRECTIONS, *CHANNELS):
        measures[f"{kind}_count"] = f"sum({kind}_count)"
        measures[f"{kind}_amount"] = sum_where(f"{kind}_amount")
    return measures


def _flows() -> dict[str, str]:
    measures = {"last_transaction_date": "max(last_date)"}
    for days in WINDOWS_DAYS:
        is_in = f"band <= {days}"
        for flow in DIRECTIONS:
            measures[f"{flow}_{days}_days_max_amount"] = most_where(f"{flow}_max_amount", is_in)
        for kind in (*DIRECTIONS, *CHANNELS):
            measures[f"{kind}_{days}_days_count"] = total_where(f"{kind}_count", is_in)
            measures[f"{kind}_{days}_days_amount"] = sum_where(f"{kind}_amount", is_in)
        measures[f"night_{days}_days_count"] = total_where("night_count", is_in)
    return measures


def _active_days() -> dict[str, str]:
    is_meant = {f"is_{flow}": f"bool_or(direction_code = '{code}')" for flow, code in DIRECTIONS.items()}
    return {**is_meant, "is_weekend": "isodow(active_date) >= 6"}


def _active() -> dict[str, str]:
    return {
        f"{kind}_{days}_days_active_days": count_where(f"is_{kind} AND {within('active_date', days)}")
        for days in WINDOWS_DAYS
        for kind in (*DIRECTIONS, "weekend")
    }


def _contacts() -> dict[str, str]:
    return {
        f"last_{flow}_date": most_where("posted_date", f"direction_code = '{code}'")
        for flow, code in DIRECTIONS.items()
    }


def _circle() -> dict[str, str]:
    return {
        f"{kind}counterparty_{days}_days_count": count_where(within(f"last_{kind}date", days))
        for days in WINDOWS_DAYS
        for kind in ("", "in_", "out_")
    }


def _ratios() -> dict[str, str]:
    nets = {
        f"net_{days}_days_amount": f"coalesce(in_{days}_days_amount, 0) - coalesce(out_{days}_days_amount, 0)"
        for days in WINDOWS_DAYS
    }
    means = {
        f"{flow}_{days}_days_mean_amount": _mean(f"{flow}_{days}_days") for flow in DIRECTIONS for days in WINDOWS_DAYS
    }
    trends = {
        f"{flow}_{short}_of_{long}_days_rate": _share(f"{flow}_{short}_days_amount", f"{flow}_{long}_days_amount")
        for flow in DIRECTIONS
        for short, long in TRENDS_DAYS
    }
    return {**nets, **means, **trends}


def _mean(window: str) -> str:
    """To the cent, half a cent up: in whole numbers, since DuckDB divides decimals as floating point."""
    amount, count = f"{window}_amount", f"CAST({window}_count AS BIGINT)"
    return f"(CAST({amount} * 200 AS BIGINT) + {count}) // (2 * nullif({count}, 0)) * 0.01"


def _share(part: str, whole: str) -> str:
    """A window without a transaction has an amount of 0, as long as the longer one has any."""
    return f"coalesce({part}, 0) / nullif({whole}, 0)"


def _pairs() -> dict[str, str]:
    measures: dict[str, str] = {}
    for flow, code in DIRECTIONS.items():
        is_meant = f"direction_code = '{code}'"
        measures |= {f"{flow}_count": count_where(is_meant), f"{flow}_amount": sum_where("amount", is_meant)}
    return measures


def _relation() -> dict[str, str]:
    others = {
        f"{flow}_customer_90_days": (count_where(f"NOT is_own AND {flow}_count > 0"), f"{flow}_amount")
        for flow in DIRECTIONS
    }
    return {
        "own_transfer_90_days_count": total_where("out_count", "is_own"),
        "own_transfer_90_days_amount": sum_where("out_amount", "is_own"),
        **{f"{name}_count": count for name, (count, _) in others.items()},
        **{f"{name}_amount": sum_where(amount, "NOT is_own") for name, (_, amount) in others.items()},
    }
