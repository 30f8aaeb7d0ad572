"""Made-up records of persons for the tests of matching, as silver.match_record has them."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession

SCHEMA = (
    "record_id string, party_type_code string, id_number string, name_key string, name_sound string, birth_date date, "
    "gender_code string, mobile_phone string, division_code string, address_key string, changed_date date"
)
NAMES = tuple(part.split()[0] for part in SCHEMA.split(", "))
SURNAMES = (("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("欧阳", "ouyang"), ("陈", "chen"))
GIVEN = (("晓明", "xiaoming"), ("伟", "wei"), ("秀英", "xiuying"), ("建国", "jianguo"), ("芳", "fang"), ("丽", "li"))
FIRST_DAY = datetime.date(2026, 6, 1)
ZHANG = {
    "party_type_code": "PERSON",
    "name_key": "张晓明",
    "name_sound": "xiaoming zhang",
    "birth_date": datetime.date(1980, 2, 13),
    "gender_code": "1",
    "mobile_phone": "13800000001",
    "division_code": "110105",
    "address_key": "建国路八十八号三单元",
    "changed_date": FIRST_DAY,
}


def person(record_id: str, **facts: Any) -> dict[str, Any]:
    """A record of Zhang Xiaoming, but for these facts; None is what the source does not tell."""
    return {**ZHANG, "id_number": None, "record_id": record_id, **facts}


def frame(spark: SparkSession, records: Iterable[Mapping[str, Any]]) -> DataFrame:
    """The records as a frame."""
    return spark.createDataFrame([tuple(record.get(name) for name in NAMES) for record in records], SCHEMA)


def planted(persons: int, seed: int = 7) -> list[dict[str, Any]]:
    """Two or one records of each of so many persons; the second may lack or misspell facts."""
    chance = random.Random(seed)  # noqa: S311 - invented persons, no secret
    found = []
    for number in range(persons):
        first = _drawn(chance, number)
        found.append(first)
        if chance.random() < 0.5:
            found.append({**_with_slips(chance, first), "record_id": f"court:{number:06d}"})
    return found


def _drawn(chance: random.Random, number: int) -> dict[str, Any]:
    surname, given = chance.choice(SURNAMES), (chance.choice(GIVEN), chance.choice(GIVEN))
    name, sound = "".join(one[0] for one in given), "".join(one[1] for one in given)
    born = datetime.date(1950, 1, 1) + datetime.timedelta(days=chance.randrange(18_000))
    facts = {
        "id_number": f"{chance.randrange(10**17):017d}X",
        "name_key": surname[0] + name,
        "name_sound": " ".join(sorted((surname[1], sound))),
        "birth_date": born,
        "gender_code": chance.choice("12"),
        "mobile_phone": f"138{chance.randrange(10**8):08d}",
        "division_code": f"{chance.randrange(110101, 110117)}",
        "address_key": f"{chance.choice('和平建设人民解放')}{chance.choice('平安康庄')}路{chance.randrange(900)}号",
    }
    return person(f"bank:{number:06d}", **facts)


def _with_slips(chance: random.Random, record: dict[str, Any]) -> dict[str, Any]:
    slips = dict(record)
    if chance.random() < 0.6:
        slips["id_number"] = None
    if chance.random() < 0.3:
        slips["mobile_phone"] = f"139{chance.randrange(10**8):08d}"
    if chance.random() < 0.4:
        slips["address_key"] = f"新华路{chance.randrange(900)}号"
    if chance.random() < 0.1:
        slips["birth_date"] = record["birth_date"] + datetime.timedelta(days=1)
    if chance.random() < 0.1:
        slips["name_sound"] = record["name_sound"] + "g"
        slips["name_key"] = record["name_key"] + "国"
    return slips
