"""Customers of whom a value is missing, or was typed so that it says nothing, are few."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning, where

PERSONS = where("party_type_code = 'PERSON'")
EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="id_number", mostly=0.98),
    warning("expect_column_values_to_not_be_null", column="mobile_phone", mostly=0.95),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999),
    warning("expect_column_values_to_not_be_null", column="division_code", mostly=0.98),
    warning("expect_column_values_to_not_be_null", column="birth_date", mostly=0.98, **PERSONS),
    warning("expect_column_values_to_not_be_null", column="gender_code", mostly=0.98, **PERSONS),
)
