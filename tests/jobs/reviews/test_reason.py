"""A reason holds no value of a record, however people write it, and words that are none are let through."""

from __future__ import annotations

from datetime import date

import pytest

from jobs.lakehouse.errors import ContractFault
from jobs.reviews.reason import require_reason

RECORD = {
    "name_key": "张晓明",
    "name_sound": "xiaoming zhang",
    "birth_date": date(1949, 12, 31),
    "address_key": "文1路12-5-2-301",
    "id_number": None,
}


@pytest.mark.parametrize(
    "reason",
    [
        "張曉明的簽名",
        "the signature of 张 晓·明",
        "Zhang Xiaoming signed",
        "signed by XIAO-MING ZHANG",
        "signed by ZHANG, Xiaoming",
        "signed by Zhāng Xiǎo Míng",
        "ｚｈａｎｇｘｉａｏｍｉｎｇ",
        "生于1949年12月31日",
        "born 31.12.49",
        "一九四九年十二月三十一日生",
        "lives at 文一路12号",
        "住在文一路十二號5棟",
        "called 一三八零零一三八零零零",
    ],
)
def test_a_value_in_another_spelling_is_refused(reason: str) -> None:
    with pytest.raises(ContractFault, match="holds a number or a value"):
        require_reason(reason, [RECORD])


@pytest.mark.parametrize(
    "reason", ["same handwriting", "文一路的另一户", "father and son, 12 years apart", "签名一致，有十二张照片"]
)
def test_words_are_no_value(reason: str) -> None:
    require_reason(reason, [RECORD])


def test_a_name_as_it_was_typed_at_the_risk_desk_is_found_in_other_characters() -> None:
    for reason in ("歐陽修 was seen", "xiu ouyang was seen", "Ou Yang Xiu was seen"):
        with pytest.raises(ContractFault):
            require_reason(reason, [{"name_key": "欧阳修"}])
