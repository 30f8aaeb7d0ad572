"""Chinese personal names: an own list of surnames and given-name characters by sex and time of birth.

Weights fall with the rank in the list; they are plausible, not statistics of anybody.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from infra.sample_bank.columns import chosen, joined, picked
from infra.sample_bank.draws import Booleans, Draws, Floats, Integers

SURNAMES = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余于杜叶程苏魏吕丁任沈",
    *"姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛葛齐安洪倪樊兰",
    "欧阳", "上官", "司马", "诸葛", "慕容", "皇甫", "尉迟", "东方",
)  # fmt: skip
_COMPOUND = 8

# Four times of birth: before 1965, to 1979, to 1994, later.
ERA_STARTS = (1965, 1980, 1995)
_MEN = (
    "国建德明文志华军永福贵荣生林海光金玉春富成良忠义兴",
    "建军伟强勇刚志国平华明文辉斌波峰海东红卫新民涛利",
    "伟强磊鹏杰超涛勇浩波斌俊峰飞凯亮龙宇鑫旭晓辉健楠",
    "浩宇轩子涵泽睿博文梓铭俊杰昊天一晨嘉奕辰宸佳豪逸",
)
_WOMEN = (
    "秀英兰桂珍玉凤芳淑霞梅琴华素云莲红春清翠爱香菊",
    "丽艳红霞敏萍燕玲芳英娟静莉梅秀华琴慧洁琳洪颖春",
    "静丽娜婷敏燕雪颖倩莉丹萍艳芳晶玲娟慧佳琳洁梦瑶欣",
    "子涵欣怡梓萱诗雨佳琪思梦瑶雅婷可馨语嫣一诺若曦悦",
)
# Characters that only GB 18030 can carry among the Chinese encodings; they break a reader that assumes GBK.
_RARE = "䶮㛃㑇𬭎"
_RARE_SHARE = 0.001
_SINGLE_SHARE = (0.22, 0.30, 0.32, 0.10)


def _surname_weights() -> Floats:
    rank = np.arange(len(SURNAMES), dtype=np.float64)
    weights = 100.0 / (rank + 8.0) ** 1.15
    weights[-_COMPOUND:] = 0.06
    return weights


def _given_table(men: tuple[str, ...], women: tuple[str, ...]) -> tuple[pa.Array, Integers, Integers]:
    """All characters in one column, with the first position and the count of each (sex, era) list."""
    lists = [*men, *women]
    counts = np.array([len(text) for text in lists], dtype=np.int64)
    return pa.array(list("".join(lists)), pa.string()), np.cumsum(counts) - counts, counts


_CHARACTERS, _FIRST, _COUNT = _given_table(_MEN, _WOMEN)


def _given_character(draws: Draws, name: str, group: Integers, person: Integers) -> pa.Array:
    # The square favours the head of each list: some characters are common, others are not.
    offset = np.floor(draws.uniform(name, person) ** 1.6 * _COUNT[group]).astype(np.int64)
    return picked(_CHARACTERS, _FIRST[group] + offset)


def full_names(draws: Draws, person: Integers, is_male: Booleans, birth_year: Integers) -> pa.Array:
    """Surname and a given name of one or two characters in the fashion of sex and time of birth."""
    era = np.searchsorted(np.array(ERA_STARTS), birth_year, side="right")
    group = era + np.where(is_male, 0, len(_MEN))
    surname = picked(SURNAMES, draws.choose("surname", _surname_weights(), person))
    first = _given_character(draws, "given name, first", group, person)
    second = _given_character(draws, "given name, second", group, person)
    rare = picked(tuple(_RARE), draws.integers("rare character", 0, len(_RARE) - 1, person))
    second = chosen(draws.happens("has rare character", _RARE_SHARE, person), rare, second)
    is_single = draws.happens("single given name", np.array(_SINGLE_SHARE)[era], person)
    return joined(surname, first, chosen(is_single, "", second))
