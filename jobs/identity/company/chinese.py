"""A Chinese company name in its parts, in the order that the law gives them (企业名称登记管理规定): administrative
division, core name (字号), trade, legal form. What follows the legal form names a branch.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.check_sum import named
from jobs.identity.company.division_names import SUFFIX, division_pattern, place_pattern
from jobs.identity.company.legal_form import HEAD_OFFICE, form_code
from jobs.identity.company.word_lists import chinese_forms, chinese_trades
from jobs.identity.company.word_pattern import any_of
from jobs.identity.name_key import simplified
from jobs.identity.text import half_width, present, without_blanks

OPENING, CLOSING = "〔［【﹝〈《「『[{", "〕］】﹞〉》」』]}"
# Everything that is no letter, digit or bracket.
SIGNS = "[^\\p{L}\\p{N}()]+"
# What an exchange writes before and after the short name of a listed company.
LISTING_MARKS = "^(?:退市|S?ST(?=[\\u4e00-\\u9fff])|X[DR](?=[\\u4e00-\\u9fff]))|(?<=[\\u4e00-\\u9fff])[ABHUW]$"
# A legal form in the middle of a name: the rest is a part of that company. 分公司 and 支公司 end no mother's name.
AFTER_COMPANY = "^(.+?(?<![分支])公司)(.+)$"
# Parts of a company that are told without its legal form: 中国银行上海市分行.
ESTABLISHMENTS = (
    "分公司|支公司|分行|支行|分店|分社|分厂|分部|分院|分所|分校|分理处|储蓄所|营业所|办事处|代表处|联络处|分支机构"
)


def chinese_company(name: Column) -> Column:
    """The parts of a name as a struct; see ``company_name`` for its fields."""
    return _through(name, _plain, _without_brackets, _without_branch, _without_form, _without_place, _parts)


def _through(value: Column, *steps: Callable[[Column], Column]) -> Column:
    """The value after all steps, each computed once."""
    for step in steps:
        value = named(value, step)
    return value


def _plain(name: Column) -> Column:
    """Simplified, in capitals, without signs and blanks; every bracket an ASCII one."""
    one_kind = F.translate(half_width(simplified(without_blanks(name))), OPENING + CLOSING, "(" * 10 + ")" * 10)
    return F.regexp_replace(F.regexp_replace(F.upper(one_kind), SIGNS, ""), LISTING_MARKS, "")


def _without_brackets(plain: Column) -> Column:
    """The places that stand in brackets apart, and the text of all other brackets without them."""
    in_brackets = f"\\(({place_pattern()})\\)"
    return F.struct(
        F.translate(F.regexp_replace(plain, in_brackets, ""), "()", "").alias("text"),
        F.array_join(F.regexp_extract_all(plain, F.lit(in_brackets), 1), "").alias("bracketed"),
    )


def _without_branch(told: Column) -> Column:
    """Mother and branch apart."""
    establishment = f"^(?=.*(?:{ESTABLISHMENTS})$)(.{{2,}}?)((?:{place_pattern()})(?:{ESTABLISHMENTS}))$"
    mother, branch = (
        F.coalesce(*(present(F.regexp_extract(told["text"], one, group)) for one in (AFTER_COMPANY, establishment)))
        for group in (1, 2)
    )
    return F.struct(
        F.coalesce(mother, told["text"]).alias("text"),
        F.coalesce(branch, F.lit(HEAD_OFFICE)).alias("branch"),
        told["bracketed"].alias("bracketed"),
    )


def _without_form(told: Column) -> Column:
    forms = any_of(form for written in chinese_forms().values() for form in written)
    pattern = f"^(.{{2,}}?)({forms})$"
    return F.struct(
        F.coalesce(present(F.regexp_extract(told["text"], pattern, 1)), told["text"]).alias("text"),
        F.regexp_extract(told["text"], pattern, 2).alias("form"),
        told["branch"].alias("branch"),
        told["bracketed"].alias("bracketed"),
    )


def _without_place(told: Column) -> Column:
    pattern = f"^({place_pattern()})(.{{2,}})$"
    return F.struct(
        F.coalesce(present(F.regexp_extract(told["text"], pattern, 2)), told["text"]).alias("text"),
        _divisions(F.regexp_extract(told["text"], pattern, 1)).alias("places"),
        _divisions(told["bracketed"]).alias("bracketed"),
        told["form"].alias("form"),
        told["branch"].alias("branch"),
    )


def _divisions(text: Column) -> Column:
    """The divisions that a text consists of, without their suffixes."""
    found = F.regexp_extract_all(text, F.lit(f"({division_pattern()})"), 1)
    return F.transform(found, lambda one: F.regexp_replace(one, f"^(.{{2,}}?){SUFFIX}", "$1"))


def _parts(told: Column) -> Column:
    """Core name and trade are told apart by the words of trades at the end; a core name has two characters or more."""
    trades = any_of(chinese_trades())
    pattern = f"^((?:.{{2,}}?)??)((?:{trades})*)$"
    trade_words = F.regexp_extract_all(F.regexp_extract(told["text"], pattern, 2), F.lit(f"({trades})"), 1)
    return F.struct(
        present(F.concat(F.array_join(told["places"], ""), told["text"])).alias("name_key"),
        F.coalesce(present(F.regexp_extract(told["text"], pattern, 1)), present(told["text"])).alias("core_key"),
        present(F.array_join(trade_words, " ")).alias("trade_key"),
        present(F.array_join(F.array_distinct(F.concat(told["places"], told["bracketed"])), " ")).alias("place_key"),
        form_code(told["form"], chinese_forms()).alias("legal_form_code"),
        told["branch"].alias("branch_key"),
        F.lit(None).cast("string").alias("initials_key"),
    )
