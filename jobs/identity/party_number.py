"""What one column of numbers tells where persons and firms stand side by side: whose number it is, and which."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity import citizen_id
from jobs.identity.company.company_name import is_company
from jobs.identity.credit_code import valid_code

PERSON, ORGANISATION = "PERSON", "ORGANISATION"
LETTER_BEFORE_ITS_END = "^.{0,16}[A-Z]"


def with_party_number(records: DataFrame, name: str, number: str, business_date: datetime.date) -> DataFrame:
    """The records with party_type_code, id_number and id_issue_code of a person, and credit_code of a firm.

    Of a firm the column ``number`` holds its credit code. A valid credit code with a letter before its end is a firm's;
    of digits alone it may be an identity number, valid or misspelt, of which one in 31 fits the check character by
    chance: the name in the column ``name`` decides. A number that is valid as an identity number alone is a person's,
    whatever the name says.
    """
    read = records.withColumns(
        {"credit_code": valid_code(F.col(number)), "id_number": citizen_id.normalised(F.col(number))}
    )
    judged = read.withColumn("id_issue_code", citizen_id.issue_code(F.col("id_number"), business_date))
    is_code = F.coalesce(F.col("credit_code").rlike(LETTER_BEFORE_ITS_END), F.lit(False))
    may_be_firms = F.col("id_issue_code").isNotNull() | F.col("credit_code").isNotNull()
    is_firm = may_be_firms & (is_code | is_company(F.col(name)))
    typed = judged.withColumn("party_type_code", F.when(is_firm, ORGANISATION).otherwise(PERSON))
    is_person = F.col("party_type_code") == PERSON
    return typed.withColumns(
        {
            "id_number": F.when(is_person & F.col("id_issue_code").isNull(), F.col("id_number")),
            "id_issue_code": F.when(is_person, F.col("id_issue_code")),
            "credit_code": F.when(~is_person, F.col("credit_code")),
        }
    )
