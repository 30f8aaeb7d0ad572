"""How a party and a listed one agree in name, birth and place, and what that weighs by the risk policy."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.agreement_level import within_edits
from jobs.identity.reading import is_chinese
from jobs.risk.policy import Screening
from jobs.risk.screening.name_keys import FEWEST_CONSONANTS, FEWEST_LETTERS, words_of

# A name, or a word, of so many letters may have two other ones.
TWO_EDITS_LETTERS, TWO_EDITS_WORD = 14, 8
# Words of fewer letters are too short for a slip of the pen to be told from another word.
FEWEST_OF_WORD, MOST_SLIPS = 3, 2
FEWEST_WORDS, FEWEST_HELD = 2, 6
WORDS: Mapping[str, str] = {
    "NAME_SAME_SPELLING": "the same name",
    "NAME_SAME_SOUND": "names read alike",
    "NAME_SAME_CONSONANTS": "names with the same consonants",
    "NAME_FEW_LETTERS": "names but for a letter or two",
    "NAME_CONTAINED": "one name holds the other",
    "BIRTH_SAME": "the same date of birth",
    "BIRTH_ONE_DIGIT": "dates of birth but for one digit, or day and month swapped",
    "BIRTH_SAME_YEAR": "the same year of birth",
    "BIRTH_NEAR_YEAR": "nearly the same year of birth",
    "BIRTH_DIFFERENT": "different dates of birth",
    "BIRTH_UNKNOWN": "a date of birth is not known",
    "PLACE_SAME": "the same country",
    "PLACE_DIFFERENT": "different countries",
    "PLACE_UNKNOWN": "a country is not known",
}


def sound_agreement(ours: str, theirs: str) -> Column:
    """How two names sound alike; null where they do not. The columns are ``<side>_sound`` and ``<side>_consonants``."""
    left, right = F.col(f"{ours}_sound"), F.col(f"{theirs}_sound")
    left_bones, right_bones = F.col(f"{ours}_consonants"), F.col(f"{theirs}_consonants")
    return (
        F.when(left == right, "SAME_SOUND")
        .when(_are_same(left_bones, right_bones), "SAME_CONSONANTS")
        .when(_is_slip(left, right) | _are_slips(words_of(left), words_of(right)), "FEW_LETTERS")
        .when(_holds(words_of(left), words_of(right)) | _holds(left_bones, right_bones), "CONTAINED")
    )


def name_agreement(sound: Column, ours: Column, theirs: Column) -> Column:
    """The agreement of sounds with the spellings in view: characters that are read alike are other characters."""
    is_homophone = is_chinese(ours) & is_chinese(theirs) & (sound == "SAME_SOUND")
    return F.when(ours == theirs, "SAME_SPELLING").when(is_homophone, "FEW_LETTERS").otherwise(sound)


def birth_agreement(born: Column, listed: Column, listed_year: Column) -> Column:
    """How a date of birth agrees with a listed one, of which some lists tell the year alone."""
    apart = F.abs(F.year(born) - F.coalesce(F.year(listed), listed_year.try_cast("int")))
    swapped = (F.year(born) == F.year(listed)) & (F.month(born) == F.dayofmonth(listed))
    is_slip = within_edits(born, listed, 1) | (swapped & (F.dayofmonth(born) == F.month(listed)))
    return (
        F.when(apart.isNull(), "UNKNOWN")
        .when(born == listed, "SAME")
        .when(is_slip, "ONE_DIGIT")
        .when(listed.isNull() & (apart == 0), "SAME_YEAR")
        .when(apart <= 1, "NEAR_YEAR")
        .otherwise("DIFFERENT")
    )


def place_agreement(country_pattern: Column, countries: Column) -> Column:
    """Whether a country of the party is among those of the entry; ``country_pattern`` finds it in their text."""
    is_known = country_pattern.isNotNull() & countries.isNotNull()
    is_there = F.regexp_like(F.lower(countries), country_pattern)
    return F.when(~is_known, "UNKNOWN").when(is_there, "SAME").otherwise("DIFFERENT")


def weight(declared: Screening, sound: Column, is_weak: Column) -> Column:
    """The bits of the three agreements, less what a short or weak name takes away."""
    is_short = F.length(F.replace(sound, F.lit(" "), F.lit(""))) <= declared.short_letters
    return (
        _bits(declared.name, F.col("name_agreement_code"))
        + _bits(declared.birth, F.col("birth_agreement_code"))
        + _bits(declared.place, F.col("place_agreement_code"))
        + F.when(is_short, declared.short_bits).otherwise(0.0)
        + F.when(is_weak, declared.weak_name_bits).otherwise(0.0)
    )


def explanation() -> Column:
    """The agreements in words that hold no value."""
    known = F.create_map(*(F.lit(part) for pair in WORDS.items() for part in pair))
    codes = (F.concat(F.lit(f"{one.upper()}_"), F.col(f"{one}_agreement_code")) for one in ("name", "birth", "place"))
    return F.concat_ws("; ", *(F.try_element_at(known, code) for code in codes))


def _are_same(left: Column, right: Column) -> Column:
    letters = F.length(F.array_join(left, ""))
    return (left == right) & (F.size(left) >= FEWEST_WORDS) & (letters >= FEWEST_CONSONANTS)


def _is_slip(left: Column, right: Column) -> Column:
    """One letter put in, left out or replaced, or two swapped; in long names any two edits."""
    shorter = F.least(F.length(left), F.length(right))
    is_near = within_edits(left, right, 1) | (_same_letters(left, right) & within_edits(left, right, 2))
    is_one = (shorter >= FEWEST_LETTERS) & is_near
    return is_one | ((shorter >= TWO_EDITS_LETTERS) & within_edits(left, right, 2))


def _are_slips(ours: Column, theirs: Column) -> Column:
    """Whether all words are the same but one or two, and these are slips of the pen: one moves its word elsewhere."""
    left, right = F.array_sort(F.array_except(ours, theirs)), F.array_sort(F.array_except(theirs, ours))
    shared = F.length(F.array_join(F.array_intersect(ours, theirs), ""))
    is_few = (F.size(left) == F.size(right)) & (F.size(left) <= MOST_SLIPS) & (shared >= FEWEST_OF_WORD)
    return is_few & F.forall(F.zip_with(left, right, _is_word_slip), lambda is_slip: is_slip)


def _is_word_slip(left: Column, right: Column) -> Column:
    shorter = F.least(F.length(left), F.length(right))
    may_have_two = _same_letters(left, right) | (shorter >= TWO_EDITS_WORD)
    is_near = within_edits(left, right, 1) | (may_have_two & within_edits(left, right, 2))
    return F.coalesce((shorter >= FEWEST_OF_WORD) & is_near, F.lit(False))


def _same_letters(left: Column, right: Column) -> Column:
    return F.array_sort(F.split(left, "")) == F.array_sort(F.split(right, ""))


def _holds(ours: Column, theirs: Column) -> Column:
    """Whether all words of one are words of the other, at least two with enough letters."""
    shared = F.array_intersect(ours, theirs)
    is_part = F.size(shared) == F.least(F.size(ours), F.size(theirs))
    return is_part & (F.size(shared) >= FEWEST_WORDS) & (F.length(F.array_join(shared, "")) >= FEWEST_HELD)


def _bits(declared: Mapping[str, float], code: Column) -> Column:
    return F.try_element_at(F.create_map(*(F.lit(part) for pair in declared.items() for part in pair)), code)
