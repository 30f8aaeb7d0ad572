"""What a customer is, holds, owes and is said of, in the words of DuckDB: all blocks that read no transactions."""

from __future__ import annotations

from datetime import timedelta

from jobs.gold.customer_product import ACCOUNT_TYPES, LOAN_PRODUCTS, SOON_DAYS
from jobs.gold.customer_repayment import SERIOUS_DAYS
from jobs.gold.customer_telecom import KNOWN
from jobs.gold.windows import LONGEST_DAYS, WINDOWS_DAYS
from jobs.risk.court_entries import DEBTOR, JUDGMENT
from jobs.risk.overdue_entries import OVERDUE
from jobs.risk.policy import read_policy
from tests.benchmarks.wide_duckdb_measures import (
    A_YEAR_AGO,
    TODAY,
    count_where,
    listed,
    most_where,
    sum_where,
    within,
)
from tests.benchmarks.wide_values import DAY


def _is_kept(reason: str, ended: str) -> str:
    """Whether what ended on a day, null while it goes on, is still told."""
    months = read_policy().reasons[reason].kept_months
    return f"coalesce({ended} + INTERVAL {months} MONTH >= {TODAY}, true)"


HELD = """
    SELECT source_record_id AS customer_id, party_id FROM party_xref WHERE source_system_code = 'core_bank'"""
# Of the values that are told, the one of the number opened last; of two opened on a day, of the larger number.
LATEST = "arg_max({0}, (coalesce(opened_date, DATE '0001-01-01'), customer_id)) AS {0}"
NUMBERS = f"""
    SELECT party_id, count(*) AS customer_count, min(customer_grade_code) AS customer_grade_code,
        min(opened_date) AS first_opened_date, max(opened_date) AS last_opened_date,
        max(monthly_income_amount) AS monthly_income_amount, max(employment_months) AS employment_months,
        {LATEST.format("marital_status_code")}, {LATEST.format("housing_type_code")}
    FROM held LEFT JOIN customer USING (customer_id) GROUP BY party_id"""
# The last days of months are not told apart: no month ends on the business date.
PROFILE = f"""
    SELECT numbers.*, full_name, birth_date, gender_code, mobile_phone, address_text, party.division_code,
        record_count, source_count, area_name, city_name, province_code,
        id_number IS NOT NULL AS has_valid_id_number, mobile_phone IS NOT NULL AS has_mobile_phone,
        date_diff('year', birth_date, {TODAY})
            - CAST(strftime(birth_date, '%m%d') > strftime({TODAY}, '%m%d') AS INT) AS age_years,
        date_diff('month', first_opened_date, {TODAY})
            - CAST(day(first_opened_date) > day({TODAY}) AS INT) AS customer_months
    FROM numbers LEFT JOIN party USING (party_id) LEFT JOIN division USING (division_code)"""
TELECOM = f"""
    SELECT party_id, has_telecom_profile, {", ".join(KNOWN)}, home_division_code AS telecom_division_code,
        home_division_code = division_code AS is_telephone_at_home
    FROM party JOIN telecom_profile USING (id_number)"""
INSTALMENTS = f"""
    SELECT party_id, due_date, due_amount,
        CASE WHEN coalesce(paid_amount, 0) >= due_amount AND paid_date <= {TODAY} THEN paid_date END AS settled_date,
        greatest(coalesce(settled_date, {TODAY}) - due_date, 0) AS past_due_days,
        CASE WHEN {_is_kept(OVERDUE, "settled_date")} THEN past_due_days ELSE 0 END AS late_days,
        CASE WHEN settled_date IS NULL THEN past_due_days ELSE 0 END AS open_days,
        CASE WHEN coalesce(paid_date, {TODAY}) <= {TODAY} THEN coalesce(paid_amount, 0) ELSE 0 END AS known_amount,
        greatest(due_amount - known_amount, 0) AS unpaid_amount
    FROM repayment JOIN loan USING (loan_id) JOIN held USING (customer_id) WHERE due_date <= {TODAY}"""
LEVELS = """
    SELECT party_id, active_black_entry_count, active_grey_entry_count, active_white_entry_count, has_open_appeal,
        risk_level, active_black_entry_count + active_grey_entry_count > 0 AS has_active_risk_entry
    FROM risk_level"""
SHARED = """
    SELECT party_id, {0}, {1} FROM customers
    LEFT JOIN (SELECT mobile_phone, count(*) - 1 AS {0} FROM customers GROUP BY mobile_phone) USING (mobile_phone)
    LEFT JOIN (SELECT address_text, count(*) - 1 AS {1} FROM customers GROUP BY address_text) USING (address_text)"""
IS_JUDGMENT = "record_type_code = 'JUDGMENT'"


def block_tables() -> dict[str, str]:
    """Name -> query, each over those before it. ``held`` and ``customers`` tell who is one."""
    held_by = "JOIN held USING (customer_id) GROUP BY party_id"
    return {
        "held": HELD,
        "numbers": NUMBERS,
        "profile": PROFILE,
        "accounts": f"SELECT party_id, {listed(_accounts())} FROM account {held_by}",
        "cards": f"SELECT party_id, {listed(_cards())} FROM card {held_by}",
        "loans": f"SELECT party_id, {listed(_loans())} FROM loan {held_by}",
        "instalments": INSTALMENTS,
        "repaid": f"SELECT party_id, {listed(_repaid())} FROM instalments GROUP BY party_id",
        "telecom": TELECOM,
        "courts": f"""
            SELECT party_id, {listed(_courts())} FROM court_record
            JOIN party_xref ON source_record_id = court_record.record_id AND source_system_code = 'court_vendor'
            WHERE published_date <= {TODAY} AND CASE WHEN {IS_JUDGMENT} THEN {_is_kept(JUDGMENT, "published_date")}
                ELSE {_is_kept(DEBTOR, "removed_date")} END
            GROUP BY party_id""",
        "levels": LEVELS,
        "customers": "SELECT party_id, mobile_phone, address_text FROM profile",
        "sharing": SHARED.format("same_mobile_phone_count", "same_address_count"),
    }


