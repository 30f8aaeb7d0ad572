"""The delivery that the front door is measured with: a large GB18030 file of loans and its control file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

HEADER = (
    "loan_number,borrower_name,id_number,mobile,address,product,principal,outstanding,instalment,annual_rate,"
    "term,paid_out,first_due,maturity,days_late,purpose,branch,officer,state,changed"
)
# One record in a hundred is bad: half of those in a day, half in a number.
BAD_ONE_IN = 100
BLOCK = 10_000
SURNAMES, GIVEN_NAMES = "张王李赵陈杨刘黄周吴", "三丰小明秀英国强丽华"
STREETS = ("建设路", "人民大道", "中山北路", "解放街", "和平里")
PRODUCTS, STATES = ("CASH", "CAR", "EDUCATION", "RENOVATION"), ("ACTIVE", "ACTIVE", "SETTLED", "DEFAULTED")
PURPOSES = ("装修住房", "购买汽车", "学费", "日常消费, 家庭")


def deliver(folder: Path, day: date, records: int) -> Path:
    """Write the delivery of a day with its control file; gives the path of the file."""
    path = folder / f"loans_{day:%Y%m%d}.csv"
    with path.open("w", encoding="GB18030", newline="") as file:
        file.write(HEADER + "\r\n")
        for block in _blocks(records):
            file.write(block)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    total = sum(map(_principal, range(records)))
    facts = {"file": path.name, "rows": records, "amount_column": "principal", "amount_total": total, "sha256": sha256}
    control = "".join(f"{name}={value}\n" for name, value in facts.items())
    path.with_suffix(".ctl").write_text(control, encoding="utf-8")
    return path


def bad_records(records: int) -> int:
    """How many of the records hold a day or a number that is none."""
    return len(range(0, records, BAD_ONE_IN))


def _blocks(records: int) -> Iterator[str]:
    for start in range(0, records, BLOCK):
        yield "".join(map(_record, range(start, min(start + BLOCK, records))))


def _principal(number: int) -> int:
    return 1_000 + number * 7919 % 499_000


def _record(number: int) -> str:
    principal, month = _principal(number), number % 12 + 1
    name = SURNAMES[number % 10] + GIVEN_NAMES[number // 10 % 10] + GIVEN_NAMES[number // 100 % 10]
    is_bad = number % BAD_ONE_IN == 0
    paid_out = f"2024-{month:02d}-{number % 28 + 1:02d}"
    bad_day, bad_number = is_bad and number % (2 * BAD_ONE_IN) == 0, is_bad and number % (2 * BAD_ONE_IN) != 0
    return (
        f"L{number:010d},{name},110105{1950 + number % 50}{month:02d}{number % 28 + 1:02d}{number % 1000:03d}X,"
        f"138{number % 100_000_000:08d},北京市朝阳区{STREETS[number % 5]}{number % 900}号,{PRODUCTS[number % 4]},"
        f'"{principal:,}.00",{principal // 3}.50,{principal // 12}.{number % 100:02d},0.{number % 2400:04d},'
        f"{'twelve' if bad_number else number % 60 + 1},{'2024-02-30' if bad_day else paid_out},"
        f'2024-{month:02d}-28,2029-{month:02d}-28,{number % 30},"{PURPOSES[number % 4]}",朝阳支行{number % 40},'
        f"E{number % 5000:05d},{STATES[number % 4]},2026-05-{number % 28 + 1:02d} 12:{number % 60:02d}:00\r\n"
    )
