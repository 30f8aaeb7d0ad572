"""A party record without an identity number cannot be joined to any other; only foreign clients never have one."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

CHINESE = {"row_condition": "source_system_code <> 'czech_bank'", "condition_parser": "spark"}
EXPECTATIONS = (
    critical("expect_column_values_to_not_be_null", column="id_number", mostly=0.8, **CHINESE),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999, **CHINESE),
)
