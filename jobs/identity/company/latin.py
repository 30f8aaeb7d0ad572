"""A company name in Latin letters in its parts: the words that name it, trades and places in one word each, and the
legal form as a code. Words stand in the order of the alphabet: sources turn them around.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.check_sum import named
from jobs.identity.company.legal_form import HEAD_OFFICE, form_code
from jobs.identity.company.word_lists import latin_forms, latin_places, latin_trades
from jobs.identity.company.word_pattern import any_of
from jobs.identity.name_key import ascii_capitals
from jobs.identity.text import present

APOSTROPHES, ALSO, OTHER = "['’‘`´]", "[&+]", "[^\\p{L}\\p{N}]+"
# S. A. and S.A. are SA.
BETWEEN_INITIALS = "(?<=(?:^| )[\\p{L}\\p{N}]) (?=[\\p{L}\\p{N}](?: |$))"
# Words that join others and name nobody.
FILLERS = ("AND", "THE", "OF", "FOR", "ET", "UND", "Y")
BRANCHES = "BRANCH|REPRESENTATIVE OFFICE|ZWEIGNIEDERLASSUNG|NIEDERLASSUNG|SUCCURSALE|SUCURSAL|FILIALE|ODSTEPNY ZAVOD"
# Legal forms that stand before the name in some languages.
LEADING = "OOO|OAO|ZAO|PAO|UAB|SIA|STICHTING|FIRMA|SOCIETE|COMPAGNIE|STIFTUNG"
# So many words have an abbreviation that people use, and so many letters it has at most.
FEWEST_WORDS, MOST_LETTERS = 3, 5


def latin_company(name: Column) -> Column:
    """The parts of a name as a struct; see ``company_name`` for its fields."""
    return named(named(_spelt(name), _without_branch), lambda told: named(_without_form(told), _parts))


def _spelt(name: Column) -> Column:
    """Capitals of ASCII with one blank between words; initials are one word."""
    text = F.regexp_replace(F.regexp_replace(ascii_capitals(name), APOSTROPHES, ""), ALSO, " AND ")
    return F.regexp_replace(F.trim(F.regexp_replace(text, OTHER, " ")), BETWEEN_INITIALS, "")


def _without_branch(text: Column) -> Column:
    after_form = f"^(.+? (?:{_forms()})) (.*\\b(?:{BRANCHES})\\b.*)$"
    after_name = f"^(.+?) ((?:[^ ]+ (?=BRANCH|REPRES))?(?:{BRANCHES})(?: .*)?)$"
    mother, branch = (
        F.coalesce(*(present(F.regexp_extract(text, one, group)) for one in (after_form, after_name)))
        for group in (1, 2)
    )
    return F.struct(F.coalesce(mother, text).alias("text"), F.coalesce(branch, F.lit(HEAD_OFFICE)).alias("branch"))


def _without_form(told: Column) -> Column:
    """The words that are no legal form, in their order; a name that is nothing else keeps them."""
    text = told["text"]
    head = F.regexp_replace(F.regexp_replace(text, f"^(?:{LEADING}) (?=.)", ""), f"(?<=.)(?: (?:{_forms()}))+$", "")
    words = F.split(head, " ")
    named_words = F.filter(words, lambda word: ~word.isin(*FILLERS))
    trailing, leading = F.regexp_extract(text, f"^.+? ({_forms()})$", 1), F.regexp_extract(text, f"^({LEADING}) .", 1)
    return F.struct(
        F.when(F.size(named_words) > 0, named_words).otherwise(words).alias("words"),
        F.coalesce(present(trailing), present(leading)).alias("form"),
        told["branch"].alias("branch"),
    )


def _parts(told: Column) -> Column:
    trades, places = _folded(latin_trades()), _folded(latin_places())
    trade, place = (lambda word: F.element_at(trades, word)), (lambda word: F.element_at(places, word))
    words = told["words"]
    core = F.filter(words, lambda word: trade(word).isNull() & place(word).isNull())
    return F.struct(
        _in_order(F.transform(words, lambda word: F.coalesce(trade(word), place(word), word))).alias("name_key"),
        F.coalesce(_in_order(core), _in_order(words)).alias("core_key"),
        _in_order(F.transform(words, trade)).alias("trade_key"),
        _in_order(F.transform(words, place)).alias("place_key"),
        form_code(told["form"], latin_forms()).alias("legal_form_code"),
        told["branch"].alias("branch_key"),
        _initials(words).alias("initials_key"),
    )


def _initials(words: Column) -> Column:
    """IBM, of the name in full and of the name that is that already; null where a name has no abbreviation."""
    letters = F.array_join(F.transform(words, lambda word: F.substring(word, 1, 1)), "")
    is_short = (F.size(words) == 1) & (F.length(F.element_at(words, 1)) <= MOST_LETTERS)
    return F.when(F.size(words) >= FEWEST_WORDS, letters).when(is_short, F.element_at(words, 1))


def _in_order(words: Column) -> Column:
    return present(F.array_join(F.array_sort(F.array_distinct(F.array_compact(words))), " "))


def _folded(spellings: Mapping[str, tuple[str, ...]]) -> Column:
    """Spelling -> the one word for it."""
    return F.create_map(*(F.lit(text) for one, words in spellings.items() for word in words for text in (word, one)))


def _forms() -> str:
    return any_of(form for written in latin_forms().values() for form in written)
