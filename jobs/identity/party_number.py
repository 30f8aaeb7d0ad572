"""What one column of numbers tells where persons and firms stand side by side: whose number it is, and which."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity import citizen_id
from jobs.identity.company.company_name import is_company
from jobs.identity.credit_code import valid_code

PERSON, ORGANISATION = "PERSON", "ORGANISATION"


def with_party_number(records: DataFrame, name: str, number: str, business_date: datetime.date) -> DataFrame:
    """The records with party_type_code, id_number and id_issue_code of a person, and credit_code of a firm.

    Of a firm the column ``number`` holds its credit code. A valid number says what its holder is, whatever the column
    ``name`` says; where there is none, the name does.
    """
    read = records.withColumns(
        {"credit_code": valid_code(F.col(number)), "id_number": citizen_id.normalised(F.col(number))}
    )
    judged = read.withColumn("id_issue_code", citizen_id.issue_code(F.col("id_number"), business_date))
    is_firm = F.col("credit_code").isNotNull() | (F.col("id_issue_code").isNotNull() & is_company(F.col(name)))
    typed = judged.withColumn("party_type_code", F.when(is_firm, ORGANISATION).otherwise(PERSON))
    return typed.withColumns(
        {
            "id_number": F.when(F.col("id_issue_code").isNull(), F.col("id_number")),
            "id_issue_code": F.when(F.col("party_type_code") == PERSON, F.col("id_issue_code")),
        }
    )
