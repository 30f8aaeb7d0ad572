"""Of the register only those enterprises become party records that a court or the bank names."""

from __future__ import annotations

from jobs.silver.enterprise_party import build
from tests.jobs.frames import column_names, frame_of, rows_of

CODE, OTHER = "91310115MA0000007H", "92440300PDY00001X0"


def test_an_enterprise_is_a_party_record_where_somebody_writes_its_code_or_its_whole_name(spark):
    register = (
        {"credit_code": CODE, "enterprise_name": "上海大名实业有限公司", "is_credit_code_valid": True},
        {"credit_code": "110000000000001", "enterprise_name": "云启（杭州）科技有限公司"},
        {"credit_code": OTHER, "enterprise_name": "深圳无人问津有限公司", "is_credit_code_valid": True},
        {"credit_code": "110000000000002", "enterprise_name": "张三"},
    )
    courts = (
        {"party_type_code": "ORGANISATION", "full_name": "云启(杭州)科技有限公司"},
        {"party_type_code": "ORGANISATION", "full_name": "深圳无人"},
        {"party_type_code": "PERSON", "full_name": "张三"},
    )
    customers = (
        {"party_type_code": "ORGANISATION", "credit_code": CODE, "full_name": "大名实业"},
        {"party_type_code": "PERSON", "full_name": "深圳无人问津有限公司"},
    )
    records = [frame_of(spark, "silver.party_record", *rows) for rows in (courts, customers)]
    built = build(frame_of(spark, "silver.enterprise", *register), *records)
    assert built.columns == column_names("silver.party_record")
    assert rows_of(built, "record_id", "party_type_code", "full_name", "credit_code") == [
        ("open_data:110000000000001", "ORGANISATION", "云启（杭州）科技有限公司", None),
        (f"open_data:{CODE}", "ORGANISATION", "上海大名实业有限公司", CODE),
    ]
