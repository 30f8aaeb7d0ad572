"""Without an identity number nothing joins a person's record surely; only foreign clients never have one."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning, where

IS_CHINESE = "source_system_code <> 'czech_bank'"
CHINESE = where(IS_CHINESE)
PERSONS = where(f"{IS_CHINESE} AND party_type_code = 'PERSON'")
EXPECTATIONS = (
    critical("expect_column_values_to_not_be_null", column="id_number", mostly=0.8, **PERSONS),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999, **CHINESE),
)
