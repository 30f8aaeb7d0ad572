from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from jobs.identity import citizen_id

TODAY = datetime.date(2026, 6, 1)

VALID = (
    "11010519491231002X",
    "440524188001010014",
    "110101190001010014",
    "810000199001010019",
    "820000199001010029",
    "830000199001010039",
    "911840198001010013",
    "911392197506300029",
    "931826198811300035",
)
BROKEN = {
    "110105194912310021": "CHECK_DIGIT",
    "310101190002290019": "DATE",
    "110105194912310O2X": "FORMAT",
    "840000199001010010": "FORMAT",
    "81000019900101001X": "CHECK_DIGIT",
    "8100001990010100": "FORMAT",
    "911840198001010014": "CHECK_DIGIT",
    "A11840198001010013": "FORMAT",
    "9118401980010100": "FORMAT",
    "990101199001010019": "FORMAT",
    "900000199001010010": "FORMAT",
    "919999199001010011": "FORMAT",
    "810001199001010015": "FORMAT",
    "830101199001010014": "FORMAT",
    "911840189912310012": "DATE",
    # The credit code of a firm.
    "913101186310110721": "DATE",
    "110105490229002": "DATE",
    "11010549123100": "FORMAT",
    "110105491331002": "DATE",
    "": "MISSING",
    "   ": "MISSING",
    None: "MISSING",
}
SPELLINGS = {
    "110105491231002": "11010519491231002X",
    "440524800101001": "440524198001010013",
    "310101850615123": "310101198506151238",
    "11010519491231002x": "11010519491231002X",
    " 110105 19491231 002X ": "11010519491231002X",
    "１１０１０５１９４９１２３１００２Ｘ": "11010519491231002X",
    "１１０１０５４９１２３１００２": "11010519491231002X",
    "110105-19491231-002X": "11010519491231002X",
}


@pytest.fixture(scope="module")
def judged(spark):
    """Each number with its normal form and issue, computed once for all vectors."""
    written = [*VALID, *BROKEN, *SPELLINGS, "11010520270101001X"]
    number = citizen_id.normalised(F.col("text"))
    judged = spark.createDataFrame([(text,) for text in written], "text string").select(
        "text",
        number.alias("number"),
        citizen_id.issue_code(number, TODAY).alias("issue"),
        citizen_id.birth_date(number).alias("born"),
        citizen_id.gender_code(number).alias("gender"),
    )
    return {row.text: row for row in judged.collect()}


@pytest.mark.parametrize("text", VALID)
def test_a_number_of_the_standard_is_valid(judged, text):
    assert (judged[text].number, judged[text].issue) == (text, None)


@pytest.mark.parametrize(("text", "issue"), BROKEN.items())
def test_a_broken_number_says_what_is_wrong(judged, text, issue):
    assert judged[text].issue == issue


@pytest.mark.parametrize(("text", "number"), SPELLINGS.items())
def test_every_spelling_of_a_person_becomes_one_number(judged, text, number):
    assert (judged[text].number, judged[text].issue) == (number, None)


def test_a_birth_after_the_business_date_is_a_wrong_date(judged):
    assert judged["11010520270101001X"].issue == "DATE"


def test_birth_and_gender_are_told_by_the_number(judged):
    assert judged["11010519491231002X"].born == datetime.date(1949, 12, 31)
    assert judged["11010519491231002X"].gender == "2"
    assert judged["110105491231002"].gender == "2"
    assert judged["810000199001010019"].gender == "1"
