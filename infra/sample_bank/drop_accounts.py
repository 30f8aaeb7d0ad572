"""The accounts of the SFTP drop: each supplier gives the bank one, and it sees that supplier's folder only."""

from __future__ import annotations

# Source system -> account.
ACCOUNTS = {
    "telecom_vendor": "telecom",
    "court_vendor": "court",
    "fraud_vendor": "fraud",
    "ownership_vendor": "ownership",
    "czech_bank": "czech",
}
# Account -> the file in secrets/ that holds its password.
PASSWORD_FILES = {account: f"{system}_password" for system, account in ACCOUNTS.items()}