def _accounts() -> dict[str, str]:
    kinds = {one: f"account_type_code = '{one.upper()}'" for one in ACCOUNT_TYPES}
    return {
        "account_count": count_where("status_code <> 'CLOSED'"),
        "dormant_account_count": count_where("status_code = 'DORMANT'"),
        "closed_account_count": count_where("status_code = 'CLOSED'"),
        **{f"{one}_account_count": count_where(f"status_code <> 'CLOSED' AND {kind}") for one, kind in kinds.items()},
        "opened_365_days_account_count": count_where(f"opened_date > {A_YEAR_AGO}"),
        "closed_365_days_account_count": count_where(f"closed_date > {A_YEAR_AGO}"),
        "balance_amount": sum_where("balance_amount"),
        **{f"{one}_balance_amount": sum_where("balance_amount", kind) for one, kind in kinds.items()},
        "negative_balance_amount": sum_where("balance_amount", "balance_amount < 0"),
        "dormant_balance_amount": sum_where("balance_amount", "status_code = 'DORMANT'"),
        "first_account_date": "min(opened_date)",
        "last_account_date": "max(opened_date)",
    }


def _cards() -> dict[str, str]:
    is_active = "status_code = 'ACTIVE'"
    is_active_credit = f"{is_active} AND card_type_code = 'CREDIT'"
    return {
        "card_count": count_where(is_active),
        "credit_card_count": count_where(is_active_credit),
        "debit_card_count": count_where(f"{is_active} AND card_type_code = 'DEBIT'"),
        "blocked_card_count": count_where("status_code = 'BLOCKED'"),
        "expired_card_count": count_where("status_code = 'EXPIRED'"),
        "expiring_card_count": count_where(f"{is_active} AND expiry_date <= DATE '{DAY + timedelta(days=SOON_DAYS)}'"),
        "credit_limit_amount": sum_where("credit_limit_amount", is_active_credit),
        "last_card_date": "max(issued_date)",
    }


def _loans() -> dict[str, str]:
    products = {one: f"product_code = '{one.upper()}'" for one in LOAN_PRODUCTS}
    return {
        "loan_count": "count(*)",
        "active_loan_count": count_where("status_code = 'ACTIVE'"),
        "settled_loan_count": count_where("status_code = 'SETTLED'"),
        "defaulted_loan_count": count_where("status_code = 'DEFAULTED'"),
        "taken_365_days_loan_count": count_where(f"originated_date > {A_YEAR_AGO}"),
        "loan_principal_amount": sum_where("principal_amount"),
        "loan_outstanding_amount": sum_where("outstanding_amount"),
        "defaulted_outstanding_amount": sum_where("outstanding_amount", "status_code = 'DEFAULTED'"),
        **{f"{one}_loan_count": count_where(product) for one, product in products.items()},
        **{
            f"{one}_loan_outstanding_amount": sum_where("outstanding_amount", product)
            for one, product in products.items()
        },
        "highest_annual_rate": most_where("annual_rate", "status_code = 'ACTIVE'"),
        "first_loan_date": "min(originated_date)",
        "last_loan_date": "max(originated_date)",
    }


def _repaid() -> dict[str, str]:
    measures = {
        "instalment_due_count": "count(*)",
        "instalment_late_count": count_where("late_days > 0"),
        "instalment_overdue_count": count_where("open_days > 0"),
        "worst_days_past_due": "max(late_days)",
        "current_days_past_due": "max(open_days)",
        **{f"over_{days}_days_late_count": count_where(f"late_days > {days}") for days in SERIOUS_DAYS},
        "due_amount": sum_where("due_amount"),
        "overdue_amount": sum_where("unpaid_amount", "open_days > 0"),
        "last_settled_date": "max(settled_date)",
        "last_late_date": most_where("due_date", "late_days > 0"),
    }
    for days in WINDOWS_DAYS:
        is_in = within("due_date", days)
        measures |= {
            f"instalment_due_{days}_days_count": count_where(is_in),
            f"instalment_late_{days}_days_count": count_where(f"{is_in} AND late_days > 0"),
            f"instalment_due_{days}_days_amount": sum_where("due_amount", is_in),
            f"instalment_unpaid_{days}_days_amount": sum_where("unpaid_amount", is_in),
            f"worst_{days}_days_days_past_due": most_where("late_days", is_in),
        }
    return measures


def _courts() -> dict[str, str]:
    stands = f"coalesce(removed_date > {TODAY}, true)"
    return {
        "judgment_count": count_where(IS_JUDGMENT),
        "judgment_365_days_count": count_where(f"{IS_JUDGMENT} AND {within('published_date', LONGEST_DAYS)}"),
        "judgment_amount": sum_where("judgment_amount", IS_JUDGMENT),
        "dishonest_debtor_count": count_where(f"NOT {IS_JUDGMENT} AND {stands}"),
        "removed_dishonest_debtor_count": count_where(f"NOT {IS_JUDGMENT} AND NOT {stands}"),
        "last_judgment_date": most_where("published_date", IS_JUDGMENT),
        "last_dishonest_debtor_date": most_where("published_date", f"NOT {IS_JUDGMENT}"),
    }
