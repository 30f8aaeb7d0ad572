"""Whom a vendor lists for fraud, in the bank's own codes."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.citizen_id import valid_number
from jobs.identity.code_list import translated
from jobs.identity.telephone import valid_mobile
from jobs.identity.text import present

FRAUD_VENDOR = "FRAUD_VENDOR"
ID_NUMBER, MOBILE_PHONE = "ID_NUMBER", "MOBILE_PHONE"
SUBJECT_TYPES = {"身份证号": ID_NUMBER, "手机号": MOBILE_PHONE}
FRAUD_TYPES = {
    "伪造申请资料": "FORGED_APPLICATION",
    "出租出借账户": "MULE_ACCOUNT",
    "团伙套利": "ORGANISED_ARBITRAGE",
}


def build(fraud_vendor_listed_subjects: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per row sent. Days stay text, and what is no number of its kind is null: both end in quarantine."""
    entry_number, subject = present(F.col("entry_number")), F.col("subject_value")
    subject_type_code = translated(F.col("subject_type"), SUBJECT_TYPES)
    id_number = F.when(subject_type_code == ID_NUMBER, valid_number(subject, business_date))
    return fraud_vendor_listed_subjects.select(
        F.concat(F.lit(f"{FRAUD_VENDOR}:"), entry_number).alias("record_id"),
        F.lit(FRAUD_VENDOR).alias("source_code"),
        entry_number.alias("entry_number"),
        subject_type_code.alias("subject_type_code"),
        id_number.alias("id_number"),
        F.when(subject_type_code == MOBILE_PHONE, valid_mobile(subject)).alias("mobile_phone"),
        translated(F.col("fraud_type"), FRAUD_TYPES).alias("fraud_type_code"),
        present(F.col("evidence_number")).alias("evidence_number"),
        *(present(F.col(name)).alias(name) for name in ("listed_date", "last_date", "removed_date")),
    )
