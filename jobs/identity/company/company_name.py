"""Names of companies, Chinese or in Latin letters, taken apart into what can be compared."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.check_sum import named
from jobs.identity.company.chinese import chinese_company
from jobs.identity.company.latin import latin_company
from jobs.identity.placeholders import is_name
from jobs.identity.reading import is_chinese, letters
from jobs.identity.text import visible

# Names of persons that end like a trade (王国际) are shorter than any name of a company that tells no legal form.
SHORTEST_WITHOUT_FORM = 5
# The fields of a name that was taken apart, in order.
FIELDS = ("name_key", "core_key", "trade_key", "place_key", "legal_form_code", "branch_key", "initials_key")


def company_sound(name_key: Column) -> Column:
    """How the name of a key is read, in lower-case letters: characters that are typed for others often sound alike."""
    return letters(name_key)


def company_name(name: Column) -> Column:
    """The parts of a company's name as a struct of texts; all null for what says nothing, such as 'unknown'.

    - ``name_key``: place, core and trade of the company in one spelling; of a branch those of its mother.
    - ``core_key``: what it is called (字号); where the name is trade and place alone, its trade.
    - ``trade_key``, ``place_key``: words with a blank between; places without their suffix, the widest first.
    - ``legal_form_code``: one of ``legal_form.LEGAL_FORMS``; null where none is told.
    - ``branch_key``: how a branch is called, HEAD_OFFICE for what is none. A branch is not its mother.
    - ``initials_key``: the abbreviation of a name in Latin letters; null where there is none.

    Chinese words follow the name's order, Latin ones the alphabet.
    """
    parts = F.when(is_chinese(name), chinese_company(name)).otherwise(latin_company(name))
    return F.when(is_name(F.upper(F.trim(visible(name)))), parts)


def is_company(name: Column) -> Column:
    """Whether a Chinese name looks like that of a company: it tells a legal form, or is long and ends in a trade."""
    return named(company_name(name), _tells_company) & is_chinese(name)


def _tells_company(parts: Column) -> Column:
    ends_in_trade = parts["trade_key"].isNotNull() & (F.length(parts["name_key"]) >= SHORTEST_WITHOUT_FORM)
    return F.coalesce(parts["legal_form_code"].isNotNull() | ends_in_trade, F.lit(False))
